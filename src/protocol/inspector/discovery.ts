import * as v from 'valibot';
import { ablation } from './proof';
import { characterIndex, count, excerpt, finite, neuronList, probability, seed, textId } from './values';

export const discoverParams = v.strictObject({ text: textId, seed });

/** One character following another. */
export const pair = v.object({
  from: characterIndex,
  to: characterIndex,
  /** Places of `from`, and how many of them `to` follows. */
  occurrences: count,
  count,
  /** Mean p(to) over all places of `from`. */
  probability,
  /** The same over those that `to` really follows. */
  probabilityWhenFollowed: probability,
  /** ln of (mean p(to) after `from` over the share of `to` in the whole text): how much `from` tells, nats. */
  surprise: finite,
  /** The strongest drivers, at most three, by mean centred contribution. */
  drivers: neuronList,
  /** Mean p(to) without the output of the first of them, and without that of all. */
  withoutFirst: probability,
  withoutAll: probability,
});
export type Pair = v.InferOutput<typeof pair>;

/** Something longer than one character after another, measured and proved by ablation. */
export const behaviour = v.object({
  /** A stable name: `speakerName`. */
  key: v.string(),
  title: v.string(),
  /** The claim, its measure and what was found, in plain words. */
  claim: v.string(),
  /** What `before` and `after` are: "mean p(newline) after the colon that ends a speaker's name". */
  measure: v.string(),
  places: count,
  before: finite,
  ablation,
  after: finite,
  /** The same with as many random neurons. */
  controls: v.array(v.object({ neurons: neuronList, after: finite })),
  /** Further figures worth a table: a heading and rows of cells. */
  tables: v.array(
    v.object({ title: v.string(), columns: v.array(v.string()), rows: v.array(v.array(v.string())) }),
  ),
  /** A transition to look at, where there is one. */
  explain: v.nullable(v.object({ from: characterIndex, to: characterIndex })),
  examples: v.array(excerpt),
  counterExamples: v.array(excerpt),
});
export type Behaviour = v.InferOutput<typeof behaviour>;

export const discoverReply = v.object({
  places: count,
  /** Ranked by how often, how sure and how causal taken together, best first. */
  pairs: v.array(pair),
  behaviours: v.array(behaviour),
});
export type DiscoverReply = v.InferOutput<typeof discoverReply>;
