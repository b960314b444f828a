import { Encoder, type UnknownPolicy } from '../../core/encoding';
import { PersonError } from '../../core/personError';
import type { Vocabulary } from '../../core/vocabulary';
import { passage, passageLength, vocabularyOf } from '../training/prepareTraining';
import type { ScannedText } from './scanText';

/** What a new network knows: every character of the text. @throws PersonError if that is not enough to learn anything. */
export function vocabularyOfScan({ counts }: ScannedText): Vocabulary {
  return vocabularyOf([...counts.keys()].join(''));
}

/**
 * How a vocabulary reads a text of which the counts are known.
 *
 * @returns the characters that it has then, what stands for those it does not know (null: nothing), and the passage to warm
 * the network up with.
 * @throws PersonError under `stop` for a character that the vocabulary has not.
 */
export function encodedAs(
  { counts, opening }: ScannedText,
  vocabulary: Vocabulary,
  unknown: UnknownPolicy,
): { length: number; replacements: Record<string, string | null>; warmup: string } {
  const encoder = new Encoder(vocabulary, unknown === 'stop' ? 'map' : unknown);
  const replacements: Record<string, string | null> = {};
  let length = 0;
  for (const [character, count] of counts) {
    if (vocabulary.has(character)) {
      length += count;
      continue;
    }
    const { indices, unknown: found } = encoder.encode(character);
    // A return that is read as a newline is known by another name.
    if (unknown === 'stop' && found.characters.length > 0) {
      throw new PersonError(
        "The text has {0}, {1} times, which is not in the model's vocabulary. Remove it, or let " +
          'unknown characters be mapped or skipped.',
        { values: [JSON.stringify(character), count] },
      );
    }
    replacements[character] = indices.length > 0 ? vocabulary.decode(indices) : null;
    length += count * indices.length;
  }
  const first = encoder.encode(opening).indices.subarray(0, passageLength.longest);
  return { length, replacements, warmup: passage(vocabulary.decode(first)) };
}
