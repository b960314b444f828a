import * as v from 'valibot';
import { characterIndex, count, finite, neuronIndex, position, probability, textId } from './values';

/** One place to look at: after one character from the zero state, or in a text. */
export const place = v.variant('kind', [
  v.strictObject({ kind: v.literal('zero'), from: characterIndex }),
  v.strictObject({ kind: v.literal('place'), text: textId, position }),
]);
export type Place = v.InferOutput<typeof place>;

/** What a question about a transition is asked of: one place, or every occurrence of a character in a text. */
export const scope = v.variant('kind', [
  ...place.options,
  v.strictObject({ kind: v.literal('text'), text: textId, from: characterIndex }),
]);
export type Scope = v.InferOutput<typeof scope>;

export const driversParams = v.strictObject({
  scope,
  to: characterIndex,
  /** A character to compare with: why `to` rather than this one? */
  foil: v.optional(characterIndex),
});

/**
 * What neuron k does for the logit of `to`. Over several places, activations and contributions are means; the order
 * is by `centred`, or by `difference` where there is a foil, largest first.
 */
export const driver = v.object({
  neuron: neuronIndex,
  /**
   * Wxh[neuron][from], in min-char-rnn's network. A gated neuron has a weight for each gate, one above the first layer has
   * none: then it is left out.
   */
  input: v.optional(finite),
  /** Why[to][neuron]. */
  output: finite,
  /** h[neuron]. */
  activation: finite,
  /** Why[to][neuron] * h[neuron]. With the bias, these sum to the logit. */
  contribution: finite,
  /** (Why[to][neuron] - mean over c of Why[c][neuron]) * h[neuron]: without the shift of all logits alike. */
  centred: finite,
  /** (Why[to][neuron] - Why[foil][neuron]) * h[neuron]. */
  difference: v.optional(finite),
  /** Scope `text` only: `centred` with h less its mean over the whole text: what is special about these places. */
  special: v.optional(finite),
});
export type Driver = v.InferOutput<typeof driver>;

export const driversReply = v.object({
  from: characterIndex,
  to: characterIndex,
  foil: v.optional(characterIndex),
  /** Places averaged over: 1 but for the scope `text`. */
  occurrences: count,
  /** At how many of them `to` really came next; null where nothing came. */
  followed: v.nullable(count),
  /** Mean p(to). */
  probability,
  foilProbability: v.optional(probability),
  /** by[to]. */
  bias: finite,
  /** Sum of all contributions. */
  sum: finite,
  /** bias + sum: the (mean) logit of `to`. */
  logit: finite,
  /** Of all characters by mean probability, 1 for the likeliest. */
  rank: count,
  foilBias: v.optional(finite),
  foilLogit: v.optional(finite),
  /** All H neurons. */
  drivers: v.array(driver),
  /** What was found, in plain words with coordinates, to be pasted into a report. */
  sentence: v.string(),
});
export type DriversReply = v.InferOutput<typeof driversReply>;

export const decomposeParams = v.strictObject({
  place,
  neuron: neuronIndex,
  /** Counted from 1. Default: the top layer. */
  layer: v.optional(v.pipe(count, v.minValue(1))),
});

/** What a gate heard from one neuron. */
export const heard = v.object({
  neuron: neuronIndex,
  /** Whh of (the gate's row, that neuron); of a neuron in the layer below Wxh. */
  weight: finite,
  /** h[k]: before the character was read; in the layer below, after it. */
  activation: finite,
  contribution: finite,
});
export type Heard = v.InferOutput<typeof heard>;

/**
 * The pre-activation of one gate, a plain sum: `input + below + bias + recurrentBias + recurrent = preActivation`; `value` is
 * its logistic function, or for a candidate and a vanilla cell its tanh.
 */
export const gateSum = v.object({
  /** By its usual letter; empty for a vanilla cell. */
  gate: v.string(),
  /** Its row in the layer's Wxh, Whh and bh. */
  row: count,
  value: finite,
  preActivation: finite,
  /** Wxh[row][character], the part of the character just read; left out above the first layer. */
  input: v.optional(finite),
  /** Sum over `lower`; 0 in the first layer. */
  below: finite,
  /** bh[row]. */
  bias: finite,
  /** Of the candidate of a gru, its reset gate r: what it hears from before is multiplied by that. Else 1. */
  factor: finite,
  /** factor * bn[neuron] for the candidate of a gru, else 0. */
  recurrentBias: finite,
  /** Sum over `previous`. */
  recurrent: finite,
  /** factor * Whh[row][k] * h[k] for every k, with h the state before; the largest absolute contribution first. */
  previous: v.array(heard),
  /** Wxh[row][k] * h[k] for every k of the layer below; empty in the first. */
  lower: v.array(heard),
});
export type GateSum = v.InferOutput<typeof gateSum>;

/**
 * What put a neuron where it is. Each gate is a plain sum; a vanilla neuron is the value of its only gate. A gated state is no
 * sum: gru h = (1 - z) n + z h'; lstm c = f c' + i g, h = o tanh(c).
 */
export const decomposition = v.object({
  neuron: neuronIndex,
  layer: count,
  /** The character just read. */
  character: characterIndex,
  activation: finite,
  /** h' of the same neuron, before the character was read. */
  activationBefore: finite,
  /** c' and c of an lstm. */
  memory: v.optional(v.object({ before: finite, after: finite })),
  gates: v.array(gateSum),
  /** The place before, to ask on; null at the first character, before which there is only the start state. */
  before: v.nullable(place),
});
export type Decomposition = v.InferOutput<typeof decomposition>;
