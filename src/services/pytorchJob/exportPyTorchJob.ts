import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { writeJobStart } from '../../core/format/pytorch/jobFile';
import { checkParameterCount } from '../../core/format/readParameters';
import type { Model } from '../../core/model';
import { parameterCount, type Architecture } from '../../core/parameters';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import { stepsPerPass } from '../../core/training/sweep';
import { findBuiltFile } from '../builtFile';
import { fileProblem } from '../fileProblem';
import { replaceFile } from '../replaceFile';
import type { Checkpoint } from '../training/checkpoint';
import { openingLength, streamsOf, warmup as heldOutWarmup } from '../training/heldOutLoss';
import { changedLength } from '../training/runTrainingJob';
import type { RunningSettings, TrainingText } from '../training/trainingJob';
import type { TrainingSettings } from '../training/trainingSettings';
import { copyText } from './copyText';
import { jobFiles } from './jobFiles';
import type { JobConfig, JobRun } from './jobRecords';
import { jobReadme } from './jobReadme';
import { encodedAs, vocabularyOfScan } from './jobText';
import { scanText, type ScannedText } from './scanText';

/** What a job begins with. */
export type JobStart =
  /** A new network, whose first weights are drawn there. */
  | { readonly kind: 'new'; readonly settings: TrainingSettings }
  /** A model's weights, and for Adagrad its memories; its shape counts, whatever the settings say. */
  | { readonly kind: 'model'; readonly model: Model; readonly settings: TrainingSettings }
  /** All that a run is: it goes on there. Its length may be changed. */
  | {
      readonly kind: 'checkpoint';
      readonly checkpoint: Checkpoint;
      readonly settings?: Pick<TrainingSettings, 'steps' | 'epochs'>;
    };

export interface JobRequest {
  /** Where it goes: a folder that is empty or not there. */
  readonly folder: string;
  readonly text: TrainingText;
  /** Whether the text is put into the folder; else its path and SHA-256 are. */
  readonly includeText: boolean;
  readonly start: JobStart;
  /** Kept for the day on which training goes on here; `checkpointEvery`, `minutes` and `patience` count there too. */
  readonly running: RunningSettings;
  /** The model's name. Default: the folder's. */
  readonly name?: string;
  /** Of its numbers; float64 is for tests. */
  readonly precision?: 'float32' | 'float64';
}

export interface ExportedJob {
  readonly folder: string;
  /** Names of its files. */
  readonly files: readonly string[];
  /** For people: how it is started there, and how it comes back. */
  readonly commands: { readonly machine: string; readonly slurm: string; readonly back: string };
  readonly steps: number;
  readonly architecture: Architecture;
  readonly parameters: number;
  /** Characters. */
  readonly trained: number;
  readonly heldOut: number;
  /** Characters that the network does not know, and what is read in their place (null: nothing). */
  readonly replacements: Readonly<Record<string, string | null>>;
}

/** Files that are the same for every job. */
const templates = ['train.py', 'requirements.txt', 'job.sbatch'];
/** Processes in the command that is shown. */
const usualProcesses = 4;

/**
 * Writes a folder in which PyTorch trains a network as `RunningJob` would: `train.py` and all that it reads. `config.json` is
 * written last, so that a folder that has one is whole.
 *
 * @throws PersonError for what cannot be had there, and for files that cannot be read or written; nothing is left then.
 */
export async function exportPyTorchJob(request: JobRequest, control: Control = {}): Promise<ExportedJob> {
  const { text, includeText } = request;
  const folder = resolve(request.folder);
  const settings = settingsOf(request.start);
  checkSettings(settings);
  if (text.kind === 'text' && !includeText) {
    throw new PersonError(
      'The text came from no file, so that the job could not find it: let it be included in the folder.',
    );
  }
  const isNew = await makeEmptyFolder(folder);
  const written: string[] = [];
  const write = async (name: string, contents: string | Uint8Array): Promise<void> => {
    const path = join(folder, name);
    try {
      await replaceFile(path, typeof contents === 'string' ? new TextEncoder().encode(contents) : contents);
    } catch (error) {
      throw fileProblem('the job', path, error, 'written');
    }
    written.push(name);
  };
  try {
    let scanned: ScannedText;
    if (includeText) {
      written.push(jobFiles.text);
      scanned = await copyText(text, join(folder, jobFiles.text), control);
    } else {
      scanned = await scanText(text, control);
    }
    return await writeJob(request, { folder, settings, scanned, write, written });
  } catch (error) {
    for (const name of written) {
      await rm(join(folder, name), { force: true });
    }
    if (isNew) {
      await rmdir(folder).catch(() => undefined);
    }
    throw error;
  }
}

interface Writing {
  readonly folder: string;
  readonly settings: TrainingSettings;
  readonly scanned: ScannedText;
  readonly write: (name: string, contents: string | Uint8Array) => Promise<void>;
  readonly written: readonly string[];
}

async function writeJob(
  { start, includeText, running, precision = 'float32', ...request }: JobRequest,
  { folder, settings, scanned, write, written }: Writing,
): Promise<ExportedJob> {
  const name = request.name ?? basename(folder);
  const vocabulary = start.kind === 'new' ? vocabularyOfScan(scanned) : modelOf(start).vocabulary;
  const { length, replacements, warmup } = encodedAs(scanned, vocabulary, settings.unknown);
  const { cell, layers, hidden: hiddenSize, batchSize, sequenceLength } = settings;
  const architecture = { cell, layers, hiddenSize, vocabularySize: vocabulary.size };
  checkParameterCount(architecture);
  if (start.kind === 'checkpoint' && start.checkpoint.record.text.sha256 !== scanned.sha256) {
    throw new PersonError(
      'The text is not the one that {0} was trained on: it has been changed since. Put the old ' +
        'text back, or begin a new run from the weights of the checkpoint.',
      { values: [start.checkpoint.model.name] },
    );
  }
  const trained = Math.floor(length * (1 - settings.heldOut));
  const perPass = stepsPerPass(trained, batchSize, sequenceLength);
  const steps = stepsOf(settings, perPass);
  const files = includeText
    ? [{ path: jobFiles.text, bytes: scanned.bytes, sha256: scanned.sha256 }]
    : scanned.files;
  const model = start.kind === 'new' ? undefined : modelOf(start);
  const config: JobConfig & { readonly characters: readonly string[] } = {
    version: 1,
    madeBy: running.madeBy,
    name,
    settings,
    running,
    steps,
    judgeEvery: settings.evaluateEvery ?? perPass,
    judge: { streams: judgeStreams(length - trained), opening: openingLength, warmup: heldOutWarmup },
    precision,
    notes: start.kind === 'checkpoint' ? (model?.notes ?? {}) : { ...model?.notes, warmup },
    dataSize: start.kind === 'checkpoint' ? (model?.dataSize ?? trained) : trained,
    replacements,
    text: { paths: scanned.files.map(({ path }) => path), sha256: scanned.sha256 },
    characters: vocabulary.characters,
  };
  if (start.kind !== 'new') {
    await write(jobFiles.start, startFile(start, settings));
  }
  for (const template of templates) {
    await write(template, await readTemplate(template));
  }
  const processes = Math.min(usualProcesses, batchSize);
  const readme = jobReadme(await readTemplate('README.md'), {
    config,
    architecture,
    trained,
    heldOut: length - trained,
    processes,
    files: [...written],
  });
  await write('README.md', readme);
  await write(jobFiles.data, json({ files, sha256: scanned.sha256, characters: length }));
  await write(jobFiles.config, json(config));
  return {
    folder,
    files: [...written],
    commands: {
      machine: `torchrun --nproc-per-node ${processes} train.py`,
      slurm: 'sbatch job.sbatch',
      back: `char-rnn import ${quotedPath(folder)} --out ${quotedPath(`${name}.npz`)}`,
    },
    steps,
    architecture,
    parameters: parameterCount(architecture),
    trained,
    heldOut: length - trained,
    replacements,
  };
}

/** The settings of the run there, with the shape that the network has. */
function settingsOf(start: JobStart): TrainingSettings {
  if (start.kind === 'new') {
    return start.settings;
  }
  if (start.kind === 'checkpoint') {
    return changedLength(start.checkpoint.record.settings, start.settings);
  }
  const { cell, layers, hiddenSize: hidden } = start.model.parameters;
  return { ...start.settings, cell, layers, hidden };
}

/** As here, but that many characters are read in more streams: theirs is a machine that can. */
function judgeStreams(heldOut: number): number {
  return Math.max(streamsOf(heldOut), Math.min(1024, Math.floor(heldOut / 65_536)));
}

function modelOf(start: Exclude<JobStart, { kind: 'new' }>): Model {
  return start.kind === 'model' ? start.model : start.checkpoint.model;
}

/** @throws PersonError for what PyTorch's layers have not. */
function checkSettings(settings: TrainingSettings): void {
  const missing = [
    ...(settings.recurrentDropout > 0 ? ['recurrent dropout'] : []),
    ...(settings.variational && settings.dropout > 0
      ? ['dropout of the same units for a whole sequence']
      : []),
  ];
  if (missing.length > 0) {
    throw new PersonError(
      "PyTorch's recurrent layers have no {0}: such a run can be trained here only. Leave it out for a job.",
      { values: [missing.join(' and no ')] },
    );
  }
}

/** After which training ends. @throws PersonError where it would not. */
function stepsOf({ steps, epochs }: TrainingSettings, perPass: number): number {
  const found = epochs === undefined ? steps : Math.max(1, Math.round(epochs * perPass));
  if (found === undefined) {
    throw new PersonError('A job needs an end: say how many steps or passes it is to train for.');
  }
  return found;
}

function startFile(start: Exclude<JobStart, { kind: 'new' }>, settings: TrainingSettings): Uint8Array {
  if (start.kind === 'model') {
    const { parameters, memory } = start.model;
    const optimizer =
      memory && settings.optimizer === 'adagrad' ? { squares: memory, updates: 0 } : undefined;
    return writeJobStart(start.model, { parameters, optimizer }, { version: 1, updates: 0 });
  }
  const { model, state, progress } = start.checkpoint;
  const { optimizer, average, position, steps, smoothLoss, rateFactor } = state;
  return writeJobStart(model, state, {
    version: 1,
    ...{ position, steps, smoothLoss, rateFactor, progress },
    updates: optimizer.updates,
    averageLooks: average?.looks ?? 0,
  } satisfies JobRun);
}

/** Makes it where it is not. @returns whether it was not. @throws PersonError where it holds something. */
async function makeEmptyFolder(folder: string): Promise<boolean> {
  const found = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw fileProblem('the folder', folder, error);
  });
  if (found !== undefined && found.length > 0) {
    throw new PersonError(
      'The folder {0} is not empty (it has {1}{2}): a job ' + 'gets a folder of its own. Name another.',
      { values: [folder, found.slice(0, 3).join(', '), found.length > 3 ? ' and more' : ''] },
    );
  }
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileProblem('the folder', folder, error, 'written');
  }
  return found === undefined;
}

async function readTemplate(name: string): Promise<string> {
  const file = findBuiltFile(join('media', 'pytorch', name));
  if (file === undefined) {
    throw new PersonError('The file media/pytorch/{0} is missing from the extension. Install it again.', {
      values: [name],
    });
  }
  return readFile(file, 'utf8');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A path as a shell reads it. */
function quotedPath(path: string): string {
  return /^[\w./:\\-]+$/.test(path) ? path : JSON.stringify(path);
}
