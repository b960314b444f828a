import * as v from 'valibot';
import { unknownPolicies } from '../../core/encoding';
import { cells, maxLayers } from '../../core/parameters';
import { starts } from '../../core/training/initialParameters';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.minValue(0));
const share = v.pipe(positive, v.maxValue(0.95));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const usualPlateau = { plateauPatience: 2, plateauFactor: 0.5 };

/**
 * What a person chooses about a network and how it is trained, as plain JSON: it travels between processes, and a checkpoint
 * holds it. `prepareTraining` makes kernels' options of it.
 */
export const trainingSettings = v.object({
  cell: v.picklist(cells),
  layers: v.pipe(count, v.maxValue(maxLayers)),
  /** Hidden units of each layer. */
  hidden: count,
  start: v.picklist(starts),
  /** At most one of the two; with neither, training goes on until it is stopped. */
  steps: v.optional(count),
  epochs: v.optional(positive),
  sequenceLength: count,
  batchSize: count,
  optimizer: v.picklist(['adagrad', 'adam']),
  learningRate: positive,
  schedule: v.picklist(['constant', 'cosine', 'plateau']),
  /** Where a cosine ends. */
  finalLearningRate: positive,
  /**
   * Under `plateau`: judgements in a row, none of them the best, after which the learning rate is multiplied by
   * `plateauFactor`, and again after as many more.
   */
  plateauPatience: v.optional(count, usualPlateau.plateauPatience),
  plateauFactor: v.optional(v.pipe(positive, v.maxValue(1)), usualPlateau.plateauFactor),
  /** Steps. */
  learningRateWarmup: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  clip: positive,
  clipNorm: positive,
  dropout: share,
  variational: v.boolean(),
  recurrentDropout: share,
  weightDecay: positive,
  /** Decay of the weights' moving average at each step; 0 averages nothing. */
  average: v.pipe(positive, v.maxValue(0.999999)),
  /** Steps from one look of the average at the weights to the next. */
  averageEvery: count,
  /** Share of the text, from its end, that is not trained on. */
  heldOut: share,
  /** Steps from one judgement by the held-out text to the next; a pass if it is not given. */
  evaluateEvery: v.optional(count),
  seed: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  unknown: v.picklist(unknownPolicies),
});
export type TrainingSettings = Readonly<v.InferOutput<typeof trainingSettings>>;

/** min-char-rnn's own: what is not chosen. */
export const usualSettings: TrainingSettings = {
  cell: 'rnn',
  layers: 1,
  hidden: 250,
  start: 'small',
  sequenceLength: 25,
  batchSize: 1,
  optimizer: 'adagrad',
  learningRate: 0.1,
  schedule: 'constant',
  finalLearningRate: 0,
  ...usualPlateau,
  learningRateWarmup: 0,
  clip: 5,
  clipNorm: 0,
  dropout: 0,
  variational: false,
  recurrentDropout: 0,
  weightDecay: 0,
  average: 0,
  averageEvery: 10,
  heldOut: 0,
  seed: 1,
  unknown: 'map',
};
