import { PersonError } from '../core/personError';
import { loadCheckpoint } from '../services/training/checkpoint';
import type { TrainingText } from '../services/training/trainingJob';
import { exportPyTorchJob, type JobStart } from '../services/pytorchJob/exportPyTorchJob';
import { command } from './command';
import { DiskModelFiles } from './diskModelFiles';
import type { Environment } from './environment';
import { flag, optional, textOption, type Values } from './option';
import type { Word } from './parseArguments';
import { withProgress } from './progress';
import { isStandardInput, readTextFile } from './readText';
import { list } from './table';
import {
  changedSettings,
  checkLength,
  checkResumable,
  chosenSettings,
  runningSettings,
  trainOptions,
} from './trainOptions';

const jobOptions = {
  ...trainOptions,
  out: optional({
    ...textOption('FOLDER', 'where the job goes: a new or empty folder (needed)', ''),
    shownDefault: undefined,
  }),
  resume: optional({
    ...textOption('CHECKPOINT', 'a checkpoint that the job goes on from, exactly where it stands', ''),
    shownDefault: undefined,
  }),
  includeText: flag('put the text into the folder too'),
};

/** What may be given with --resume here only. */
const ownOptions: ReadonlySet<string> = new Set(['includeText']);

export const exportJob = command({
  name: 'export-job',
  summary: 'write a folder in which PyTorch trains a network, on any number of machines',
  takes: ['[FILE]'],
  details:
    'For what outgrows this machine. FILE and the options are those of train, but nothing is trained here: the folder holds ' +
    'train.py, which trains the same network on the same characters in the same order with the same held-out loss, by PyTorch ' +
    'and its DistributedDataParallel; its README.md has the commands for one machine (torchrun) and for SLURM. The text is named ' +
    'by its path and SHA-256, or put there with --include-text. --init begins with the weights of a model, --resume goes on with ' +
    'all that a checkpoint holds. char-rnn import FOLDER brings back the model, and a checkpoint from which training goes on here. ' +
    'Recurrent and variational dropout have no place there.',
  options: jobOptions,
  run: async (environment, [file], options, given) => {
    const { out, includeText } = options;
    if (out === undefined) {
      throw new PersonError('export-job needs --out FOLDER: where the job goes.');
    }
    const { start, text, running } =
      options.resume === undefined
        ? await newJob(environment, file, options)
        : await goingOn(environment, file, options, given);
    const job = await withProgress(environment, 'Reading the text', (control) =>
      exportPyTorchJob({ folder: out, text, includeText, start, running }, control),
    );
    if (options.json) {
      environment.print(`${JSON.stringify(job)}\n`);
      return;
    }
    const { layers, cell, hiddenSize, vocabularySize } = job.architecture;
    environment.print(
      list([
        [
          'Network',
          `${layers} × ${cell}, ${hiddenSize} units, ${vocabularySize} characters, ${job.parameters} weights`,
        ],
        ['Text', `${job.trained} characters to train on, ${job.heldOut} held out`],
        ['Steps', String(job.steps)],
        ['Folder', job.folder],
        ['Files', job.files.join(', ')],
        ['One machine', job.commands.machine],
        ['SLURM', job.commands.slurm],
        ['Back here', job.commands.back],
      ]),
    );
  },
});

type JobValues = Values<typeof jobOptions>;

interface Chosen {
  readonly start: JobStart;
  readonly text: TrainingText;
  readonly running: ReturnType<typeof runningSettings>;
}

async function newJob(environment: Environment, file: Word | undefined, options: JobValues): Promise<Chosen> {
  if (file === undefined) {
    throw new PersonError('export-job needs FILE: char-rnn help export-job says more.');
  }
  const { init } = options;
  const model =
    init === undefined ? undefined : await new DiskModelFiles(environment.bundledFolder).read(init);
  const settings = chosenSettings(options, model);
  return {
    start: model ? { kind: 'model', model, settings } : { kind: 'new', settings },
    text: await textOf(environment, file),
    running: runningSettings({ ...options, json: false }),
  };
}

async function goingOn(
  environment: Environment,
  file: Word | undefined,
  options: JobValues,
  given: ReadonlySet<string>,
): Promise<Chosen> {
  checkResumable(new Set([...given].filter((key) => !ownOptions.has(key))));
  checkLength(options);
  const checkpoint = await loadCheckpoint(options.resume!);
  const { record, model } = checkpoint;
  if (file === undefined && record.text.paths.length === 0) {
    throw new PersonError(`${model.name} was trained on a text that came from no file: give it again.`);
  }
  const { steps, epochs } = options;
  return {
    start: {
      kind: 'checkpoint',
      checkpoint,
      ...((steps ?? epochs) !== undefined && { settings: { steps, epochs } }),
    },
    text: file ? await textOf(environment, file) : { kind: 'files', paths: record.text.paths },
    running: { ...record.running, ...changedSettings({ ...options, json: false }, given) },
  };
}

async function textOf(environment: Environment, file: Word): Promise<TrainingText> {
  return isStandardInput(file)
    ? { kind: 'text', text: await readTextFile(environment, file), name: 'standard input' }
    : { kind: 'files', paths: [file.text] };
}
