import * as v from 'valibot';
import { version } from '../../package.json';
import { precisions } from '../core/format/weightMembers';
import type { Model } from '../core/model';
import { architectureOf, cells, maxLayers } from '../core/parameters';
import { PersonError } from '../core/personError';
import { starts } from '../core/training/initialParameters';
import { engineNames } from '../services/engines/engineNames';
import type { RunningSettings } from '../services/training/trainingJob';
import {
  trainingSettings,
  usualSettings,
  type TrainingSettings,
} from '../services/training/trainingSettings';
import { jsonOption, kernelOption, seedOption, unknownOption } from './modelOptions';
import {
  choiceOption,
  flag,
  integerOption,
  numberOption,
  optional,
  optionName,
  textOption,
  type Option,
  type Values,
} from './option';

const count = (help: string, fallback: number, maximum: number): Option<number> =>
  integerOption('N', help, fallback, { minimum: 1, maximum });
const share = (help: string, maximum: number): Option<number> =>
  numberOption('SHARE', help, 0, { minimum: 0, maximum });
const positive = (help: string, maximum: number): Option<number> =>
  numberOption('N', help, 0, { minimum: 0, maximum });

/** Milliseconds from one look at the progress to the next. */
const shownInterval = 200;
/** Where training ends at the latest: more steps than anybody waits for. */
const mostSteps = 1e12;

export const trainOptions = {
  out: optional({ ...textOption('FILE.npz', 'where the model goes (needed)', ''), shownDefault: undefined }),
  init: optional({
    ...textOption('MODEL', 'a model to go on from, bundled or a file', ''),
    shownDefault: undefined,
  }),
  resume: optional({
    ...textOption('CHECKPOINT', 'a checkpoint to go on from, exactly where it stands', ''),
    shownDefault: undefined,
  }),
  cell: optional({ ...choiceOption(cells, 'of a new network', 'rnn'), shownDefault: 'rnn' }),
  layers: optional(count('recurrent layers of a new network', 1, maxLayers)),
  hidden: optional(count('hidden units of each layer of a new network', 250, 4096)),
  start: choiceOption(starts, 'first weights: as in min-char-rnn, or better for Adam', 'small'),
  steps: optional({ ...count('updates', 1, mostSteps), shownDefault: undefined }),
  epochs: optional({
    ...positive('passes through the text, in place of --steps', 1e6),
    shownDefault: undefined,
  }),
  sequenceLength: count('characters that gradients flow back through', 25, 10_000),
  batchSize: count('places of the text that are read side by side', 1, 4096),
  optimizer: choiceOption(['adagrad', 'adam'], 'adam is AdamW', 'adagrad'),
  learningRate: optional({
    ...positive('the largest', 1000),
    shownDefault: '0.1 for adagrad, 0.004 for adam',
  }),
  schedule: choiceOption(['constant', 'cosine', 'plateau'], 'how the learning rate goes on', 'constant'),
  finalLearningRate: positive('where a cosine ends', 1000),
  plateauPatience: count('judgements with no new best after which a plateau lowers the rate', 2, mostSteps),
  plateauFactor: {
    ...numberOption('N', 'what a plateau multiplies the rate by', 0.5, { minimum: 0, maximum: 1 }),
  },
  learningRateWarmup: integerOption('STEPS', 'steps in which the learning rate rises at first', 0, {
    minimum: 0,
    maximum: mostSteps,
  }),
  clip: { ...positive('each gradient is cut to [-N, N]; 0 cuts none', 1e9), default: 5, shownDefault: '5' },
  clipNorm: positive('before that, their norm is brought down to N: of sums over a sequence; 0: not', 1e9),
  dropout: share('of the hidden units, from each layer to the next and to the logits', 0.95),
  variational: flag('drop the same units for a whole sequence'),
  recurrentDropout: share(
    'of the hidden units, on the way to the next character, for a whole sequence',
    0.95,
  ),
  weightDecay: positive("of Adam's, on the matrices", 10),
  average: {
    ...numberOption('DECAY', 'of a moving average of the weights, judged and saved', 0, {
      minimum: 0,
      maximum: 0.999999,
    }),
    shownDefault: '0: none',
  },
  averageEvery: count('steps from one look of the average at the weights to the next', 10, mostSteps),
  heldOut: share('of the text, from its end, to judge by', 0.9),
  evaluateEvery: optional({
    ...integerOption('STEPS', 'how often it is judged', 1, { minimum: 1, maximum: mostSteps }),
    shownDefault: 'each pass',
  }),
  patience: optional({
    ...count('judgements in a row, none of them the best, after which training ends', 1, mostSteps),
    shownDefault: undefined,
  }),
  minutes: optional({ ...positive('of training, after which it ends', 1e6), shownDefault: undefined }),
  checkpointEvery: {
    ...positive('', 1e6),
    placeholder: 'SECONDS',
    help: 'from one checkpoint to the next, written beside the model; 0 writes none',
    default: 60,
    shownDefault: '60',
  },
  seed: seedOption,
  unknown: { ...unknownOption, help: 'characters that the model of --init does not know' },
  precision: choiceOption(
    precisions,
    'of the numbers in the file, in bytes; i1 has a scale for each row',
    'f8',
  ),
  compress: flag('deflate the file'),
  kernel: {
    ...kernelOption,
    help: kernelOption.help.replace('runs the network: auto,', 'trains: auto (fast),'),
  },
  engine: choiceOption(engineNames, 'what trains: the kernel, TensorFlow.js, or the faster one', 'auto'),
  gpuFolder: optional({
    ...textOption(
      'FOLDER',
      "where TensorFlow.js for the GPU lies: the editor's folder, or beside char-rnn",
      '',
    ),
    shownDefault: undefined,
  }),
  threads: optional({
    ...count('threads', 1, 64),
    shownDefault: 'all cores for a batch of 16 or more, else 1',
  }),
  json: jsonOption,
};

/** What may be given with --resume: the rest is as the checkpoint has it. */
const resumable: ReadonlySet<string> = new Set([
  ...['resume', 'out', 'steps', 'epochs', 'minutes', 'patience', 'checkpointEvery'],
  ...['precision', 'compress', 'kernel', 'engine', 'gpuFolder', 'threads', 'json'],
]);

/** How the run is to go on. @throws PersonError where an option would make it another run. */
export function checkResumable(given: ReadonlySet<string>): void {
  const other = [...given].find((key) => !resumable.has(key));
  if (other !== undefined) {
    throw new PersonError(
      `${optionName(other)} does not go with --resume: the checkpoint says how its run was begun. A new run can begin from ` +
        'its weights, with --init.',
    );
  }
}

/** @throws PersonError where options contradict each other. */
export function chosenSettings(
  options: Values<typeof trainOptions>,
  init: Model | undefined,
): TrainingSettings {
  const { schedule, optimizer, weightDecay, cell, layers, hidden, heldOut } = options;
  checkLength(options);
  if (schedule === 'cosine' && options.steps === undefined && options.epochs === undefined) {
    throw new PersonError('--schedule cosine needs --steps or --epochs, to know where it ends.');
  }
  if (init) {
    const { parameters, name } = init;
    if (hidden !== undefined && hidden !== parameters.hiddenSize) {
      throw new PersonError(
        `--hidden is ${hidden}, but ${name} has ${parameters.hiddenSize} hidden units: leave --hidden out.`,
      );
    }
    if (
      (cell ?? parameters.cell) !== parameters.cell ||
      (layers ?? parameters.layers) !== parameters.layers
    ) {
      throw new PersonError(
        `${name} has ${parameters.layers} × ${parameters.cell}: leave --cell and --layers out.`,
      );
    }
  }
  if (optimizer === 'adagrad' && weightDecay > 0) {
    throw new PersonError('--weight-decay goes with --optimizer adam.');
  }
  if (schedule === 'plateau' && heldOut === 0) {
    throw new PersonError('--schedule plateau needs --held-out, to judge by.');
  }
  if (options.patience !== undefined && heldOut === 0) {
    throw new PersonError('--patience needs --held-out, to judge by.');
  }
  const architecture = init ? architectureOf(init.parameters) : undefined;
  // What is an option and no setting is left out.
  return v.parse(trainingSettings, {
    ...options,
    cell: cell ?? architecture?.cell ?? usualSettings.cell,
    layers: layers ?? architecture?.layers ?? usualSettings.layers,
    hidden: hidden ?? architecture?.hiddenSize ?? usualSettings.hidden,
    learningRate: options.learningRate ?? (optimizer === 'adagrad' ? 0.1 : 0.004),
  });
}

/** @throws PersonError where there are two. */
export function checkLength({ steps, epochs }: Pick<Values<typeof trainOptions>, 'steps' | 'epochs'>): void {
  if (steps !== undefined && epochs !== undefined) {
    throw new PersonError('Give --steps or --epochs, not both.');
  }
}

/** How the run goes on the way. */
export function runningSettings(options: Values<typeof trainOptions>): RunningSettings {
  const { kernel, engine, threads, checkpointEvery, minutes, patience, precision, compress, json } = options;
  return {
    ...{ kernel, engine, threads, checkpointEvery, minutes, patience, precision, compress },
    progressEvery: json ? 0 : shownInterval,
    madeBy: `char-rnn ${version} train`,
  };
}

/** The same of a run that goes on: what was not given is as it was. */
export function changedSettings(
  options: Values<typeof trainOptions>,
  given: ReadonlySet<string>,
): Partial<RunningSettings> {
  return Object.fromEntries(
    Object.entries(runningSettings(options)).filter(
      ([key]) => given.has(key) || key === 'progressEvery' || key === 'madeBy',
    ),
  );
}
