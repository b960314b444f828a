import * as v from 'valibot';
import {
  characterValue,
  count,
  distribution,
  finite,
  measuredPlace,
  neuronIndex,
  neuronValue,
  probability,
  textId,
} from './values';

/** How well one simple feature of the text explains a neuron's activation. */
export const featureScore = v.object({
  /** A stable name: `afterColon`. */
  feature: v.string(),
  /** For people: "after a colon". */
  label: v.string(),
  /** Share of the activation's variance that knowing the feature explains: 1 - variance within / variance, 0 to 1. */
  explained: probability,
  /**
   * Features that hold or do not: the probability that the activation (to 1/512) at a place where it holds is above that
   * at one where it does not, ties counted half. 0.5 says nothing, 1 and 0 say all. Null for other features.
   */
  auc: v.nullable(probability),
  /** Mean activation where it holds and where it does not; null for features of more than two values. */
  meanInside: v.nullable(finite),
  meanOutside: v.nullable(finite),
  /** Places where it holds; null as above. */
  places: v.nullable(count),
});
export type FeatureScore = v.InferOutput<typeof featureScore>;

export const neuronsParams = v.strictObject({ text: textId });

/** One line on each neuron. */
export const neuronSummary = v.object({
  neuron: neuronIndex,
  mean: finite,
  standardDeviation: finite,
  /** Share of places with |h| above 0.9. */
  saturated: probability,
  /** Characters until the autocorrelation of the activation has fallen to 1/e, interpolated; null if it never did. */
  memory: v.nullable(finite),
  /** The feature that explains most, and the feature that explains most among those that hold or do not. */
  best: v.nullable(featureScore),
  bestBinary: v.nullable(featureScore),
});
export type NeuronSummary = v.InferOutput<typeof neuronSummary>;

export const neuronsReply = v.object({
  places: count,
  /** All H, by index. */
  neurons: v.array(neuronSummary),
});

export const neuronParams = v.strictObject({ text: textId, neuron: neuronIndex });

export const neuronReply = v.object({
  summary: neuronSummary,
  /** Of the activation over the text. */
  activation: distribution,
  /** Places that drive it highest and lowest; `value` is the activation. */
  highest: v.array(measuredPlace),
  lowest: v.array(measuredPlace),
  /** Wxh[row][c] for every character c, largest first, for each gate; none above the first layer. */
  reads: v.array(v.object({ gate: v.string(), values: v.array(characterValue) })),
  /** Why[c][neuron] less the mean over characters, largest first. */
  writes: v.array(characterValue),
  /** Whh[row][k] for each gate: whom it listens to in its own layer; the largest absolute weight first. */
  listensTo: v.array(v.object({ gate: v.string(), values: v.array(neuronValue) })),
  /** Wxh[row][k] for each gate: whom it listens to in the layer below; none in the first. */
  listensBelow: v.array(v.object({ gate: v.string(), values: v.array(neuronValue) })),
  /** Whh[row of k][neuron] for each gate: whose gates listen to it. */
  heardBy: v.array(v.object({ gate: v.string(), values: v.array(neuronValue) })),
  /** Autocorrelation of the activation at lags 0, 1, 2, ... characters. */
  autocorrelation: v.array(finite),
  /** Every feature, the one that explains most first. */
  features: v.array(
    v.object({
      ...featureScore.entries,
      /** Where a binary feature misleads: it holds, but the activation is as where it does not, and the reverse. */
      counterExamples: v.array(measuredPlace),
    }),
  ),
  sentence: v.string(),
});
export type NeuronReply = v.InferOutput<typeof neuronReply>;
