import assert from 'node:assert/strict';
import { surroundings } from '../../../../src/services/ghostText/surroundings';

describe('surroundings', () => {
  it('tell the end of a line, a gap, and a word', () => {
    for (const rest of ['', ' ', '\t  ', ' '.repeat(150)]) {
      assert.equal(surroundings(rest), 'end', JSON.stringify(rest));
    }
    for (const rest of [' word', '\tword', ')', '"', "')  ", '.', ' '.repeat(300)]) {
      assert.equal(surroundings(rest), 'gap', JSON.stringify(rest));
    }
    for (const rest of ['word', 'd and more', ', and more', '(', ')x', `${')'.repeat(300)}x`]) {
      assert.equal(surroundings(rest), 'word', JSON.stringify(rest));
    }
  });
});
