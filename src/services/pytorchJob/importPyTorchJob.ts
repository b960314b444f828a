import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Mapped } from '../../core/format/pytorch/fromStateDict';
import { isJobFile, readJobFile, type JobFile } from '../../core/format/pytorch/jobFile';
import { writeModel, type WriteOptions } from '../../core/format/modelFile';
import type { Model } from '../../core/model';
import { stateSizeOf } from '../../core/parameters';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { RunState } from '../../core/training/trainingRun';
import { fileProblem } from '../fileProblem';
import { replaceFile } from '../replaceFile';
import { checkpointPath, saveCheckpoint } from '../training/checkpoint';
import type { TrainingProgress } from '../training/train';
import { jobFiles } from './jobFiles';
import {
  checked,
  jobConfig,
  jobRun,
  lossLine,
  type JobConfig,
  type JobRun,
  type LossLine,
} from './jobRecords';

/** What a job has made of a network. */
export interface ImportedJob {
  /** The best network by the held-out text; without one the newest. */
  readonly model: Model;
  /** What each tensor of it became. */
  readonly mapping: readonly Mapped[];
  readonly config: JobConfig;
  /** Where training stands, if there is a checkpoint: it can go on here. */
  readonly run?: { readonly model: Model; readonly state: RunState; readonly progress: TrainingProgress };
  /** The loss curve; empty where there is none. */
  readonly losses: readonly LossLine[];
}

/** Whether a path is a job's folder, or a file that a job wrote. */
export async function isPyTorchJob(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    return true;
  }
  return found !== undefined && /\.safetensors$/i.test(path) && isJobFile(await contents(path));
}

/**
 * Reads what a job wrote: its folder, or its checkpoint or model alone. Nothing in it is run.
 *
 * @throws PersonError for what is missing, damaged or does not fit.
 */
export async function importPyTorchJob(path: string, control: Control = {}): Promise<ImportedJob> {
  const given = resolve(path);
  const isFolder = (await stat(given).catch(() => undefined))?.isDirectory() === true;
  const folder = isFolder ? given : dirname(given);
  const read = async (file: string): Promise<Read | undefined> => {
    const there = await stat(file).catch(() => undefined);
    return there ? readOne(file, control) : undefined;
  };
  const checkpoint = await read(isFolder ? join(folder, jobFiles.checkpoint) : given);
  const best = isFolder ? await read(join(folder, jobFiles.model)) : undefined;
  const from = best ?? checkpoint;
  if (from === undefined) {
    throw new PersonError(
      isFolder
        ? "The folder {0} has neither {1} nor {2}: it is no job's, or its job has not saved anything yet."
        : 'There is no file {0}.',
      { values: [isFolder ? folder : given, jobFiles.model, jobFiles.checkpoint] },
    );
  }
  const { config, run, file } = from;
  const { parameters, average } = file;
  const { notes, name, dataSize } = config;
  const model = (weights: JobFile['parameters'], steps: number): Model => ({
    name,
    vocabulary: file.vocabulary,
    parameters: weights,
    ...(config.settings.optimizer === 'adagrad' &&
      from === checkpoint &&
      file.squares && { memory: file.squares }),
    dataSize,
    notes: { ...notes, steps: (notes?.steps ?? 0) + steps },
  });
  const isWhole = checkpoint?.file.hidden !== undefined;
  return {
    model: model(average ?? parameters, run.steps),
    mapping: file.mapping,
    config,
    ...(isWhole && { run: runOf(checkpoint) }),
    losses: await readLosses(join(folder, jobFiles.losses), isFolder),
  };
}

/**
 * What a job's network becomes here: its file, and beside it the checkpoint, if there is one.
 *
 * @param chosen how the model's numbers are written, if not as the run was to.
 */
export async function saveImportedJob(
  { model, config, run }: ImportedJob,
  out: string,
  madeBy: string,
  chosen: WriteOptions = {},
): Promise<{ model: string; checkpoint?: string }> {
  const path = resolve(out);
  const { settings, running, text } = config;
  const { precision, compress } = running;
  try {
    await replaceFile(
      path,
      writeModel({ ...model, notes: { ...model.notes, madeBy } }, { precision, compress, ...chosen }),
    );
  } catch (error) {
    throw error instanceof PersonError ? error : fileProblem('the model', path, error, 'written');
  }
  if (run === undefined) {
    return { model: path };
  }
  const checkpoint = checkpointPath(path);
  await saveCheckpoint(replaceFile, checkpoint, run.model, run.state, run.progress, {
    ...{ settings, running, text },
    out: path,
  });
  return { model: path, checkpoint };
}

interface Read {
  readonly file: JobFile;
  readonly config: JobConfig;
  readonly run: JobRun;
  readonly name: string;
}

async function readOne(path: string, control: Control): Promise<Read> {
  const name = basename(path);
  const file = await readJobFile(await contents(path), name, control);
  const config = checked(jobConfig, file.config, `"config" in ${name}`);
  const { cell, layers, hidden } = config.settings;
  const { parameters } = file;
  if (cell !== parameters.cell || layers !== parameters.layers || hidden !== parameters.hiddenSize) {
    throw new PersonError('{0} has {1} × {2} of {3} units, but says {4} × {5} of {6}.', {
      values: [name, parameters.layers, parameters.cell, parameters.hiddenSize, layers, cell, hidden],
    });
  }
  return { file, config, run: checked(jobRun, file.run, `"run" in ${name}`), name };
}

/** The checkpoint as a run here is one. */
function runOf({ file, config, run, name }: Read): NonNullable<ImportedJob['run']> {
  const { parameters, squares, moments, hidden, average, vocabulary } = file;
  const { settings, notes, dataSize } = config;
  const expected = settings.batchSize * stateSizeOf(parameters);
  if (hidden?.length !== expected) {
    throw new PersonError('{0} has {1} numbers in "hidden": expected {2}, for a batch of {3}.', {
      values: [name, hidden?.length ?? 0, expected, settings.batchSize],
    });
  }
  if (squares === undefined || (settings.optimizer === 'adam' && moments === undefined)) {
    throw new PersonError('{0} has no memories of {1}: training cannot go on from it.', {
      values: [name, settings.optimizer],
    });
  }
  if (run.averageLooks > 0 && average === undefined) {
    throw new PersonError('{0} has no averaged weights, but says that it has.', { values: [name] });
  }
  const { position, steps, smoothLoss, rateFactor, updates, averageLooks, progress } = run;
  return {
    model: { name: config.name, vocabulary, parameters, dataSize, notes },
    state: {
      parameters,
      optimizer: { squares, ...(settings.optimizer === 'adam' && { moments }), updates },
      hidden,
      average: average && averageLooks > 0 ? { weights: average, looks: averageLooks } : undefined,
      ...{ position, steps, smoothLoss, rateFactor },
    },
    progress: { ...progress, best: progress.best, least: progress.least },
  };
}

/** A last line that was cut short by whatever ended the job is left out. */
async function readLosses(path: string, expected: boolean): Promise<LossLine[]> {
  const bytes = expected ? await readFile(path).catch(() => undefined) : undefined;
  const lines = (bytes?.toString('utf8') ?? '').split('\n').slice(0, -1);
  return lines.map((line, at) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // Said below.
    }
    return checked(lossLine, value, `Line ${at + 1} of ${basename(path)}`);
  });
}

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileProblem('the network', path, error);
  }
}
