import { layerWeights } from '../kernel/cells/recurrentLayer';
import { RecurrentStack } from '../kernel/cells/recurrentStack';
import { logistic } from '../kernel/cells/logistic';
import { gateNames, gatesOf, type Parameters } from '../parameters';

/** What a gate heard from one neuron. */
export interface Heard {
  readonly neuron: number;
  /** Whh[row][neuron], or for the layer below its Wxh[row][neuron]. */
  readonly weight: number;
  /** h[neuron]. */
  readonly activation: number;
  /** factor * weight * activation. */
  readonly contribution: number;
}

/**
 * The pre-activation of one gate taken apart: `input + below + bias + recurrentBias + recurrent = preActivation`. A vanilla
 * cell has one, without a name.
 */
export interface GateSum {
  /** r, z, n or i, f, g, o; empty for a vanilla cell. */
  readonly gate: string;
  /** Its row in Wxh, Whh and bh. */
  readonly row: number;
  /** logistic(preActivation), of a candidate (and a vanilla cell) tanh(preActivation). */
  readonly value: number;
  readonly preActivation: number;
  /** Wxh[row][character]; undefined above the first layer, which reads no character. */
  readonly input: number | undefined;
  /** The sum over `lower`; 0 in the first layer. */
  readonly below: number;
  /** bh[row]. */
  readonly bias: number;
  /** What the reset gate lets through of what the candidate of a gru hears from before: r. 1 for all others. */
  readonly factor: number;
  /** factor * bn[neuron] for the candidate of a gru, else 0. */
  readonly recurrentBias: number;
  /** The sum over `previous`. */
  readonly recurrent: number;
  /** All H neurons of this layer at the step before, the largest absolute contribution first. */
  readonly previous: readonly Heard[];
  /** All H neurons of the layer below at this step, the same way; empty in the first layer. */
  readonly lower: readonly Heard[];
}

/** What made the state of one neuron. */
export interface StateSum {
  /** h after the character. */
  readonly activation: number;
  /** h before it. */
  readonly activationBefore: number;
  /** An lstm's c before and after; undefined for others. */
  readonly memory: { readonly before: number; readonly after: number } | undefined;
  /**
   * The gates in the order of their rows. rnn: h = value. gru: h = (1 - z) n + z h'. lstm: c = f c' + i g, h = o tanh(c). Each
   * gate is a plain sum; a gated state is none: these formulas join the gates.
   */
  readonly gates: readonly GateSum[];
}

/**
 * What put a neuron where it is after `character` was read.
 *
 * @param before the state before, (S).
 * @param layer counted from 1.
 */
export function stateSumOf(
  parameters: Parameters,
  before: Float64Array,
  character: number,
  neuron: number,
  layer: number,
): StateSum {
  const { cell, hiddenSize: H, layers, vocabularySize: V } = parameters;
  const stack = new RecurrentStack(parameters, (weights) => weights);
  const after = before.slice();
  stack.step(after, character);
  const size = after.length / layers;
  const own = before.subarray((layer - 1) * size, layer * size);
  const lower = layer > 1 ? after.subarray((layer - 2) * size, (layer - 2) * size + H) : undefined;
  const { Wxh, Whh, bh, bn } = layerWeights(parameters, layer);
  const gates: GateSum[] = [];
  for (let at = 0; at < gatesOf[cell]; at++) {
    const row = at * H + neuron;
    const isCandidate = at === 2 || cell === 'rnn';
    const factor = cell === 'gru' && isCandidate ? gates[0].value : 1;
    const previous = heardBy(Whh, row, own.subarray(0, H), factor);
    const below = lower ? heardBy(Wxh, row, lower, 1) : [];
    const parts = {
      input: lower ? undefined : Wxh[row * V + character],
      below: total(below),
      bias: bh[row],
      recurrentBias: bn && isCandidate ? factor * bn[neuron] : 0,
      recurrent: total(previous),
    };
    const preActivation =
      (parts.input ?? 0) + parts.below + parts.bias + parts.recurrentBias + parts.recurrent;
    gates.push({
      gate: gateNames[cell][at],
      row,
      value: isCandidate ? Math.tanh(preActivation) : logistic(preActivation),
      preActivation,
      ...parts,
      factor,
      previous: sorted(previous),
      lower: sorted(below),
    });
  }
  return {
    activation: after[(layer - 1) * size + neuron],
    activationBefore: own[neuron],
    memory:
      cell === 'lstm'
        ? { before: own[H + neuron], after: after[(layer - 1) * size + H + neuron] }
        : undefined,
    gates,
  };
}

/** What a row of a matrix hears, by neuron. */
function heardBy(matrix: Float64Array, row: number, h: Float64Array, factor: number): Heard[] {
  return Array.from(h, (activation, neuron) => {
    const weight = matrix[row * h.length + neuron];
    return { neuron, weight, activation, contribution: factor * weight * activation };
  });
}

function total(heard: readonly Heard[]): number {
  return heard.reduce((sum, { contribution }) => sum + contribution, 0);
}

function sorted(heard: readonly Heard[]): readonly Heard[] {
  return heard.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
