import assert from 'node:assert/strict';
import { textFeatures } from '../../../../src/core/attribution/textFeatures';
import { Vocabulary } from '../../../../src/core/vocabulary';

const text = "KING JOHN:\nGod's own: no, I am\n\nFirst Lord:\nMy Lord!\n\n\nnot a name:\nA: b:\n";

/** A feature of the text, as a row of digits under it. */
function row(key: string): string {
  const vocabulary = Vocabulary.of(text);
  const indices = Uint16Array.from([...text], (character) => vocabulary.indexOf(character)!);
  const feature = textFeatures(vocabulary.characters, indices).find((one) => one.key === key);
  assert.ok(feature, key);
  assert.equal(feature.values.length, text.length);
  assert.ok(feature.values.every((value) => value < feature.groups));
  return [...feature.values].map((value) => value.toString(36)).join('');
}

/** The characters of the text at which a feature holds, the others as dots. */
function marked(key: string): string {
  return [...row(key)].map((value, at) => (value === '1' ? text[at] : '.')).join('');
}

describe('textFeatures', () => {
  const keys = [
    'speakerName',
    'allCapitals',
    'capitalised',
    'colon',
    'blankLine',
    'wordStart',
    'apostrophe',
    'sentenceEnd',
  ];
  for (const key of keys) {
    it(`marks "${key}" where it holds`, () => {
      const holds = (at: number): boolean => row(key)[at] === '1';
      const words = [...text.matchAll(/\p{L}+/gu)];
      const wordAt = (at: number): string =>
        words.find((word) => word.index <= at && at < word.index + word[0].length)?.[0] ?? '';
      const names = ['KING JOHN:', 'First Lord:'].map((name) => [text.indexOf(name), name.length]);
      const truth: Record<string, (at: number) => boolean> = {
        speakerName: (at) => names.some(([start, length]) => at >= start && at < start + length),
        allCapitals: (at) => /^\p{Lu}{2,}$/u.test(wordAt(at)),
        capitalised: (at) => /^\p{Lu}/u.test(wordAt(at)),
        colon: (at) => text[at] === ':',
        blankLine: (at) => text.slice(at - 1, at + 1) === '\n\n',
        wordStart: (at) => words.some((word) => word.index === at),
        apostrophe: (at) => text[at] === "'",
        sentenceEnd: (at) => text[at] === '!',
      };
      for (let at = 0; at < text.length; at++) {
        assert.equal(holds(at), truth[key](at), `at ${at}, ${JSON.stringify(text[at])}: ${marked(key)}`);
      }
    });
  }

  it('counts positions in lines and words, words in lines, and lines', () => {
    const lines = text.split('\n');
    assert.equal(
      row('inLine'),
      lines
        .map((line) => [...line].map((_, at) => (at + 1).toString(36)).join(''))
        .join('0')
        .slice(0, text.length),
    );
    assert.ok(row('inWord').startsWith('12340123400123010123'));
    assert.ok(row('wordsInLine').startsWith('11111222220111'));
    assert.ok(row('linesInParagraph').startsWith('00000000001111'));
  });

  it('leaves out what holds nowhere or everywhere', () => {
    const keys = textFeatures(['a', 'b'], Uint16Array.of(0, 1, 0, 0)).map(({ key }) => key);
    assert.deepEqual(
      keys.filter(
        (key) =>
          !['character', 'before', 'inLine', 'inWord', 'wordsInLine', 'linesInParagraph'].includes(key),
      ),
      ['wordStart', 'vowel', 'consonant'],
    );
  });
});
