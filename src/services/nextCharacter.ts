import type { Completer } from '../core/completion';
import type { UnknownCharacters } from '../core/encoding';
import { softmax } from '../core/kernel/sampling';
import type { Control } from '../core/pause';

/** One character of the vocabulary as what may come next. */
export interface NextCharacter {
  readonly character: string;
  readonly index: number;
  /** Before the temperature divides it. */
  readonly logit: number;
  readonly probability: number;
}

export interface NextCharacters {
  /** The whole vocabulary, in the order of its indices. */
  readonly distribution: readonly NextCharacter[];
  readonly unknown: UnknownCharacters;
}

/**
 * What the network expects after a text.
 *
 * @throws PersonError for unknown characters under `stop`, the signal's reason once it is aborted.
 */
export async function nextCharacters(
  completer: Completer,
  text: string,
  temperature: number,
  control: Control = {},
): Promise<NextCharacters> {
  const { indices, unknown } = completer.encode(text);
  const { state } = completer.untrapped(await completer.read(completer.begin(), indices, control));
  const { characters } = completer.model.vocabulary;
  const logits = new Float64Array(characters.length);
  completer.network.logits(state, logits);
  const probabilities = new Float64Array(characters.length);
  softmax(logits, temperature, probabilities);
  return {
    distribution: characters.map((character, index) => ({
      character,
      index,
      logit: logits[index],
      probability: probabilities[index],
    })),
    unknown,
  };
}
