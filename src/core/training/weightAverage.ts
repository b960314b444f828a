import { copyParameters, weightNamesOf, weightOf, type Parameters } from '../parameters';

/** How weights are averaged. */
export interface Averaging {
  /** Of the old average at each step, in (0, 1): 0.999 looks back over about a thousand steps. */
  readonly decay: number;
  /** Steps from one look at the weights to the next. */
  readonly every: number;
}

/** All that an average is made of. */
export interface AverageState {
  readonly weights: Parameters;
  /** How often the weights were looked at. */
  readonly looks: number;
}

/**
 * The exponential moving average of the weights over the steps of a training run (Polyak and Juditsky 1992 average them
 * all; this forgets the early ones). It judges better than the last weights, which the last few batches have pulled about.
 *
 *     average += (1 - d) (weights - average),   d = min(decay^every, (1 + looks) / (10 + looks))
 *
 * The second term, as TensorFlow's ExponentialMovingAverage has it, lets a young average forget faster. Float64: a share of
 * 1e-4 of a small difference would be lost in float32.
 */
export class WeightAverage {
  private weights: Parameters | undefined;
  private looks: number;

  constructor(
    private readonly averaging: Averaging,
    state?: AverageState,
  ) {
    this.weights = state && copyParameters(state.weights);
    this.looks = state?.looks ?? 0;
  }

  /** Whether the weights are due to be looked at after so many steps. */
  isDue(steps: number): boolean {
    return steps % this.averaging.every === 0;
  }

  look(weights: Parameters): void {
    if (!this.weights) {
      this.weights = copyParameters(weights);
      this.looks = 1;
      return;
    }
    const { decay, every } = this.averaging;
    const share = 1 - Math.min(decay ** every, (1 + this.looks) / (10 + this.looks));
    for (const name of weightNamesOf(weights)) {
      const average = weightOf(this.weights, name);
      const now = weightOf(weights, name);
      for (let at = 0; at < average.length; at++) {
        average[at] += share * (now[at] - average[at]);
      }
    }
    this.looks++;
  }

  /** Undefined before the first look. */
  state(): AverageState | undefined {
    return this.weights && { weights: copyParameters(this.weights), looks: this.looks };
  }
}
