import { Encoder, type UnknownCharacters, type UnknownPolicy } from '../core/encoding';
import type { TrainerOptions } from '../core/kernel/kernel';
import type { Model } from '../core/model';
import { vanilla } from '../core/parameters';
import { PersonError } from '../core/personError';
import { initialParameters, type Start } from '../core/training/initialParameters';
import type { Schedule } from '../core/training/schedule';
import { Sweep } from '../core/training/sweep';
import { Vocabulary } from '../core/vocabulary';
import type { HeldOut } from './train';

/** What a person chooses. */
export interface TrainingSettings {
  readonly hidden: number;
  readonly start: Start;
  /** At most one of the two; with neither, training goes on until it is stopped. */
  readonly steps?: number;
  readonly epochs?: number;
  readonly sequenceLength: number;
  readonly batchSize: number;
  readonly optimizer: 'adagrad' | 'adam';
  readonly learningRate: number;
  readonly schedule: 'constant' | 'cosine';
  readonly finalLearningRate: number;
  readonly learningRateWarmup: number;
  readonly clip: number;
  readonly dropout: number;
  readonly weightDecay: number;
  /** Share of the text, from its end, that is not trained on. */
  readonly heldOut: number;
  /** Steps from one judgement by the held-out text to the next; a pass if it is not given. */
  readonly evaluateEvery?: number;
  readonly seed: number;
  readonly unknown: UnknownPolicy;
  readonly threads: number;
}

/** All that a training run needs. */
export interface PreparedTraining {
  /** What training begins with. */
  readonly model: Model;
  /** Vocabulary indices. */
  readonly text: Uint16Array;
  readonly heldOut?: HeldOut;
  /** Infinity where neither steps nor epochs were given. */
  readonly steps: number;
  readonly options: TrainerOptions;
  readonly schedule: Schedule;
  readonly unknown: UnknownCharacters;
}

/** Characters of the training text that are read before the held-out text. */
const before = 200;
/** The passage that warms the network ends with a paragraph or a line in this range of characters, if one does. */
const warmup = { shortest: 64, longest: 320 };

/**
 * Cuts a text into what is trained on and what is held out, and makes the network that training begins with: `init`, or
 * a new one that knows the characters of the whole text.
 *
 * @throws PersonError if the text is too short or, under `stop`, has a character that `init` does not know.
 */
export function prepareTraining(
  text: string,
  init: Model | undefined,
  name: string,
  settings: TrainingSettings,
): PreparedTraining {
  const { batchSize, sequenceLength, seed, optimizer, clip, dropout, weightDecay, threads } = settings;
  const lines = text.replaceAll('\r\n', '\n');
  const vocabulary = init?.vocabulary ?? vocabularyOf(lines);
  const { indices, unknown } = new Encoder(vocabulary, settings.unknown).encode(lines);
  const cut = Math.floor(indices.length * (1 - settings.heldOut));
  const trained = indices.subarray(0, cut);
  const { stepsPerPass } = new Sweep(trained, batchSize, sequenceLength, seed);
  const steps =
    settings.epochs === undefined
      ? (settings.steps ?? Infinity)
      : Math.max(1, Math.round(settings.epochs * stepsPerPass));
  return {
    model: {
      name,
      vocabulary,
      parameters:
        init?.parameters ??
        initialParameters(vanilla(settings.hidden, vocabulary.size), seed, settings.start),
      memory: init?.memory,
      dataSize: cut,
      notes: { ...init?.notes, warmup: passage(vocabulary.decode(trained.subarray(0, warmup.longest))) },
    },
    text: trained,
    heldOut:
      cut < indices.length
        ? {
            text: indices.subarray(cut),
            before: trained.subarray(-before),
            every: settings.evaluateEvery ?? stepsPerPass,
          }
        : undefined,
    steps,
    options: { batchSize, sequenceLength, optimizer, clip, dropout, weightDecay, threads, seed },
    schedule: {
      learningRate: settings.learningRate,
      warmupSteps: settings.learningRateWarmup,
      decay:
        settings.schedule === 'cosine'
          ? { kind: 'cosine', steps, final: settings.finalLearningRate }
          : { kind: 'constant' },
    },
    unknown,
  };
}

/** The beginning of a text, up to the end of a paragraph or of a line where there is one late enough. */
function passage(text: string): string {
  for (const end of ['\n\n', '\n']) {
    const at = text.lastIndexOf(end);
    if (at >= warmup.shortest) {
      return text.slice(0, at + end.length);
    }
  }
  return text;
}

function vocabularyOf(text: string): Vocabulary {
  if (text === '') {
    throw new PersonError('The text is empty: there is nothing to train on.');
  }
  return Vocabulary.of(text);
}
