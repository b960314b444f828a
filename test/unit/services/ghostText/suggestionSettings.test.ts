import assert from 'node:assert/strict';
import { drawings, redrawings } from '../../../../src/services/ghostText/drawings';
import { parseSuggestionLength } from '../../../../src/services/ghostText/suggestionLength';

describe('parseSuggestionLength', () => {
  it('reads a line, lines and characters, within their bounds', () => {
    assert.deepEqual(parseSuggestionLength(' line '), { unit: 'line' });
    assert.deepEqual(parseSuggestionLength('1 line'), { unit: 'lines', count: 1 });
    assert.deepEqual(parseSuggestionLength('3 lines'), { unit: 'lines', count: 3 });
    assert.deepEqual(parseSuggestionLength('80 characters'), { unit: 'characters', count: 80 });
    for (const bad of [
      '',
      '3',
      'lines',
      '0 lines',
      '101 lines',
      '10001 characters',
      '-1 lines',
      '1.5 lines',
    ]) {
      assert.equal(parseSuggestionLength(bad), undefined, bad);
    }
  });
});

describe('drawings', () => {
  it('begin calm and grow livelier, each with its own seed', () => {
    const temperatures = drawings(0.4, 5, 7).map(({ temperature }) => Number(temperature.toFixed(6)));
    assert.deepEqual(temperatures, [0.4, 0.6, 0.8, 1, 1.2]);
    assert.deepEqual(
      drawings(0.4, 3, 7).map(({ seed }) => seed),
      [7, 8, 9],
    );
    // Whoever begins livelier than that stays there.
    assert.deepEqual(
      drawings(2, 3, 0).map(({ temperature }) => temperature),
      [2, 2, 2],
    );
    assert.deepEqual(drawings(0.5, 1, 3), [{ temperature: 0.5, seed: 3 }]);
  });

  it('have seeds within their range to the end of it', () => {
    for (const { seed } of drawings(0.5, 10, Number.MAX_SAFE_INTEGER - 3)) {
      assert.ok(Number.isSafeInteger(seed) && seed >= 0);
    }
    const seeds = new Set(drawings(0.5, 10, Number.MAX_SAFE_INTEGER).map(({ seed }) => seed));
    assert.equal(seeds.size, 10);
  });

  it('are tried again from seeds that no other of them has', () => {
    const seeds = drawings(0.5, 10, 5).flatMap((one) => redrawings(one, 24).map(({ seed }) => seed));
    assert.equal(new Set(seeds).size, 240);
    assert.deepEqual(redrawings({ temperature: 0.5, seed: 5 }, 1), [{ temperature: 0.5, seed: 5 }]);
    for (const { seed } of redrawings({ temperature: 0.5, seed: Number.MAX_SAFE_INTEGER }, 24)) {
      assert.ok(Number.isSafeInteger(seed) && seed >= 0);
    }
  });
});
