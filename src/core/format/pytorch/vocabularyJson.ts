import { PersonError } from '../../personError';
import { Vocabulary } from '../../vocabulary';
import { quoted } from '../byteText';

/** Members of an object that may hold the vocabulary. */
const usualKeys = [
  ...['chars', 'characters', 'vocabulary', 'vocab'],
  ...['stoi', 'char_to_ix', 'char2idx', 'itos', 'ix_to_char', 'idx2char'],
];
const expected =
  'expected a list of characters in the order of their indices, a text of them, an object {character: index} or ' +
  `{index: character}, or an object that has one of these under ${usualKeys.slice(0, 3).map(quoted).join(', ')} and the like`;

/**
 * The vocabulary of a network trained elsewhere, from JSON.
 *
 * @throws PersonError for whatever is not one character for each index from 0 on.
 */
export function vocabularyFromJson(text: string, where: string): Vocabulary {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PersonError('{0} is not JSON: {1}.', { values: [where, expected], cause: error });
  }
  return new Vocabulary(charactersOf(value, where, true));
}

function charactersOf(value: unknown, where: string, outermost: boolean): string[] {
  if (typeof value === 'string') {
    return [...value];
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => character(item, `${where}'s entry ${index}`));
  }
  if (typeof value !== 'object' || value === null) {
    throw new PersonError('{0} holds {1}: {2}.', {
      values: [where, value === null ? 'null' : `a ${typeof value}`, expected],
    });
  }
  const entries = Object.entries(value as Record<string, unknown>);
  const key = usualKeys.find((usual) => typeof (value as Record<string, unknown>)[usual] === 'object');
  const plain = usualKeys.find((usual) => typeof (value as Record<string, unknown>)[usual] === 'string');
  if (outermost && (key ?? plain) !== undefined) {
    return charactersOf((value as Record<string, unknown>)[(key ?? plain)!], where, false);
  }
  // {"7": 3} may mean either: only where values are numbers are keys the characters.
  const pairs = entries.every(([, item]) => typeof item === 'number')
    ? entries.map(([name, index]) => [name, index] as const)
    : entries.map(([index, item]) => [item, /^\d+$/.test(index) ? Number(index) : NaN] as const);
  const characters: (string | undefined)[] = [];
  for (const [item, index] of pairs) {
    if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0 || index >= pairs.length) {
      throw new PersonError('{0} gives {1} no index from 0 to {2}: {3}.', {
        values: [where, quoted(String(item)), pairs.length - 1, expected],
      });
    }
    const earlier = characters[index];
    if (earlier !== undefined) {
      throw new PersonError('{0} has the index {1} twice: for {2} and {3}.', {
        values: [where, index, quoted(earlier), quoted(String(item))],
      });
    }
    characters[index] = character(item, `${where}'s entry for ${index}`);
  }
  // As many as there are indices, none twice: none is left out.
  return characters.map((item) => item ?? '');
}

function character(item: unknown, where: string): string {
  if (typeof item !== 'string' || [...item].length !== 1) {
    throw new PersonError(
      '{0} is {1}: expected a single character, as ' + 'the network is one of characters.',
      { values: [where, quoted(typeof item === 'string' ? item : JSON.stringify(item))] },
    );
  }
  return item;
}
