import type { Parameters } from '../parameters';

/** What a neuron heard from one neuron of the step before. */
export interface Heard {
  readonly neuron: number;
  /** Whh[here][neuron]. */
  readonly weight: number;
  /** h[neuron] before the character was read. */
  readonly activation: number;
  /** weight * activation. */
  readonly contribution: number;
}

/** A pre-activation taken apart: `input + bias + recurrent = preActivation`. */
export interface PreActivation {
  readonly activation: number;
  readonly preActivation: number;
  /** Wxh[neuron][character]. */
  readonly input: number;
  /** bh[neuron]. */
  readonly bias: number;
  /** The sum over `previous`. */
  readonly recurrent: number;
  /** All H neurons of the step before, the largest absolute contribution first. */
  readonly previous: Heard[];
}

/** What put a neuron where it is after `character` was read in the state `before`, (H). */
export function preActivationOf(
  { hiddenSize: H, vocabularySize: V, Wxh, Whh, bh }: Parameters,
  before: Float64Array,
  character: number,
  neuron: number,
): PreActivation {
  let recurrent = 0;
  const previous = Array.from({ length: H }, (_, k): Heard => {
    const weight = Whh[neuron * H + k];
    const contribution = weight * before[k];
    recurrent += contribution;
    return { neuron: k, weight, activation: before[k], contribution };
  });
  previous.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const input = Wxh[neuron * V + character];
  const bias = bh[neuron];
  const preActivation = input + bias + recurrent;
  return { activation: Math.tanh(preActivation), preActivation, input, bias, recurrent, previous };
}
