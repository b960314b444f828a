import * as v from 'valibot';
import { trainingForm } from './form';

/** What the Training view shows, whole each time: the page draws it and keeps nothing of it. */

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(finite, v.integer(), v.minValue(0));

export const presetNames = ['quick', 'good', 'best'] as const;
export type PresetName = (typeof presetNames)[number];

/** How long a choice would take, measured on this machine by some steps of it. */
const estimate = v.variant('kind', [
  v.object({ kind: v.literal('measuring') }),
  v.object({
    kind: v.literal('measured'),
    seconds: finite,
    steps: count,
    charactersPerSecond: finite,
    parameters: count,
    /** Bytes that training will take at its height; null where the engine does not say. */
    memory: v.nullable(count),
  }),
  v.object({ kind: v.literal('failed'), message: v.string() }),
]);
export type Estimate = v.InferOutput<typeof estimate>;

const empty = v.object({
  kind: v.literal('empty'),
  /** What is in the way: another window's training, a text that cannot be read. */
  notice: v.nullable(v.string()),
});

const choosing = v.object({
  kind: v.literal('choosing'),
  text: v.object({
    name: v.string(),
    characters: count,
    /** Different characters: the size of the vocabulary. */
    distinct: count,
  }),
  presets: v.array(v.object({ name: v.picklist(presetNames), form: trainingForm })),
  /** What has been measured, or is being. */
  estimates: v.array(v.object({ form: trainingForm, estimate })),
  /** Where the model will go, for people. */
  destination: v.string(),
  /** Why training did not start. */
  problem: v.nullable(v.string()),
});

/** Figures by step; the arrays have the same length. */
const curve = v.object({ steps: v.array(count), values: v.array(finite) });
export type Curve = v.InferOutput<typeof curve>;

export const runStatuses = [
  'preparing',
  'running',
  'paused',
  'stopping',
  'ended',
  'failed',
  'interrupted',
] as const;
export type RunStatus = (typeof runStatuses)[number];

export const runView = v.object({
  kind: v.literal('run'),
  status: v.picklist(runStatuses),
  /** The text's name. */
  text: v.string(),
  form: trainingForm,
  /** Null until the text has been read. */
  size: v.nullable(v.object({ parameters: count, trained: count, heldOut: count, vocabulary: count })),
  /** What really trains, for people: kernel or TensorFlow.js, and on which device; null until it has begun. */
  engine: v.optional(v.nullable(v.string()), null),
  /** Why it is not what could be expected: TensorFlow.js without its GPU, or the kernel in its place. */
  engineProblem: v.optional(v.nullable(v.string()), null),
  progress: v.nullable(
    v.object({
      step: count,
      steps: count,
      passes: finite,
      /** Nats a character: a running mean over the last steps. */
      loss: finite,
      learningRate: finite,
      charactersPerSecond: finite,
      secondsLeft: v.nullable(finite),
      /** Of training, pauses not counted. */
      secondsSpent: finite,
      /** Bytes that the process holds. */
      memory: count,
    }),
  ),
  best: v.nullable(v.object({ step: count, loss: finite })),
  training: curve,
  heldOut: curve,
  gradientNorm: curve,
  /** What n-grams reach on the same held-out text, in nats a character. */
  baselines: v.array(v.object({ order: count, loss: finite })),
  /** What the network wrote, the latest last. */
  samples: v.array(v.object({ step: count, text: v.string() })),
  /** The step from which training can go on. */
  checkpoint: v.nullable(v.object({ step: count })),
  /** What went wrong, or why it ended before its time. */
  message: v.nullable(v.string()),
  /** Where the model lies, for people; null while there is none. */
  model: v.nullable(v.string()),
});
export type RunView = v.InferOutput<typeof runView>;

export const trainingView = v.variant('kind', [empty, choosing, runView]);
export type TrainingView = v.InferOutput<typeof trainingView>;
export type ChoosingView = Extract<TrainingView, { kind: 'choosing' }>;
