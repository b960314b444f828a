import { Completer } from '../../core/completion';
import * as v from 'valibot';
import { describeUnknown } from '../../core/encoding';
import { readModel, writeModel } from '../../core/format/modelFile';
import type { Kernel } from '../../core/kernel/kernel';
import type { Model } from '../../core/model';
import { parameterCount } from '../../core/parameters';
import { PersonError } from '../../core/personError';
import { TrainingRun } from '../../core/training/trainingRun';
import { trainingEngine } from '../engines/trainingEngine';
import { fileProblem } from '../fileProblem';
import { checkWritable, dirname, fileStat, isThere, readFile, resolve } from '../files';
import { loadTrainingKernel } from '../kernelFiles';
import { modelName } from '../modelReference';
import { ngramScores } from '../scorecard';
import { removeLeftovers, replaceFile, type ReplaceFile } from '../replaceFile';
import { checkpointPath, loadCheckpoint, saveCheckpoint, type Checkpoint } from './checkpoint';
import { prepareTraining, type PreparedTraining } from './prepareTraining';
import { ProgressReport } from './progressReport';
import { readTrainingText, type ReadText } from './readTrainingText';
import { train } from './train';
import { trainerThreads } from './trainerThreads';
import { checkTrainingMemory } from './trainingMemory';
import { TrainingControl } from './trainingControl';
import type {
  RunningSettings,
  TrainingCommand,
  TrainingEvent,
  TrainingRequest,
  TrainingText,
} from './trainingJob';
import { trainingSettings, type TrainingSettings } from './trainingSettings';

/** Milliseconds after which a network with no held-out text is saved. */
const saveInterval = 60_000;

const usualSampleLength = 300;
/** A little below 1: what a network is sure of shows sooner. */
const sampleTemperature = 0.8;

/** A request with nothing left open. */
interface Job {
  readonly settings: TrainingSettings;
  readonly running: RunningSettings;
  readonly text: ReadText;
  readonly init: Model | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly out: string;
  readonly checkpointFile: string;
}

/** A training run that is under way, as `trainingJob.ts` describes it. */
export class RunningJob {
  private readonly control = new TrainingControl();
  private run: TrainingRun | undefined;
  /** What was asked for, maybe before the run was there. */
  private learningRate: number | undefined;
  /** Resolves when the job has ended, after its last event. Never rejects for a `PersonError`: that is `failed`. */
  readonly ended: Promise<void>;

  /**
   * Begins at once.
   *
   * @param emit is told everything; it must not throw.
   * @param gpuFolder where tfjs-node-gpu has been put, if it has.
   * @param replace how files are written; replaced in tests.
   */
  constructor(
    request: TrainingRequest,
    private readonly emit: (event: TrainingEvent) => void,
    private readonly gpuFolder?: string,
    private readonly replace: ReplaceFile = replaceFile,
  ) {
    this.ended = this.work(request).catch((error: unknown) => {
      if (!(error instanceof PersonError)) {
        throw error;
      }
      emit({ kind: 'failed', message: error.message });
    });
  }

  command(command: TrainingCommand): void {
    switch (command.kind) {
      case 'pause': {
        this.control.pause();
        return;
      }
      case 'resume': {
        this.control.resume();
        return;
      }
      case 'stop': {
        this.control.stop();
        return;
      }
      case 'learningRate': {
        this.learningRate = command.value;
        this.run?.changeLearningRate(command.value);
      }
    }
  }

  private async work(request: TrainingRequest): Promise<void> {
    const job = await prepareJob(request);
    const { settings, running, checkpoint, out } = job;
    const threads = running.threads ?? trainerThreads(settings.batchSize);
    const prepared = prepareTraining(
      job.text.text,
      job.init,
      modelName(out),
      settings,
      threads,
      // What TensorFlow.js has is its own affair.
      running.engine === 'tfjs' ? undefined : checkTrainingMemory,
    );
    // It judges too: in `fast` with weights of 16 bits, which moves the loss by some 1e-5 and takes half the time.
    const kernel = await loadTrainingKernel(running.kernel);
    const { model, options, schedule, averaging } = prepared;
    const engine = await trainingEngine(
      running.engine ?? 'kernel',
      this.gpuFolder,
      kernel,
      model.parameters,
      options,
    );
    this.run = new TrainingRun(engine, model, prepared.text, options, schedule, {
      averaging,
      state: checkpoint?.state,
    });
    if (this.learningRate !== undefined) {
      this.run.changeLearningRate(this.learningRate);
    }
    await Promise.all([out, job.checkpointFile].map(removeLeftovers));
    try {
      await this.train(job, prepared, kernel, this.run, engine.problem);
    } finally {
      this.run.dispose();
      this.run = undefined;
    }
  }

  private async train(
    job: Job,
    prepared: PreparedTraining,
    judge: Kernel,
    run: TrainingRun,
    problem: string | undefined,
  ): Promise<void> {
    const { settings, running, checkpoint, out } = job;
    const { emit } = this;
    const unknown = describeUnknown(prepared.unknown);
    emit({
      kind: 'begun',
      settings,
      parameters: parameterCount(prepared.model.parameters),
      vocabularySize: prepared.model.vocabulary.size,
      trained: prepared.text.length,
      heldOut: prepared.heldOut?.text.length ?? 0,
      stepsPerPass: run.stepsPerPass,
      ...(prepared.steps < Infinity && { steps: prepared.steps }),
      from: run.steps,
      seconds: checkpoint?.progress.seconds ?? 0,
      ...(checkpoint?.progress.best && { best: checkpoint.progress.best }),
      engine: run.engine,
      ...(run.memoryBytes !== undefined && { trainerMemory: run.memoryBytes }),
      out,
      ...(running.checkpointEvery > 0 && { checkpoint: job.checkpointFile }),
      ...(problem !== undefined && { engineProblem: problem }),
      ...(unknown !== undefined && { unknown }),
    });
    if (running.baselines && prepared.heldOut) {
      const { vocabulary } = prepared.model;
      const ngrams = await ngramScores(prepared.text, prepared.heldOut.text, vocabulary.size);
      const losses = [3, 4, 5].map((order) => ({ order, loss: ngrams[order - 1].lossNats }));
      emit({ kind: 'baselines', losses });
    }
    const before = checkpoint?.progress.seconds ?? 0;
    const report = new ProgressReport(run, prepared.steps, running.progressEvery, before, emit);
    const { reason, progress } = await train(
      judge,
      run,
      {
        steps: prepared.steps,
        heldOut: prepared.heldOut,
        saveInterval,
        checkpointInterval: running.checkpointEvery > 0 ? 1000 * running.checkpointEvery : Infinity,
        seconds: running.minutes === undefined ? undefined : 60 * running.minutes,
        patience: running.patience,
        plateau: prepared.plateau,
        sampleInterval: running.sampleEvery ? 1000 * running.sampleEvery : undefined,
      },
      this.control,
      {
        step: (step, judgement, { seconds }, stepSeconds) =>
          report.step(step, judgement, seconds, stepSeconds),
        save: async (model) => {
          await saveModel(model, out, running, this.replace);
          emit({ kind: 'saved', step: run.steps, path: out });
        },
        checkpoint: async (state, made) => {
          const { paths, sha256 } = job.text;
          const bytes = await saveCheckpoint(this.replace, job.checkpointFile, prepared.model, state, made, {
            settings,
            running,
            text: { paths, sha256 },
            out,
          });
          emit({ kind: 'checkpoint', step: state.steps, path: job.checkpointFile, bytes });
        },
        sample: async (model) => {
          const text = await sampleOf(judge, model, running.sampleLength ?? usualSampleLength, run.steps);
          emit({ kind: 'sample', step: run.steps, text });
        },
        paused: () => emit({ kind: 'paused', step: run.steps }),
        resumed: () => emit({ kind: 'resumed', step: run.steps }),
        problem: ({ message }) => emit({ kind: 'problem', message }),
      },
      // Where the model has gone, the best network is the next one that is judged.
      checkpoint &&
        ((await isThere(out)) ? checkpoint.progress : { ...checkpoint.progress, best: undefined }),
    );
    const { best, seconds } = progress;
    emit({ kind: 'ended', reason, step: run.steps, seconds, ...(best && { best }), path: out });
  }
}

async function prepareJob(request: TrainingRequest): Promise<Job> {
  if (request.kind === 'new') {
    const { running } = request;
    const out = resolve(request.out);
    await checkDestination(out);
    const text = await readTrainingText(request.text);
    const init = request.init === undefined ? undefined : await readInit(request.init);
    // A model has its own shape, whatever the settings say.
    const settings = { ...request.settings, ...(init && shapeSettings(init)) };
    return { settings, running, text, init, checkpoint: undefined, out, checkpointFile: checkpointPath(out) };
  }
  const checkpointFile = resolve(request.checkpoint);
  const checkpoint = await loadCheckpoint(checkpointFile);
  const { record } = checkpoint;
  const out = resolve(request.out ?? record.model.out);
  await checkDestination(out);
  return {
    settings: changedLength(record.settings, request.settings ?? record.settings),
    running: { ...record.running, ...request.running },
    text: await sameText(request.text, checkpoint, modelName(checkpointFile)),
    init: checkpoint.model,
    ...{ checkpoint, out, checkpointFile },
  };
}

function shapeSettings({ parameters }: Model): Pick<TrainingSettings, 'cell' | 'layers' | 'hidden'> {
  const { cell, layers, hiddenSize: hidden } = parameters;
  return { cell, layers, hidden };
}

/** Steps take the place of epochs, and epochs that of steps. */
export function changedLength(
  settings: TrainingSettings,
  changed: Pick<TrainingSettings, 'steps' | 'epochs'> | undefined,
): TrainingSettings {
  if (!changed) {
    return settings;
  }
  const kept = Object.entries(settings).filter(([key]) => key !== 'steps' && key !== 'epochs');
  return v.parse(trainingSettings, {
    ...Object.fromEntries(kept),
    ...(changed.steps === undefined ? { epochs: changed.epochs } : { steps: changed.steps }),
  });
}

/** The text of a run that goes on. @throws PersonError if it is not there or not the same. */
async function sameText(
  given: TrainingText | undefined,
  { record }: Checkpoint,
  name: string,
): Promise<ReadText> {
  const { paths, sha256 } = record.text;
  if (given === undefined && paths.length === 0) {
    throw new PersonError(`${name} was trained on a text that came from no file: give it again.`);
  }
  const read = await readTrainingText(given ?? { kind: 'files', paths });
  if (read.sha256 !== sha256) {
    throw new PersonError(
      `The text is not the one that ${name} was trained on: ${read.paths.join(', ') || 'it'} has been changed since. ` +
        'Put the old text back, or begin a new run; in a terminal, train --init begins one from the weights of the checkpoint.',
    );
  }
  return read;
}

async function readInit(path: string): Promise<Model> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileProblem('the model', path, error);
  }
  return readModel(bytes, modelName(path));
}

/** What the network writes after its warm-up; each step has a seed of its own. */
async function sampleOf(kernel: Kernel, model: Model, length: number, seed: number): Promise<string> {
  const network = kernel.load(model.parameters);
  try {
    const completer = new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'skip' });
    const { text } = await completer.complete({ prompt: '', length, temperature: sampleTemperature, seed });
    return text;
  } finally {
    network.dispose();
  }
}

async function saveModel(
  model: Model,
  out: string,
  running: RunningSettings,
  replace: ReplaceFile,
): Promise<void> {
  const { precision, compress, madeBy } = running;
  const made = { ...model, notes: { ...model.notes, madeBy } };
  try {
    await replace(out, writeModel(made, { precision, compress }));
  } catch (error) {
    throw error instanceof PersonError ? error : fileProblem('the model', out, error, 'written');
  }
}

/** Finds out before the work, not after it, that the model cannot be written. */
async function checkDestination(out: string): Promise<void> {
  try {
    await checkWritable(dirname(out));
  } catch (error) {
    throw fileProblem('the folder', dirname(out), error, 'written to');
  }
  if ((await fileStat(out))?.isFolder) {
    throw new PersonError(`The model cannot be written to ${out}: that is a folder.`);
  }
}
