import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { version } from '../../package.json';
import { writeModel } from '../core/format/modelFile';
import { PersonError } from '../core/personError';
import { TrainingRun } from '../core/training/trainingRun';
import { loadKernel } from '../services/kernelFiles';
import { modelName } from '../services/modelReference';
import { replaceFile } from '../services/replaceFile';
import { train as trainRun } from '../services/train';
import { prepareTraining } from '../services/prepareTraining';
import { command } from './command';
import { DiskModelFiles } from './diskModelFiles';
import { fileProblem } from './fileProblem';
import { tellReading } from './modelOptions';
import { readTextFile } from './readText';
import { trainOptions, trainingSettings } from './trainOptions';
import { TrainReport } from './trainReport';

/** Milliseconds after which a network with no held-out text is saved. */
const saveInterval = 60_000;

export const train = command({
  name: 'train',
  summary: 'train a network on a file',
  takes: ['FILE'],
  details:
    'As min-char-rnn does it, unless the options say otherwise: FILE is read from its beginning in sequences, the hidden ' +
    'state is carried on, each sequence is followed by one update, and at the end of FILE it begins anew. --init goes on ' +
    'from the weights of a model and, for Adagrad, from its memories: just where min-char-rnn would begin with them, at ' +
    'the first character and a hidden state of zeros. With no --steps or --epochs training goes on until Ctrl-C, which ' +
    'saves. With --held-out the best network is kept, else the newest, which is saved every minute too. --json prints a ' +
    'line a step, its losses in nats a character and taken before the update.',
  options: trainOptions,
  run: async (environment, [file], options) => {
    const out = options.out;
    if (out === undefined) {
      throw new PersonError('train needs --out FILE.npz: where the model goes.');
    }
    await checkWritable(out);
    const signal = environment.interruption();
    const text = await readTextFile(environment, file);
    const init =
      options.init === undefined
        ? undefined
        : await new DiskModelFiles(environment.bundledFolder).read(options.init);
    const prepared = prepareTraining(text, init, modelName(out), trainingSettings(options, init));
    tellReading(environment, prepared.unknown);
    const kernel = await loadKernel(options.kernel);
    // A judgement should be what `evaluate` will say of the file: int16 weights would move its last digits.
    const judge = options.kernel === 'fast' ? await loadKernel('exact') : kernel;
    const run = new TrainingRun(kernel, prepared.model, prepared.text, prepared.options, prepared.schedule);
    const report = new TrainReport(environment, run, prepared, options.json);
    try {
      report.begin();
      const best = await trainRun(
        judge,
        run,
        { steps: prepared.steps, heldOut: prepared.heldOut, saveInterval, signal },
        {
          step: (step, heldOut) => report.step(step, heldOut),
          save: async (model) => {
            const made = { ...model, notes: { ...model.notes, madeBy: `char-rnn ${version} train` } };
            const { precision, compress } = options;
            try {
              await replaceFile(out, writeModel(made, { precision, compress }));
            } catch (error) {
              throw error instanceof PersonError ? error : fileProblem('the model', out, error, 'written');
            }
          },
        },
      );
      report.end(best, out, signal.aborted);
    } finally {
      run.dispose();
    }
  },
});

/** Finds out before the work, not after it, that the model cannot be written. */
async function checkWritable(out: string): Promise<void> {
  if (!/\.npz$/i.test(out)) {
    throw new PersonError(`--out is ${JSON.stringify(out)}: expected a path that ends in .npz.`);
  }
  try {
    await access(dirname(out), constants.W_OK);
  } catch (error) {
    throw fileProblem('the folder', dirname(out), error, 'written to');
  }
  const existing = await stat(out).catch(() => undefined);
  if (existing?.isDirectory()) {
    throw new PersonError(`--out is ${JSON.stringify(out)}: that is a folder.`);
  }
}
