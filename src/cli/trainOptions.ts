import { availableParallelism } from 'node:os';
import type { Model } from '../core/model';
import { PersonError } from '../core/personError';
import { starts } from '../core/training/initialParameters';
import type { TrainingSettings } from '../services/prepareTraining';
import { jsonOption, kernelOption, seedOption, unknownOption } from './modelOptions';
import {
  choiceOption,
  flag,
  integerOption,
  numberOption,
  optional,
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

/** Where training ends at the latest: more steps than anybody waits for. */
const mostSteps = 1e12;

export const trainOptions = {
  out: optional({ ...textOption('FILE.npz', 'where the model goes (needed)', ''), shownDefault: undefined }),
  init: optional({
    ...textOption('MODEL', 'a model to go on from, bundled or a file', ''),
    shownDefault: undefined,
  }),
  hidden: optional(count('hidden units of a new network', 250, 4096)),
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
  schedule: choiceOption(['constant', 'cosine'], 'how the learning rate goes on', 'constant'),
  finalLearningRate: positive('where a cosine ends', 1000),
  learningRateWarmup: integerOption('STEPS', 'steps in which the learning rate rises at first', 0, {
    minimum: 0,
    maximum: mostSteps,
  }),
  clip: { ...positive('each gradient is cut to [-N, N]; 0 cuts none', 1e9), default: 5, shownDefault: '5' },
  dropout: share('of the hidden units, on the way to the logits', 0.95),
  weightDecay: positive("of Adam's, on the matrices", 10),
  heldOut: share('of the text, from its end, to judge by', 0.9),
  evaluateEvery: optional({
    ...integerOption('STEPS', 'how often it is judged', 1, { minimum: 1, maximum: mostSteps }),
    shownDefault: 'each pass',
  }),
  seed: seedOption,
  unknown: { ...unknownOption, help: 'characters that the model of --init does not know' },
  precision: choiceOption(['f8', 'f4'], 'of the numbers in the file, in bytes', 'f8'),
  compress: flag('deflate the file'),
  kernel: { ...kernelOption, help: kernelOption.help.replace('runs the network', 'trains') },
  threads: optional({
    ...count('threads', 1, 64),
    shownDefault: 'all cores for a batch of 16 or more, else 1',
  }),
  json: jsonOption,
};

/** @throws PersonError where options contradict each other. */
export function trainingSettings(
  options: Values<typeof trainOptions>,
  init: Model | undefined,
): TrainingSettings {
  const { steps, epochs, hidden, schedule, optimizer, weightDecay } = options;
  if (steps !== undefined && epochs !== undefined) {
    throw new PersonError('Give --steps or --epochs, not both.');
  }
  if (schedule === 'cosine' && steps === undefined && epochs === undefined) {
    throw new PersonError('--schedule cosine needs --steps or --epochs, to know where it ends.');
  }
  if (init !== undefined && hidden !== undefined && hidden !== init.parameters.hiddenSize) {
    throw new PersonError(
      `--hidden is ${hidden}, but ${init.name} has ${init.parameters.hiddenSize} hidden units: leave --hidden out.`,
    );
  }
  if (optimizer === 'adagrad' && weightDecay > 0) {
    throw new PersonError('--weight-decay goes with --optimizer adam.');
  }
  return {
    ...options,
    hidden: hidden ?? 250,
    // Batches are what threads share; with any number of them the result is the same.
    threads: options.threads ?? (options.batchSize >= 16 ? Math.min(8, availableParallelism()) : 1),
    learningRate: options.learningRate ?? (optimizer === 'adagrad' ? 0.1 : 0.004),
  };
}
