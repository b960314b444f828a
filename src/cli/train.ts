import { basename, dirname, join, resolve } from 'node:path';
import { PersonError } from '../core/personError';
import { isInstalled } from '../services/engines/gpuFolder';
import { checkpointPath } from '../services/training/checkpoint';
import { RunLock, type LockHolder } from '../services/training/runLock';
import { RunningJob } from '../services/training/runTrainingJob';
import type { TrainingRequest, TrainingText } from '../services/training/trainingJob';
import { command } from './command';
import { DiskModelFiles } from './diskModelFiles';
import type { Environment } from './environment';
import type { Values } from './option';
import type { Word } from './parseArguments';
import { isStandardInput, readTextFile } from './readText';
import {
  changedSettings,
  checkLength,
  checkResumable,
  chosenSettings,
  runningSettings,
  trainOptions,
} from './trainOptions';
import { TrainReport } from './trainReport';

type TrainValues = Values<typeof trainOptions>;

export const train = command({
  name: 'train',
  summary: 'train a network on a file',
  takes: ['[FILE]'],
  details:
    'As min-char-rnn does it, unless the options say otherwise: FILE is read from its beginning in sequences, the hidden ' +
    'state is carried on, each sequence is followed by one update, and at the end of FILE it begins anew. With no --steps, ' +
    '--epochs or --minutes training goes on until Ctrl-C, which saves. With --held-out the best network is kept, else the ' +
    'newest, which is saved every minute too. Beside OUT.npz lies OUT.checkpoint.npz, which holds everything that the run ' +
    'is: --resume OUT.checkpoint.npz goes on with it, bit for bit as if it had never been interrupted, to the same OUT and ' +
    'on the same FILE (which needs to be given only if it was standard input or lies elsewhere now). --init is another ' +
    'thing: it begins a new run with the weights of a model and, for Adagrad, its memories, just where min-char-rnn would ' +
    "begin with them, at the first character and a hidden state of zeros; Adam's memories, the schedule, the place in the " +
    'text and the average are not taken over. --json prints a line a step, its losses in nats a character and taken before ' +
    'the update.',
  options: trainOptions,
  run: async (environment, [file], options, given) => {
    const signal = environment.interruption();
    const request =
      options.resume === undefined
        ? await newRun(environment, file, options)
        : await resumption(environment, file, options, given);
    const lock = await lockOf(request);
    const report = new TrainReport(environment, options.json);
    const job = new RunningJob(request, (event) => report.event(event), gpuFolderOf(options));
    const stop = (): void => job.command({ kind: 'stop' });
    signal.addEventListener('abort', stop);
    if (signal.aborted) {
      stop();
    }
    try {
      await job.ended;
    } finally {
      signal.removeEventListener('abort', stop);
      await lock?.release();
    }
    report.end();
  },
});

async function newRun(
  environment: Environment,
  file: Word | undefined,
  options: TrainValues,
): Promise<TrainingRequest> {
  const { out, init } = options;
  if (file === undefined) {
    throw new PersonError('train needs FILE: char-rnn help train says more.');
  }
  if (out === undefined) {
    throw new PersonError('train needs --out FILE.npz: where the model goes.');
  }
  checkEnding(out);
  const files = new DiskModelFiles(environment.bundledFolder);
  const model = init === undefined ? undefined : await files.read(init);
  return {
    kind: 'new',
    text: await textOf(environment, file),
    out,
    ...(init !== undefined && { init: files.path(init) }),
    settings: chosenSettings(options, model),
    running: runningSettings(options),
  };
}

async function resumption(
  environment: Environment,
  file: Word | undefined,
  options: TrainValues,
  given: ReadonlySet<string>,
): Promise<TrainingRequest> {
  const { out, steps, epochs } = options;
  checkResumable(given);
  checkLength(options);
  if (out !== undefined) {
    checkEnding(out);
  }
  return {
    kind: 'resume',
    checkpoint: options.resume!,
    ...(file && { text: await textOf(environment, file) }),
    ...(out !== undefined && { out }),
    ...((steps ?? epochs) !== undefined && { settings: { steps, epochs } }),
    running: changedSettings(options, given),
  };
}

async function textOf(environment: Environment, file: Word): Promise<TrainingText> {
  return isStandardInput(file)
    ? { kind: 'text', text: await readTextFile(environment, file), name: 'standard input' }
    : { kind: 'files', paths: [file.text] };
}

/**
 * Keeps another terminal from training the same files meanwhile: a hidden file beside the checkpoint, void when its process is
 * gone. Undefined where none can be written there, of which the job tells.
 *
 * @throws PersonError if another process trains them.
 */
async function lockOf(request: TrainingRequest): Promise<RunLock | undefined> {
  const checkpoint = resolve(request.kind === 'new' ? checkpointPath(request.out) : request.checkpoint);
  let lock: RunLock | LockHolder;
  try {
    lock = await RunLock.take(
      join(dirname(checkpoint), `.${basename(checkpoint)}.lock`),
      basename(checkpoint),
      () => undefined,
    );
  } catch {
    return undefined;
  }
  if (lock instanceof RunLock) {
    return lock;
  }
  throw new PersonError(
    `Another process (${lock.pid}) is training ${checkpoint}. Wait until it has ended, stop it, or give another --out.`,
  );
}

/** Where TensorFlow.js lies, if it was said. @throws PersonError if it does not. */
function gpuFolderOf({ gpuFolder, engine }: TrainValues): string | undefined {
  if (gpuFolder === undefined) {
    return undefined;
  }
  if (engine === 'kernel') {
    throw new PersonError('--gpu-folder does not go with --engine kernel.');
  }
  const folder = resolve(gpuFolder);
  if (!isInstalled(folder)) {
    throw new PersonError(
      `--gpu-folder is ${folder}: there is no finished installation of TensorFlow.js in it. Name the folder that ` +
        '"Set Up GPU Training" gave in the editor, or leave --gpu-folder out.',
    );
  }
  return folder;
}

function checkEnding(out: string): void {
  if (!/\.npz$/i.test(out)) {
    throw new PersonError(`--out is ${JSON.stringify(out)}: expected a path that ends in .npz.`);
  }
}
