import { Encoder, type UnknownCharacters } from '../../core/encoding';
import type { TrainerOptions } from '../../core/kernel/kernel';
import type { Model } from '../../core/model';
import { architectureOf, type Architecture, type Parameters } from '../../core/parameters';
import { PersonError } from '../../core/personError';
import { initialParameters } from '../../core/training/initialParameters';
import type { Schedule } from '../../core/training/schedule';
import { Sweep } from '../../core/training/sweep';
import type { Averaging } from '../../core/training/weightAverage';
import { Vocabulary } from '../../core/vocabulary';
import { openingLength, warmup as heldOutWarmup } from './heldOutLoss';
import type { HeldOut, Plateau } from './train';
import type { TrainingSettings } from './trainingSettings';

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
  readonly averaging?: Averaging;
  readonly plateau?: Plateau;
  readonly unknown: UnknownCharacters;
}

/** The passage that warms the network ends with a paragraph or a line in this range of characters, if one does. */
export const passageLength = { shortest: 64, longest: 320 };

/**
 * Cuts a text into what is trained on and what is held out, and makes the network that training begins with: `init`, or
 * a new one that knows the characters of the whole text.
 *
 * @param check is asked before weights are drawn; it throws where the network cannot be trained.
 * @throws PersonError if the text is too short or, under `stop`, has a character that `init` does not know.
 */
export function prepareTraining(
  text: string,
  init: Model | undefined,
  name: string,
  settings: TrainingSettings,
  threads = 1,
  check: (architecture: Architecture, options: TrainerOptions) => void = () => undefined,
): PreparedTraining {
  const { batchSize, sequenceLength, seed } = settings;
  const options = trainerOptions(settings, threads);
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
  check(init ? architectureOf(init.parameters) : architectureIn(settings, vocabulary.size), options);
  return {
    model: {
      name,
      vocabulary,
      parameters: init?.parameters ?? firstParameters(settings, vocabulary.size),
      memory: init?.memory,
      dataSize: cut,
      notes: {
        ...init?.notes,
        warmup: passage(vocabulary.decode(trained.subarray(0, passageLength.longest))),
      },
    },
    text: trained,
    heldOut:
      cut < indices.length
        ? {
            text: indices.subarray(cut),
            before: trained.subarray(-heldOutWarmup),
            opening: trained.subarray(0, openingLength),
            every: settings.evaluateEvery ?? stepsPerPass,
          }
        : undefined,
    steps,
    options,
    schedule: {
      learningRate: settings.learningRate,
      warmupSteps: settings.learningRateWarmup,
      decay:
        settings.schedule === 'cosine'
          ? { kind: 'cosine', steps, final: settings.finalLearningRate }
          : { kind: 'constant' },
    },
    ...(settings.average > 0 && { averaging: { decay: settings.average, every: settings.averageEvery } }),
    ...(settings.schedule === 'plateau' && {
      plateau: { patience: settings.plateauPatience, factor: settings.plateauFactor },
    }),
    unknown,
  };
}

function firstParameters(settings: TrainingSettings, vocabularySize: number): Parameters {
  return initialParameters(architectureIn(settings, vocabularySize), settings.seed, settings.start);
}

function architectureIn(
  { cell, layers, hidden: hiddenSize }: TrainingSettings,
  vocabularySize: number,
): Architecture {
  return { cell, layers, hiddenSize, vocabularySize };
}

function trainerOptions(settings: TrainingSettings, threads: number): TrainerOptions {
  const { batchSize, sequenceLength, optimizer, clip, clipNorm, weightDecay, seed } = settings;
  const { dropout, variational, recurrentDropout } = settings;
  return {
    ...{ batchSize, sequenceLength, optimizer, clip, clipNorm, weightDecay, seed },
    ...{ dropout, variational, recurrentDropout, threads },
  };
}

/** The beginning of a text, up to the end of a paragraph or of a line where there is one late enough. */
export function passage(text: string): string {
  for (const end of ['\n\n', '\n']) {
    const at = text.lastIndexOf(end);
    if (at >= passageLength.shortest) {
      return text.slice(0, at + end.length);
    }
  }
  return text;
}

/** What a new network knows of a text. @throws PersonError if that is not enough to learn anything. */
export function vocabularyOf(text: string): Vocabulary {
  if (text === '') {
    throw new PersonError('The text is empty: there is nothing to train on.');
  }
  const vocabulary = Vocabulary.of(text);
  if (vocabulary.size === 1) {
    throw new PersonError(
      `The text has one character only, ${JSON.stringify(vocabulary.characters[0])}, again and again: there is nothing to ` +
        'learn. Take another text.',
    );
  }
  return vocabulary;
}
