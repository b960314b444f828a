import assert from 'node:assert/strict';
import { PersonError } from '../../../src/core/personError';
import { Vocabulary } from '../../../src/core/vocabulary';

describe('Vocabulary', () => {
  it('indexes code points, characters outside the BMP included', () => {
    const vocabulary = Vocabulary.of('ba😀ab\n');
    assert.deepEqual([...vocabulary.characters], ['\n', 'a', 'b', '😀']);
    assert.equal(vocabulary.indexOf('😀'), 3);
    assert.equal(vocabulary.indexOf('c'), undefined);
    assert.equal(vocabulary.decode([1, 3, 2]), 'a😀b');
  });

  it('refuses what is not a vocabulary', () => {
    assert.throws(() => new Vocabulary([]), PersonError);
    assert.throws(() => new Vocabulary(['a', 'bc']), /entry 1 is "bc"/);
    assert.throws(() => new Vocabulary(['a', 'b', 'a']), /"a" twice, at 0 and at 2/);
  });
});
