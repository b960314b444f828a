import {
  copyParameters,
  isBias,
  weightNamesOf,
  weightOf,
  zeroParameters,
  type Parameters,
} from '../parameters';
import type { OptimizerState, TrainerOptions } from './kernel';

/**
 * Clips the norm of all gradients, then each gradient to [-clip, clip], and updates by Adagrad (Duchi et al. 2011) or AdamW
 * (Loshchilov and Hutter 2019), as the papers write them.
 */
export class ReferenceOptimizer {
  private readonly squares: Parameters;
  private readonly moments: Parameters | undefined;
  private done: number;

  /** @param weights are changed in place. */
  constructor(
    private readonly weights: Parameters,
    private readonly options: TrainerOptions,
    state?: OptimizerState,
  ) {
    this.squares = state ? copyParameters(state.squares) : zeroParameters(weights);
    this.moments =
      options.optimizer === 'adam' ? copyParameters(state?.moments ?? zeroParameters(weights)) : undefined;
    this.done = state?.updates ?? 0;
  }

  /** Updates done. */
  get updates(): number {
    return this.done;
  }

  state(): OptimizerState {
    return {
      squares: copyParameters(this.squares),
      moments: this.moments && copyParameters(this.moments),
      updates: this.done,
    };
  }

  update(gradients: Parameters, learningRate: number): void {
    const { clip, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8, weightDecay = 0 } = this.options;
    const { moments } = this;
    this.done++;
    const correction1 = 1 - beta1 ** this.done;
    const correction2 = 1 - beta2 ** this.done;
    const factor = this.normFactor(gradients);
    for (const name of weightNamesOf(this.weights)) {
      const weight = weightOf(this.weights, name);
      const square = weightOf(this.squares, name);
      const gradient = weightOf(gradients, name);
      const moment = moments && weightOf(moments, name);
      const decay = isBias(name) ? 0 : learningRate * weightDecay;
      for (let at = 0; at < weight.length; at++) {
        const whole = factor * gradient[at];
        const g = clip > 0 ? Math.max(-clip, Math.min(clip, whole)) : whole;
        if (!moment) {
          square[at] += g * g;
          weight[at] -= (learningRate * g) / Math.sqrt(square[at] + 1e-8);
        } else {
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
  private normFactor(gradients: Parameters): number {
    const { clipNorm = 0 } = this.options;
    let sum = 0;
    for (const name of weightNamesOf(gradients)) {
      for (const gradient of weightOf(gradients, name)) {
        sum += gradient ** 2;
      }
    }
    const norm = Math.sqrt(sum);
    return clipNorm > 0 && norm > clipNorm ? clipNorm / norm : 1;
  }
}
