import { PersonError } from '../personError';
import { Vocabulary } from '../vocabulary';
import { isSurrogate, quoted } from './byteText';
import { integerOf } from './integerOf';
import { limits } from './limits';
import { holds, type MemberSource } from './memberSource';
import { shapeText } from './ndArray';
import { arrayOf, kindOf, PickledDict, PickledTuple, textOf, type PickleValue } from './pickleValue';
import { textElements } from './textElements';

/** The members that may hold the vocabulary; each is enough, and all that are there must agree. */
export const vocabularyNames = ['chars', 'char_to_ix', 'ix_to_char'] as const;

/**
 * Reads the vocabulary from `chars` (an array or list of characters in index order), `char_to_ix` and `ix_to_char`
 * (dicts). Bytes, as Python 2 has them, become the code points of their values: ASCII is itself, and for the rest the
 * file does not say more.
 *
 * @throws PersonError if there is none, if one is wrong, or if two disagree.
 */
export async function readVocabulary(source: MemberSource): Promise<Vocabulary> {
  let first: { name: string; characters: string[] } | undefined;
  for (const name of vocabularyNames) {
    const value = await source.read(name);
    if (value === undefined) {
      continue;
    }
    const characters = name === 'chars' ? readCharacters(value) : readDict(value, name);
    if (first === undefined) {
      first = { name, characters };
    } else {
      checkSame(first, { name, characters });
    }
  }
  if (first === undefined) {
    throw new PersonError(
      'There is no vocabulary: expected "chars", or else "char_to_ix" or "ix_to_char". {0}',
      { values: [holds(source)] },
    );
  }
  return new Vocabulary(first.characters);
}

function readCharacters(value: PickleValue): string[] {
  const texts = readTexts(value);
  checkSize('chars', texts.length);
  // NumPy's fixed-width text ends before its zeros, so that the character U+0000 reads as nothing.
  return texts.map((text, index) => oneCharacter(text === '' ? '\0' : text, `chars[${index}]`));
}

function readTexts(value: PickleValue): string[] {
  const whole = textOf(value);
  if (whole !== undefined) {
    return [...whole];
  }
  let items: readonly PickleValue[];
  const array = arrayOf(value);
  if (array !== undefined) {
    if (array.shape.length !== 1) {
      throw new PersonError('chars has shape {0}: expected one axis, as in (62,).', {
        values: [shapeText(array.shape)],
      });
    }
    checkSize('chars', array.shape[0]);
    const texts = textElements(array, 'chars');
    if (texts !== undefined) {
      return texts;
    }
    items = array.data.kind === 'objects' ? array.data.items : [null];
  } else {
    items = Array.isArray(value) ? value : value instanceof PickledTuple ? value.items : [value];
  }
  checkSize('chars', items.length);
  return items.map((item) => {
    const text = textOf(item);
    if (text === undefined) {
      const found = array === undefined ? kindOf(value) : `type ${array.dtype.text}`;
      throw new PersonError('chars is not a list of characters: found {0}, expected type |S1 or <U1.', {
        values: [found],
      });
    }
    return text;
  });
}

/** `char_to_ix` {character: index} or `ix_to_char` {index: character}: a character for each of 0 to V - 1. */
function readDict(value: PickleValue, name: 'char_to_ix' | 'ix_to_char'): string[] {
  if (!(value instanceof PickledDict)) {
    throw new PersonError('{0} is {1}: expected a dict in a pickled array with no axes.', {
      values: [name, kindOf(value)],
    });
  }
  const [indices, texts] = name === 'char_to_ix' ? [value.values, value.keys] : [value.keys, value.values];
  checkSize(name, indices.length);
  const characters: (string | undefined)[] = new Array<undefined>(indices.length).fill(undefined);
  indices.forEach((item, entry) => {
    const index = integerOf(item);
    const text = textOf(texts[entry]);
    if (index === undefined || text === undefined) {
      throw new PersonError('{0} pairs {1} with {2}: expected a character with its index.', {
        values: [name, kindOf(texts[entry]), kindOf(item)],
      });
    }
    if (index < 0 || index >= characters.length) {
      throw new PersonError('{0} gives {1} the index {2}: expected 0 to {3}, for its ' + '{4} characters.', {
        values: [name, quoted(text), index, characters.length - 1, characters.length],
      });
    }
    if (characters[index] !== undefined) {
      throw new PersonError('{0} has the index {1} twice: for {2} and {3}.', {
        values: [name, index, quoted(characters[index]), quoted(text)],
      });
    }
    characters[index] = oneCharacter(text, `${name}'s entry for ${index}`);
  });
  return characters.map((character) => character ?? '');
}

function checkSize(name: string, size: number): void {
  if (size === 0 || size > limits.vocabularySize) {
    throw new PersonError('{0} has {1} characters: expected 1 to {2}.', {
      values: [name, size, limits.vocabularySize],
    });
  }
}

function oneCharacter(text: string, where: string): string {
  const codePoint = text.codePointAt(0);
  if (codePoint === undefined || text.length !== (codePoint > 0xffff ? 2 : 1)) {
    throw new PersonError('{0} is {1}: expected a single character.', { values: [where, quoted(text)] });
  }
  if (isSurrogate(codePoint)) {
    throw new PersonError(
      '{0} is {1}, half of a UTF-16 pair: expected a whole character. (Some builds of Python 2 cut ' +
        'characters like emoji in two.)',
      { values: [where, quoted(text)] },
    );
  }
  return text;
}

interface NamedCharacters {
  readonly name: string;
  readonly characters: readonly string[];
}

function checkSame(one: NamedCharacters, other: NamedCharacters): void {
  if (one.characters.length !== other.characters.length) {
    throw new PersonError('{0} has {1} characters and {2} {3}: ' + 'expected the same vocabulary.', {
      values: [one.name, one.characters.length, other.name, other.characters.length],
    });
  }
  const index = one.characters.findIndex((character, at) => character !== other.characters[at]);
  if (index >= 0) {
    throw new PersonError('{0} has {1} at index {2}, but {3} has ' + '{4}: expected the same vocabulary.', {
      values: [one.name, quoted(one.characters[index]), index, other.name, quoted(other.characters[index])],
    });
  }
}
