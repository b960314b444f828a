import assert from 'node:assert/strict';
import { typedCharacters } from '../../../src/extension/importModel/typedCharacters';

describe('typedCharacters', () => {
  it('takes each character once, and what stands for one as that one', () => {
    assert.deepEqual(typedCharacters('\\n a\\t\\r\\\\n🙂\\u00e9é\\x'), [
      ...['\n', ' ', 'a', '\t', '\r', '\\', 'n', '🙂', 'é', 'é', '\\', 'x'],
    ]);
    assert.deepEqual(typedCharacters(''), []);
  });
});
