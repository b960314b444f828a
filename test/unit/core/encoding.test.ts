import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeUnknown, encode } from '../../../src/core/encoding';
import { Vocabulary } from '../../../src/core/vocabulary';

/** The characters of the assignment's snapshot: no double quote, digit, tab, X, 3 or $. */
const snapshot = Vocabulary.of("\n! '&-,.;:?ACBEDGFIHKJMLONQPSRUTWVYZacbedgfihkjmlonqpsrutwvyxz");

function read(text: string, policy: 'map' | 'skip' = 'map'): string {
  return snapshot.decode(encode(text, snapshot, policy).indices);
}

describe('encoding', () => {
  it('reads known text as it stands, each character once', () => {
    const text = 'First Citizen:\nSpeak, speak.\n';
    const { indices, offsets, unknown } = encode(text, snapshot, 'stop');
    assert.equal(snapshot.decode(indices), text);
    assert.deepEqual(
      [...offsets],
      Array.from(text, (_, at) => at),
    );
    assert.deepEqual(unknown, { mapped: 0, skipped: 0, characters: [] });
    assert.equal(describeUnknown(unknown), undefined);
  });

  it('maps quotes, dashes, diacritics, tabs, case, ligatures and full width', () => {
    assert.equal(read('“Oh”—he said… ‘no’'), "'Oh'--he said... 'no'");
    assert.equal(read('Café\tnaïve ﬁne Ｈｅ X'), 'Cafe naive fine He x');
    assert.equal(read('Ærø\u00a0straße Łódź'), 'AEro strasse Lodz');
    const caps = Vocabulary.of('ABC');
    assert.equal(caps.decode(encode('abcß', caps, 'map').indices), 'ABC');
  });

  it('skips what has no relative, and counts both', () => {
    const { indices, unknown } = encode('1 "x" 漢漢', snapshot, 'map');
    assert.equal(snapshot.decode(indices), " 'x' ");
    assert.deepEqual(unknown, {
      mapped: 2,
      skipped: 3,
      characters: [
        { character: '1', count: 1, replacement: null },
        { character: '"', count: 2, replacement: "'" },
        { character: '漢', count: 2, replacement: null },
      ],
    });
    assert.equal(
      describeUnknown(unknown),
      '2 characters mapped and 3 skipped, as the model does not know them: "1", "\\"" as "\'", "漢"',
    );
  });

  it('maps nothing under skip', () => {
    const { indices, unknown } = encode('a“b', snapshot, 'skip');
    assert.equal(snapshot.decode(indices), 'ab');
    assert.equal(unknown.skipped, 1);
    assert.equal(unknown.mapped, 0);
  });

  it('names character, line and column under stop', () => {
    assert.throws(() => encode('one\ntwo €', snapshot, 'stop'), /"€" \(U\+20AC\) at line 2, column 5/);
  });

  it('reads CRLF and CR as newlines, which is not worth telling', () => {
    const { indices, offsets, unknown } = encode('a\r\nb\rc', snapshot, 'stop');
    assert.equal(snapshot.decode(indices), 'a\nb\nc');
    assert.deepEqual([...offsets], [0, 2, 3, 4, 5]);
    assert.equal(unknown.mapped + unknown.skipped, 0);
  });

  it('keeps a CR that the vocabulary has', () => {
    const own = Vocabulary.of('a\r\n');
    assert.equal(own.decode(encode('a\r\na', own, 'stop').indices), 'a\r\na');
  });

  it('takes any text whatever: counts add up and offsets rise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const { indices, offsets, unknown } = encode(text, snapshot, 'map');
        assert.equal(indices.length, offsets.length);
        for (let at = 1; at < offsets.length; at++) {
          assert.ok(offsets[at] >= offsets[at - 1]);
        }
        const listed = unknown.characters.reduce((sum, { count }) => sum + count, 0);
        assert.equal(listed, unknown.mapped + unknown.skipped);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
