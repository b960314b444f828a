import assert from 'node:assert/strict';
import fc from 'fast-check';
import { movedPlace, type TextChange } from '../../../src/services/trackedPlace';

/** The same by a mark in the text itself: what stands behind the mark afterwards tells where it went. */
function byMark(text: string, place: number, { offset, removed, inserted }: TextChange): number | undefined {
  const end = offset + removed;
  if (offset < place && place < end) {
    return undefined;
  }
  const behind = text.length - place - Math.max(0, end - Math.max(place, offset));
  const added = offset >= place ? inserted : 0;
  return text.length - removed + inserted - behind - added;
}

describe('movedPlace', () => {
  it('follows what happens before, at and behind a place', () => {
    assert.equal(movedPlace(5, { offset: 0, removed: 0, inserted: 3 }), 8);
    assert.equal(movedPlace(5, { offset: 5, removed: 0, inserted: 3 }), 5);
    assert.equal(movedPlace(5, { offset: 4, removed: 1, inserted: 0 }), 4);
    assert.equal(movedPlace(5, { offset: 5, removed: 2, inserted: 0 }), 5);
    assert.equal(movedPlace(5, { offset: 3, removed: 2, inserted: 7 }), 10);
  });

  it('tells that a place is gone with the text around it', () => {
    assert.equal(movedPlace(5, { offset: 4, removed: 2, inserted: 1 }), undefined);
  });

  it('agrees with counting from the end of the text', () => {
    const text = 'x'.repeat(20);
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(5), (place, from, to, inserted) => {
        const offset = Math.min(from, to);
        const change = { offset, removed: Math.max(from, to) - offset, inserted };
        assert.equal(movedPlace(place, change), byMark(text, place, change));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
