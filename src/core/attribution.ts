import type { Parameters } from './parameters';

/** One neuron's part in a logit: `contribution = Why[to, neuron] * activation`. */
export interface Contribution {
  readonly neuron: number;
  /** h[neuron], from -1 to 1. */
  readonly activation: number;
  /** Why[to, neuron]. */
  readonly outputWeight: number;
  /** What the neuron adds to the logit of `to`. */
  readonly contribution: number;
  /**
   * `(Why[to, neuron] - mean over c of Why[c, neuron]) * activation`. What a neuron adds to the logits of all
   * characters alike shifts them, and the softmax ignores that shift: this is the part that counts.
   */
  readonly centredContribution: number;
}

/**
 * What each neuron adds to the logit of a character, in the order of the neurons. Exact, since the logit is a sum:
 * `y[to] = by[to] + sum over k of Why[to, k] h[k]`.
 *
 * @param h the hidden state, (H).
 */
export function contributions(parameters: Parameters, h: ArrayLike<number>, to: number): Contribution[] {
  const { hiddenSize: H, vocabularySize: V, Why } = parameters;
  return Array.from({ length: H }, (_, neuron) => {
    let sum = 0;
    for (let c = 0; c < V; c++) {
      sum += Why[c * H + neuron];
    }
    const outputWeight = Why[to * H + neuron];
    const activation = h[neuron];
    return {
      neuron,
      activation,
      outputWeight,
      contribution: outputWeight * activation,
      centredContribution: (outputWeight - sum / V) * activation,
    };
  });
}
