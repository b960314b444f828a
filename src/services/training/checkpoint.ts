import * as v from 'valibot';
import { kernelNames } from '../../core/kernel/kernel';
import { readCheckpoint, writeCheckpoint } from '../../core/format/checkpointFile';
import { precisions } from '../../core/format/weightMembers';
import type { Model } from '../../core/model';
import { PersonError } from '../../core/personError';
import type { RunState } from '../../core/training/trainingRun';
import { engineNames } from '../engines/engineNames';
import { fileProblem } from '../fileProblem';
import { readFile } from '../files';
import { modelName } from '../modelReference';
import type { ReplaceFile } from '../replaceFile';
import type { TrainingProgress } from './train';
import { trainingSettings } from './trainingSettings';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const best = v.object({ step: count, loss: v.number() });

export const runningRecord = v.object({
  kernel: v.picklist(['auto', ...kernelNames]),
  engine: v.optional(v.picklist(engineNames)),
  threads: v.optional(count),
  checkpointEvery: v.number(),
  progressEvery: v.number(),
  minutes: v.optional(v.number()),
  patience: v.optional(count),
  sampleEvery: v.optional(v.number()),
  sampleLength: v.optional(count),
  baselines: v.optional(v.boolean()),
  precision: v.picklist(precisions),
  compress: v.boolean(),
  madeBy: v.string(),
});

export const notesRecord = v.object({
  warmup: v.optional(v.string()),
  steps: v.optional(count),
  madeBy: v.optional(v.string()),
});

/** Where a run stands: `RunState` without its arrays. */
export const countersRecord = v.object({
  position: v.object({ pass: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)), pointer: count }),
  steps: count,
  smoothLoss: v.number(),
  rateFactor: v.number(),
});

export const progressRecord = v.object({
  best: v.optional(best),
  least: v.optional(v.number()),
  worse: count,
  seconds: v.number(),
});

/** What a checkpoint holds beside its arrays: `run` in the file. */
const checkpointRecord = v.object({
  settings: trainingSettings,
  running: runningRecord,
  text: v.object({
    /** Where it came from; none for a text that came from no file. */
    paths: v.array(v.string()),
    /** Of its UTF-8, in hexadecimal digits. */
    sha256: v.string(),
  }),
  /** The model as far as it is not learned. */
  model: v.object({
    name: v.string(),
    out: v.string(),
    dataSize: v.optional(count),
    notes: v.optional(notesRecord),
  }),
  run: countersRecord,
  progress: progressRecord,
});
export type CheckpointRecord = v.InferOutput<typeof checkpointRecord>;

/** A training run as a checkpoint has kept it. */
export interface Checkpoint {
  /** What it trains: with the weights as they were then. */
  readonly model: Model;
  readonly state: RunState;
  readonly progress: TrainingProgress;
  readonly record: CheckpointRecord;
}

/** A path with the place of a model's checkpoint: `my.checkpoint.npz` beside `my.npz`. */
export function checkpointPath(out: string): string {
  return out.replace(/(\.npz)?$/i, '.checkpoint.npz');
}

/** @returns the bytes written. @throws PersonError if the file cannot be written; the old one stands then. */
export async function saveCheckpoint(
  replace: ReplaceFile,
  path: string,
  model: Model,
  { parameters, optimizer, hidden, average, ...run }: RunState,
  progress: TrainingProgress,
  record: Pick<CheckpointRecord, 'settings' | 'running' | 'text'> & { readonly out: string },
): Promise<number> {
  const { name, dataSize, notes } = model;
  const { out, ...rest } = record;
  const bytes = writeCheckpoint(model, { parameters, optimizer, hidden, average }, {
    ...rest,
    model: { name, out, dataSize, notes },
    run,
    progress,
  } satisfies CheckpointRecord);
  try {
    await replace(path, bytes);
  } catch (error) {
    throw fileProblem('the checkpoint', path, error, 'written');
  }
  return bytes.length;
}

/** @throws PersonError if there is none, or if it is damaged. */
export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileProblem('the checkpoint', path, error);
  }
  const { vocabulary, arrays, record } = await readCheckpoint(bytes, modelName(path));
  const result = v.safeParse(checkpointRecord, record, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw new PersonError('{0}: The checkpoint is damaged: {1} in its member "run": {2}.', {
      values: [modelName(path), v.getDotPath(issue) ?? 'run', issue.message],
    });
  }
  const { model, run, progress } = result.output;
  const { name, dataSize, notes } = model;
  return {
    model: { name, vocabulary, parameters: arrays.parameters, dataSize, notes },
    state: { ...arrays, ...run },
    progress: { ...progress, best: progress.best, least: progress.least },
    record: result.output,
  };
}
