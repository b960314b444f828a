import { dropoutRow, outputDropoutStream, recurrentDropoutStream } from '../../../core/kernel/dropoutMasks';
import type { OptimizerState, Trainer, TrainerOptions } from '../../../core/kernel/kernel';
import {
  architectureOf,
  isBias,
  makeParameters,
  stateSizeOf,
  weightNamesOf,
  weightOf,
  weightShape,
  type Architecture,
  type Parameters,
  type WeightName,
} from '../../../core/parameters';
import { backpropagate, type Characters, type Masks, type Weights } from './backpropagation';
import { movementFor, type Movement } from './movement';
import { disposeAll, tidied, type Tensor, type TensorFlow } from './tensorFlow';
import { updateWeight, type Learned } from './updateWeight';

/**
 * Training in TensorFlow.js, float32, on whatever backend the `tf` given runs. Weights, memories and carried states stay on
 * the device; one step reads back only its losses and the norm of its gradients.
 *
 * A step whose gradients are so large that the sum of their squares overflows float32 (beyond 1e19) counts as one whose
 * gradients are not finite: the memories of Adagrad and Adam, which are squares, could not hold them.
 */
export class TfjsTrainer implements Trainer {
  readonly kernel = 'tfjs';
  private readonly architecture: Architecture;
  private readonly names: readonly WeightName[];
  private readonly movement: Movement;
  private readonly learned: Record<string, Learned> = {};
  private lastGradients: Weights | undefined;
  /** For each layer h, and c for an lstm, (B, H) each. */
  private states: readonly (readonly Tensor[])[];
  private updates: number;

  /** @param engine what really runs, for people. */
  constructor(
    private readonly tf: TensorFlow,
    readonly engine: string,
    parameters: Parameters,
    readonly options: TrainerOptions,
    optimizerState?: OptimizerState,
    movement?: Movement,
  ) {
    this.architecture = architectureOf(parameters);
    this.names = weightNamesOf(parameters);
    this.movement = movement ?? movementFor(tf);
    this.updates = optimizerState?.updates ?? 0;
    for (const name of this.names) {
      const memory = (values: Parameters | undefined): Tensor =>
        this.toDevice(name, values ? weightOf(values, name) : undefined);
      this.learned[name] = {
        weight: memory(parameters),
        square: memory(optimizerState?.squares),
        moment: options.optimizer === 'adam' ? memory(optimizerState?.moments) : undefined,
      };
    }
    this.states = [];
    this.resetState();
  }

  step(inputs: Uint16Array, targets: Uint16Array, learningRate: number, scale: number): number {
    const { tf, options } = this;
    const characters: Characters = {
      inputs: this.byTime(inputs),
      targets: this.byTime(targets),
      steps: options.sequenceLength,
    };
    const weights = Object.fromEntries(this.names.map((name) => [name, this.learned[name].weight]));
    const { results, gradients, states } = tidied(tf, () => {
      const { losses, squares, ...kept } = backpropagate(
        tf,
        this.movement,
        this.architecture,
        weights,
        this.states,
        characters,
        this.masks(),
        scale,
      );
      return { results: tf.concat([losses, squares], 0), ...kept };
    });
    const read = results.dataSync<'float32'>();
    results.dispose();
    const squares = read[read.length - 1];
    const loss = read.subarray(0, -1).reduce((sum, value) => sum + value, 0);
    this.disposeGradients();
    this.lastGradients = gradients;
    if (!Number.isFinite(loss) || !Number.isFinite(squares)) {
      disposeAll(tf, states);
      return NaN;
    }
    this.replaceStates(states);
    this.update(gradients, learningRate, Math.sqrt(squares));
    return loss;
  }

  resetState(stream?: number): void {
    const states =
      stream === undefined
        ? new Float64Array(this.options.batchSize * stateSizeOf(this.architecture))
        : this.readState();
    if (stream !== undefined) {
      const size = stateSizeOf(this.architecture);
      states.fill(0, stream * size, (stream + 1) * size);
    }
    this.writeState(states);
  }

  readState(): Float64Array {
    const { hiddenSize: H } = this.architecture;
    const size = stateSizeOf(this.architecture);
    const states = new Float64Array(this.options.batchSize * size);
    for (const [part, tensor] of this.states.flat().entries()) {
      const values = tensor.dataSync();
      for (let stream = 0; stream < this.options.batchSize; stream++) {
        states.set(values.subarray(stream * H, (stream + 1) * H), stream * size + part * H);
      }
    }
    return states;
  }

  writeState(states: Float64Array): void {
    const { hiddenSize: H, layers, cell } = this.architecture;
    const { batchSize } = this.options;
    const size = stateSizeOf(this.architecture);
    const parts = cell === 'lstm' ? 2 : 1;
    this.replaceStates(
      Array.from({ length: layers }, (_, layer) =>
        Array.from({ length: parts }, (_, part) => {
          const values = new Float32Array(batchSize * H);
          for (let stream = 0; stream < batchSize; stream++) {
            const start = stream * size + (layer * parts + part) * H;
            values.set(states.subarray(start, start + H), stream * H);
          }
          return this.tf.tensor2d(values, [batchSize, H]);
        }),
      ),
    );
  }

  parameters(): Parameters {
    return this.fromDevice((name) => this.learned[name].weight);
  }

  optimizerState(): OptimizerState {
    return {
      squares: this.fromDevice((name) => this.learned[name].square),
      moments:
        this.options.optimizer === 'adam' ? this.fromDevice((name) => this.learned[name].moment) : undefined,
      updates: this.updates,
    };
  }

  gradients(): Parameters {
    return this.fromDevice((name) => this.lastGradients?.[name]);
  }

  dispose(): void {
    disposeAll(this.tf, this.learned);
    this.disposeGradients();
    this.replaceStates([]);
  }

  private update(gradients: Weights, learningRate: number, norm: number): void {
    const { clipNorm = 0 } = this.options;
    this.updates++;
    const factor = clipNorm > 0 && norm > clipNorm ? clipNorm / norm : 1;
    for (const name of this.names) {
      const before = this.learned[name];
      this.learned[name] = tidied(this.tf, () =>
        updateWeight(this.tf, before, gradients[name]!, this.options, {
          learningRate,
          updates: this.updates,
          factor,
          decays: !isBias(name),
        }),
      );
      disposeAll(this.tf, before);
    }
  }

  private masks(): Masks {
    const { tf } = this;
    const { layers, hiddenSize: H } = this.architecture;
    const {
      batchSize: B,
      sequenceLength: T,
      dropout = 0,
      recurrentDropout = 0,
      variational = false,
      seed = 0,
    } = this.options;
    const mask = (rows: number, share: number, stream: number): Tensor => {
      const values = new Float32Array(rows * H);
      for (let row = 0; row < rows; row++) {
        const place = { seed, row, stream, updates: this.updates };
        dropoutRow(values.subarray(row * H, (row + 1) * H), share, place);
      }
      return tf.tensor2d(values, [rows, H]);
    };
    const up = (layer: number): Tensor | undefined => {
      if (dropout <= 0) {
        return undefined;
      }
      const made = mask(variational ? B : T * B, dropout, outputDropoutStream(layer, layers));
      return variational ? tf.concat(Array<Tensor>(T).fill(made), 0) : made;
    };
    const recurrent = (layer: number): Tensor | undefined =>
      recurrentDropout > 0 ? mask(B, recurrentDropout, recurrentDropoutStream(layer)) : undefined;
    const numbers = Array.from({ length: layers }, (_, layer) => layer + 1);
    return { up: numbers.map(up), recurrent: numbers.map(recurrent) };
  }

  /** (B, T) to (T, B). @throws RangeError where a number or an index does not fit. */
  private byTime(indices: Uint16Array): Int32Array {
    const { batchSize: B, sequenceLength: T } = this.options;
    const { vocabularySize: V } = this.architecture;
    if (indices.length !== B * T) {
      throw new RangeError(`A step reads ${B} x ${T} characters, not ${indices.length}.`);
    }
    const out = new Int32Array(B * T);
    for (let b = 0; b < B; b++) {
      for (let t = 0; t < T; t++) {
        const index = indices[b * T + t];
        if (index >= V) {
          throw new RangeError(`Character ${index} is not in a vocabulary of ${V}.`);
        }
        out[t * B + b] = index;
      }
    }
    return out;
  }

  /** A weight transposed, zeros where there are no values. */
  private toDevice(name: WeightName, values: Float64Array | undefined): Tensor {
    const [rows, columns] = weightShape(name, this.architecture);
    const out = new Float32Array(rows * columns);
    for (let at = 0; values && at < out.length; at++) {
      out[(at % columns) * rows + Math.floor(at / columns)] = values[at];
    }
    return this.tf.tensor2d(out, [columns, rows]);
  }

  /** The weights as a model has them, zeros where there is no tensor. */
  private fromDevice(tensorOf: (name: WeightName) => Tensor | undefined): Parameters {
    return makeParameters(this.architecture, (name, [rows, columns]) => {
      const out = new Float64Array(rows * columns);
      const values = tensorOf(name)?.dataSync();
      for (let at = 0; values && at < out.length; at++) {
        out[at] = values[(at % columns) * rows + Math.floor(at / columns)];
      }
      return out;
    });
  }

  private replaceStates(states: readonly (readonly Tensor[])[]): void {
    disposeAll(this.tf, this.states);
    this.states = states;
  }

  private disposeGradients(): void {
    if (this.lastGradients) {
      disposeAll(this.tf, this.lastGradients);
      this.lastGradients = undefined;
    }
  }
}
