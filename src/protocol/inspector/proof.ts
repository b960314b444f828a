import * as v from 'valibot';
import {
  characterIndex,
  count,
  distribution,
  finite,
  measuredPlace,
  neuronIndex,
  neuronList,
  probability,
  seed,
  textId,
} from './values';

/** `output`: only the logits miss the neurons. `whole`: the recurrence misses them too. */
export const ablationMode = v.picklist(['output', 'whole']);

/** What ablated neurons are held at: a value, or each at its mean over the text. */
export const ablationValue = v.union([v.pipe(finite, v.minValue(-1), v.maxValue(1)), v.literal('mean')]);

export const ablation = v.strictObject({ neurons: neuronList, mode: ablationMode, value: ablationValue });
export type Ablation = v.InferOutput<typeof ablation>;

const transition = { text: textId, from: characterIndex, to: characterIndex };

export const ablateParams = v.strictObject({
  ...transition,
  /** Each is done by itself. */
  ablations: v.pipe(v.array(ablation), v.minLength(1), v.maxLength(64)),
  /** For each ablation, this many sets of as many random other neurons are taken away in the same manner. */
  controls: v.pipe(count, v.maxValue(32)),
  /** Draws the controls. */
  seed,
});

/** A character whose probability the ablation changed. */
export const shift = v.object({ character: characterIndex, before: probability, after: probability });

export const ablationResult = v.object({
  ablation,
  /** Of p(to) over the places of `from`. */
  after: distribution,
  /** Mean surprise of all characters but the first, nats: what else the ablation broke. */
  loss: finite,
  /** The same without the characters that follow `from`. */
  lossElsewhere: finite,
  /** Characters whose mean probability at the places of `from` changed most, largest change first. */
  shifts: v.array(shift),
  /** Places where p(to) fell most; `value` is the change. */
  examples: v.array(measuredPlace),
  /** Places that speak against the claim: p(to) fell least, or rose. */
  counterExamples: v.array(measuredPlace),
  /** Random neurons in place of these: mean p(to) after each. */
  controls: v.array(v.object({ neurons: neuronList, mean: probability, loss: finite })),
});
export type AblationResult = v.InferOutput<typeof ablationResult>;

export const ablateReply = v.object({
  /** Places of `from`. */
  occurrences: count,
  /** Of p(to) over them, with every neuron in place. */
  before: distribution,
  loss: finite,
  lossElsewhere: finite,
  results: v.array(ablationResult),
  sentence: v.string(),
});
export type AblateReply = v.InferOutput<typeof ablateReply>;

/**
 * `halve`: mean p(to) falls to half or less. `flip`: another character's mean probability passes that of `to`. `keep`:
 * with all *other* neurons ablated, mean p(to) stays at nine tenths or more.
 */
export const setGoal = v.picklist(['halve', 'flip', 'keep']);

export const smallestSetParams = v.strictObject({
  ...transition,
  goal: setGoal,
  mode: ablationMode,
  value: ablationValue,
  /** Mode `output` only: tries all sets of three neurons too, which takes minutes, to prove more. */
  thorough: v.optional(v.boolean()),
});

export const smallestSetReply = v.object({
  goal: setGoal,
  occurrences: count,
  before: probability,
  /** Null if no set at all reaches the goal. */
  found: v.nullable(
    v.object({
      /** Those taken away, or for `keep` those left. */
      neurons: neuronList,
      /** Mean p(to) with the set taken away (or left alone), over all places. */
      probability,
      /** The likeliest character then, by mean probability, and that probability. */
      likeliest: v.object({ character: characterIndex, probability }),
    }),
  ),
  /** No smaller set than this can do it: proved by trying all, or by a bound. Equal to the set's size: it is minimal. */
  atLeast: count,
  /** How that was found: whether the set is proved smallest, or only the smallest that a search found. */
  certainty: v.picklist(['smallest', 'upperBound']),
  /** The path of the search: after each neuron taken, mean p(to). */
  steps: v.array(v.object({ neuron: neuronIndex, probability })),
  /** Sets tried. */
  tried: count,
  sentence: v.string(),
});
export type SmallestSetReply = v.InferOutput<typeof smallestSetReply>;
