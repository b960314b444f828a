import type { Parameters } from '../parameters';
import { meanOutputs } from './drivers';

/** One neuron along n places; see the fields. */
export interface Along {
  /** h, (n). */
  readonly activation: Float64Array<ArrayBuffer>;
  /** Why[next][neuron] h: what it adds to the logit of the character that came next, (n); 0 where nothing came. */
  readonly contribution: Float64Array<ArrayBuffer>;
  /** The same less the mean of what it adds to all characters, (n). */
  readonly centred: Float64Array<ArrayBuffer>;
}

/**
 * @param hidden (n, H).
 * @param next the characters that came next, n of them or, at the end of the text, one fewer.
 */
export function contributionsAlong(
  parameters: Parameters,
  neuron: number,
  hidden: Float64Array,
  next: Uint16Array,
): Along {
  const { hiddenSize: H, Why } = parameters;
  const mean = meanOutputs(parameters)[neuron];
  const count = hidden.length / H;
  const activation = Float64Array.from({ length: count }, (_, at) => hidden[at * H + neuron]);
  const weight = (at: number): number => Why[next[at] * H + neuron];
  return {
    activation,
    contribution: activation.map((h, at) => (at < next.length ? weight(at) * h : 0)),
    centred: activation.map((h, at) => (at < next.length ? (weight(at) - mean) * h : 0)),
  };
}
