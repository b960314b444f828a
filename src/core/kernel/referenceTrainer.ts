import { copyParameters, weightNames, zeroParameters, type Parameters } from '../parameters';
import { philox4x32, streams } from '../random';
import type { KernelName, OptimizerState, Trainer, TrainerOptions } from './kernel';

/**
 * Training in plain float64 loops: truncated backpropagation through time, then Adagrad or Adam, as min-char-rnn and
 * the papers write them. The oracle for the faster kernels, and slow.
 */
export class ReferenceTrainer implements Trainer {
  private readonly weights: Parameters;
  private readonly squares: Parameters;
  private readonly moments: Parameters | undefined;
  private updates: number;
  private readonly gradient: Parameters;
  /** (batch, H): the hidden state of each stream before the next step. */
  private readonly carried: Float64Array;

  constructor(
    readonly kernel: KernelName,
    readonly engine: string,
    parameters: Parameters,
    readonly options: TrainerOptions,
    optimizerState?: OptimizerState,
  ) {
    const { hiddenSize: H } = parameters;
    this.weights = copyParameters(parameters);
    this.squares = optimizerState ? copyParameters(optimizerState.squares) : zeroParameters(parameters);
    this.moments =
      options.optimizer === 'adam'
        ? copyParameters(optimizerState?.moments ?? zeroParameters(parameters))
        : undefined;
    this.updates = optimizerState?.updates ?? 0;
    this.gradient = zeroParameters(parameters);
    this.carried = new Float64Array(options.batchSize * H);
  }

  step(inputs: Uint16Array, targets: Uint16Array, learningRate: number, scale: number): number {
    for (const name of weightNames) {
      this.gradient[name].fill(0);
    }
    const before = this.carried.slice();
    let loss = 0;
    for (let stream = 0; stream < this.options.batchSize; stream++) {
      loss += this.backpropagate(inputs, targets, stream);
    }
    for (const name of weightNames) {
      const gradient = this.gradient[name];
      for (let at = 0; at < gradient.length; at++) {
        gradient[at] *= scale;
      }
    }
    if (!Number.isFinite(loss) || !weightNames.every((name) => this.gradient[name].every(Number.isFinite))) {
      this.carried.set(before);
      return NaN;
    }
    this.update(learningRate);
    return loss;
  }

  resetState(stream?: number): void {
    const { hiddenSize: H } = this.weights;
    if (stream === undefined) {
      this.carried.fill(0);
    } else {
      this.carried.fill(0, stream * H, (stream + 1) * H);
    }
  }

  readState(): Float64Array {
    return this.carried.slice();
  }

  writeState(states: Float64Array): void {
    this.carried.set(states);
  }

  parameters(): Parameters {
    return copyParameters(this.weights);
  }

  optimizerState(): OptimizerState {
    return {
      squares: copyParameters(this.squares),
      moments: this.moments && copyParameters(this.moments),
      updates: this.updates,
    };
  }

  gradients(): Parameters {
    return copyParameters(this.gradient);
  }

  dispose(): void {
    // Plain arrays: nothing to free.
  }

  /**
   * One stream, forward and back. With dh the gradient of the loss with respect to h_t and m the dropout mask:
   *
   *     dy = p - onehot(target)    dWhy += dy (m h)^T    dh = m Why^T dy + Whh^T draw_(t+1)    draw = (1 - h^2) dh
   *     dWhh += draw h_(t-1)^T     dWxh[:, input] += draw
   *
   * @returns the loss in nats, summed over the sequence.
   */
  private backpropagate(inputs: Uint16Array, targets: Uint16Array, stream: number): number {
    const { hiddenSize: H, vocabularySize: V, Wxh, Whh, Why, bh, by } = this.weights;
    const { gradient } = this;
    const { sequenceLength: T } = this.options;
    const base = stream * T;
    const h = new Float64Array((T + 1) * H); // (T + 1, H): h[0] is the carried state
    const p = new Float64Array(T * V); // (T, V)
    const mask = this.mask(stream, T); // (T, H)
    h.set(this.carried.subarray(stream * H, (stream + 1) * H));
    let loss = 0;
    for (let t = 0; t < T; t++) {
      const x = inputs[base + t];
      for (let i = 0; i < H; i++) {
        let sum = bh[i] + Wxh[i * V + x];
        for (let j = 0; j < H; j++) {
          sum += Whh[i * H + j] * h[t * H + j];
        }
        h[(t + 1) * H + i] = Math.tanh(sum);
      }
      let max = -Infinity;
      for (let c = 0; c < V; c++) {
        let sum = by[c];
        for (let k = 0; k < H; k++) {
          sum += Why[c * H + k] * mask[t * H + k] * h[(t + 1) * H + k];
        }
        p[t * V + c] = sum;
        max = Math.max(max, sum);
      }
      let total = 0;
      for (let c = 0; c < V; c++) {
        p[t * V + c] = Math.exp(p[t * V + c] - max);
        total += p[t * V + c];
      }
      for (let c = 0; c < V; c++) {
        p[t * V + c] /= total;
      }
      loss -= Math.log(p[t * V + targets[base + t]]);
    }
    const dhNext = new Float64Array(H);
    const draw = new Float64Array(H);
    for (let t = T - 1; t >= 0; t--) {
      const dy = p.subarray(t * V, (t + 1) * V);
      dy[targets[base + t]] -= 1;
      const dh = dhNext.slice();
      for (let c = 0; c < V; c++) {
        gradient.by[c] += dy[c];
        for (let k = 0; k < H; k++) {
          gradient.Why[c * H + k] += dy[c] * mask[t * H + k] * h[(t + 1) * H + k];
          dh[k] += dy[c] * Why[c * H + k] * mask[t * H + k];
        }
      }
      dhNext.fill(0);
      const x = inputs[base + t];
      for (let i = 0; i < H; i++) {
        draw[i] = (1 - h[(t + 1) * H + i] ** 2) * dh[i];
        gradient.bh[i] += draw[i];
        gradient.Wxh[i * V + x] += draw[i];
        for (let j = 0; j < H; j++) {
          gradient.Whh[i * H + j] += draw[i] * h[t * H + j];
          dhNext[j] += draw[i] * Whh[i * H + j];
        }
      }
    }
    this.carried.set(h.subarray(T * H, (T + 1) * H), stream * H);
    return loss;
  }

  /**
   * Inverted dropout, (T, H): 0 or 1 / (1 - share). One block of Philox serves four units, 32 bits each: its counter is
   * (unit / 4, t * batch + stream, `streams.dropout`, updates done), its key the seed; below share * 2^32 a unit drops.
   */
  private mask(stream: number, T: number): Float64Array {
    const { hiddenSize: H } = this.weights;
    const { dropout = 0, seed = 0, batchSize } = this.options;
    const mask = new Float64Array(T * H).fill(1);
    const words = new Uint32Array(4);
    const [low, high] = [seed >>> 0, Math.floor(seed / 2 ** 32)];
    for (let t = 0; t < T && dropout > 0; t++) {
      for (let unit = 0; unit < H; unit++) {
        if (unit % 4 === 0) {
          philox4x32(unit / 4, t * batchSize + stream, streams.dropout, this.updates, low, high, words);
        }
        mask[t * H + unit] = words[unit % 4] < Math.floor(dropout * 2 ** 32) ? 0 : 1 / (1 - dropout);
      }
    }
    return mask;
  }

  /** Clips the norm of all gradients, each gradient to [-clip, clip], then Adagrad (Duchi et al. 2011) or AdamW (Loshchilov and Hutter 2019). */
  private update(learningRate: number): void {
    const { optimizer, clip, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8, weightDecay = 0 } = this.options;
    this.updates++;
    const correction1 = 1 - beta1 ** this.updates;
    const correction2 = 1 - beta2 ** this.updates;
    const factor = this.normFactor();
    for (const name of weightNames) {
      const weight = this.weights[name];
      const square = this.squares[name];
      const gradient = this.gradient[name];
      const decay = name.startsWith('W') ? learningRate * weightDecay : 0;
      for (let at = 0; at < weight.length; at++) {
        const whole = factor * gradient[at];
        const g = clip > 0 ? Math.max(-clip, Math.min(clip, whole)) : whole;
        if (optimizer === 'adagrad') {
          square[at] += g * g;
          weight[at] -= (learningRate * g) / Math.sqrt(square[at] + 1e-8);
        } else {
          const moment = this.moments![name];
          moment[at] = beta1 * moment[at] + (1 - beta1) * g;
          square[at] = beta2 * square[at] + (1 - beta2) * g * g;
          weight[at] -=
            decay * weight[at] +
            (learningRate * (moment[at] / correction1)) / (Math.sqrt(square[at] / correction2) + epsilon);
        }
      }
    }
  }

  /** What brings the gradients' norm down to `clipNorm`: 1 where it is no greater. */
  private normFactor(): number {
    const { clipNorm = 0 } = this.options;
    let sum = 0;
    for (const name of weightNames) {
      for (const gradient of this.gradient[name]) {
        sum += gradient ** 2;
      }
    }
    const norm = Math.sqrt(sum);
    return clipNorm > 0 && norm > clipNorm ? clipNorm / norm : 1;
  }
}
