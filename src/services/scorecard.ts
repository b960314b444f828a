import type { Completer } from '../core/completion';
import { NgramModel, type Predicted } from '../core/ngrams/ngramModel';
import type { Control } from '../core/pause';
import { PersonError } from '../core/personError';

/** How well something predicts a text. */
export interface Score {
  /** For people: `5-gram`. */
  readonly name: string;
  /** Mean of -ln p(character), in nats, at temperature 1. */
  readonly lossNats: number;
  /** lossNats / ln 2. */
  readonly bitsPerCharacter: number;
  /** e^lossNats. */
  readonly perplexity: number;
  /** Share of the characters that were the likeliest one. */
  readonly accuracy: number;
}

/** A model beside simpler ones, all on the same text. */
export interface Scorecard {
  /** Characters that were predicted. */
  readonly characters: number;
  /** Characters before those, which the simpler ones were trained on. */
  readonly trained: number;
  readonly model: Score;
  /** The best first; none where they were not asked for. */
  readonly baselines: readonly Score[];
  /** How often a trapped state was left on the way. */
  readonly escapes: number;
}

/** The n-grams that a network is compared with. */
const largestOrder = 5;
const comparedOrders = [5, 4, 3, 1];
/** Characters that the network reads before the text, behind its warm-up. */
const readBefore = 1000;

/**
 * Judges a network on the end of a text, and beside it n-grams that are trained on its beginning, and chance. All predict
 * the same characters, each from those before it; the vocabulary is the network's.
 *
 * @param indices the whole text.
 * @param cut where the part begins that is predicted.
 * @throws PersonError if there is nothing before it or in it.
 * @throws the signal's reason once it is aborted.
 */
export async function scorecard(
  completer: Completer,
  indices: Uint16Array,
  cut: number,
  withBaselines: boolean,
  control: Control = {},
): Promise<Scorecard> {
  const [trained, text] = [indices.subarray(0, cut), indices.subarray(cut)];
  if (trained.length === 0 || text.length === 0) {
    throw new PersonError(
      'The text has {0} characters that the model knows: too few to keep a part of them apart.',
      { values: [indices.length] },
    );
  }
  const { name, vocabulary } = completer.model;
  await completer.prepare(control);
  const begin = await completer.read(completer.begin(), trained.subarray(-readBefore), quiet(control));
  const losses = new Float64Array(text.length);
  const likeliest = new Uint16Array(text.length);
  const { escapes } = await completer.predict(begin, text, losses, likeliest, control);
  const hits = likeliest.reduce((sum, character, at) => sum + (character === text[at] ? 1 : 0), 0);
  const loss = losses.reduce((sum, one) => sum + one, 0) / text.length;
  const baselines = withBaselines ? await baselineScores(trained, text, vocabulary.size, control) : [];
  return {
    characters: text.length,
    trained: trained.length,
    model: score(name, loss, hits / text.length),
    baselines: baselines.sort((a, b) => a.lossNats - b.lossNats),
    escapes,
  };
}

/** How well n-grams predict a text that are trained on the one before it, and chance. */
async function baselineScores(
  trained: Uint16Array,
  text: Uint16Array,
  vocabularySize: number,
  control: Control,
): Promise<Score[]> {
  const ngrams = await ngramScores(trained, text, vocabularySize, quiet(control));
  const scores = comparedOrders.map((order) => {
    const { lossNats, accuracy } = ngrams[order - 1];
    return score(order === 1 ? 'unigram' : `${order}-gram`, lossNats, accuracy);
  });
  // Of characters that are all as likely, one is right as often as any other.
  return [...scores, score('uniform', Math.log(vocabularySize), 1 / vocabularySize)];
}

/** How well the 1- to 5-grams of one text predict the text behind it. */
export async function ngramScores(
  trained: Uint16Array,
  text: Uint16Array,
  vocabularySize: number,
  control: Control = {},
): Promise<Predicted[]> {
  const ngrams = await NgramModel.of(trained, vocabularySize, largestOrder, control);
  return ngrams.predict(text, trained, control);
}

function score(name: string, lossNats: number, accuracy: number): Score {
  return {
    ...{ name, lossNats, accuracy },
    bitsPerCharacter: lossNats / Math.LN2,
    perplexity: Math.exp(lossNats),
  };
}

/** Work whose progress is not that of the whole. */
function quiet({ signal, pause }: Control): Control {
  return { signal, pause };
}
