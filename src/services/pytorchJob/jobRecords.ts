import * as v from 'valibot';
import { PersonError } from '../../core/personError';
import { countersRecord, notesRecord, progressRecord, runningRecord } from '../training/checkpoint';
import { trainingSettings } from '../training/trainingSettings';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `config.json`: what a job trains. `train.py` reads it, and writes it into every file that it makes. */
export const jobConfig = v.object({
  version: v.literal(1),
  madeBy: v.string(),
  /** The model's name, for people. */
  name: v.string(),
  settings: trainingSettings,
  running: runningRecord,
  /** After which training ends. */
  steps: count,
  /** From one judgement by the held-out text to the next. */
  judgeEvery: count,
  /** How that is read: in so many streams side by side, each after the beginning of the text and what stands before it. */
  judge: v.object({ streams: count, opening: count, warmup: count }),
  /** `float64` for tests. */
  precision: v.picklist(['float32', 'float64']),
  notes: v.optional(notesRecord),
  /** Characters to train on. */
  dataSize: v.optional(count),
  /** Of the text: what the vocabulary has for characters that it has not; null leaves them out. */
  replacements: v.record(v.string(), v.nullable(v.string())),
  text: v.object({ paths: v.array(v.string()), sha256: v.string() }),
});
export type JobConfig = v.InferOutput<typeof jobConfig>;

/** What a job's files say of where it stands. */
export const jobRun = v.object({
  version: v.literal(1),
  ...countersRecord.entries,
  updates: count,
  averageLooks: count,
  progress: progressRecord,
});
export type JobRun = v.InferOutput<typeof jobRun>;

/** A line of `losses.jsonl`. */
export const lossLine = v.object({
  step: count,
  /** Mean of the steps since the line before, in nats a character. */
  loss: v.number(),
  smoothLoss: v.number(),
  learningRate: v.number(),
  gradientNorm: v.number(),
  /** Of training, earlier sittings included. */
  seconds: v.number(),
  /** Of the processors of all ranks, in this sitting. */
  processorSeconds: v.optional(v.number()),
  heldOutLoss: v.optional(v.number()),
});
export type LossLine = v.InferOutput<typeof lossLine>;

/** Checks what came from a file. @throws PersonError that names it and the place. */
export function checked<T extends v.GenericSchema>(
  schema: T,
  value: unknown,
  where: string,
): v.InferOutput<T> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new PersonError(`${where} is damaged: ${v.getDotPath(issue) ?? 'all of it'}: ${issue.message}.`);
  }
  return result.output;
}
