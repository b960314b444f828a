import { PersonError } from '../core/personError';
import type { Vocabulary } from '../core/vocabulary';
import { shown } from './table';

/** Names for those whom a shell stands in the way. */
const names: Readonly<Record<string, string>> = {
  newline: '\n',
  space: ' ',
  tab: '\t',
  '\\n': '\n',
  '\\t': '\t',
  '\\r': '\r',
  '\\\\': '\\',
};

/**
 * The index of the character that an argument names: itself, `\n` and the like, `\u{1F600}`, or `newline`, `space`,
 * `tab`.
 *
 * @throws PersonError if it is not one character, or not one that the model knows.
 */
export function readCharacter(text: string, vocabulary: Vocabulary): number {
  const hexadecimal = /^\\u(?:\{([\da-f]{1,6})\}|([\da-f]{4}))$/i.exec(text);
  const codePoint = hexadecimal ? parseInt(hexadecimal[1] || hexadecimal[2], 16) : NaN;
  const character = codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : (names[text] ?? text);
  if ([...character].length !== 1) {
    throw new PersonError(
      `${shown(text)} is not one character. A newline is written '\\n' or newline, a space ' ' or space.`,
    );
  }
  const index = vocabulary.indexOf(character);
  if (index === undefined) {
    throw new PersonError(
      `The model does not know ${shown(character)}. It knows ${shown(vocabulary.characters.join(''))}.`,
    );
  }
  return index;
}
