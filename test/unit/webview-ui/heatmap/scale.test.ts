import assert from 'node:assert/strict';
import { tableSize } from '../../../../webview-ui/heatmap/palette';
import { linearScale, logScale, paint, tableEntry } from '../../../../webview-ui/heatmap/scale';

const middle = (tableSize - 1) / 2;

describe("a heatmap's scale", () => {
  it('is symmetric about zero, which has the middle', () => {
    const scale = linearScale([-4, 1, 2]);
    assert.deepEqual(
      [-4, 0, 4].map((value) => tableEntry(scale, value)),
      [0, middle, tableSize - 1],
    );
    assert.equal(tableEntry(scale, 1) - middle, middle - tableEntry(scale, -1));
    assert.equal(tableEntry(scale, 100), tableSize - 1, 'what is beyond has the strongest colour');
  });

  it('leaves out the largest hundredth where it is told to, as a sort finds it', () => {
    let seed = 1;
    const values = Float64Array.from({ length: 5000 }, () => {
      seed = (seed * 48271) % 2147483647;
      const u = seed / 2147483647 - 0.5;
      return 40 * u ** 5;
    });
    const sorted = [...values].map(Math.abs).sort((a, b) => a - b);
    const scale = linearScale(values, 0.99);
    assert.ok(scale.kind === 'linear' && scale.isCut);
    // To a bin of 1/16,384 of the largest.
    assert.ok(Math.abs(scale.largest - sorted[4949]) <= sorted[4999] / 16_384, `${scale.largest}`);
    const whole = linearScale(values);
    assert.ok(whole.kind === 'linear' && !whole.isCut && whole.largest === sorted[4999]);
  });

  it('cuts nothing off where all values are alike, and has a scale for zeros', () => {
    for (const values of [[0, 0], [2, 2, -2], []]) {
      const scale = linearScale(values, 0.99);
      assert.ok(scale.kind === 'linear' && scale.largest > 0 && !scale.isCut, JSON.stringify(values));
    }
  });

  it('is logarithmic for memories: equal factors are equal steps, zero is the smallest', () => {
    const scale = logScale([0, 1e-3, 1e3]);
    assert.deepEqual(
      [0, 1e-3, 1, 1e3].map((value) => tableEntry(scale, value)),
      [0, 0, middle, tableSize - 1],
    );
    const deep = logScale([1e-300, 1]);
    assert.ok(deep.kind === 'log' && deep.smallest === 1e-12, 'twelve orders of magnitude, no more');
    assert.doesNotThrow(() => tableEntry(logScale([0]), 0));
  });

  it('paints a pixel for a value', () => {
    const table = Uint8ClampedArray.from({ length: 4 * tableSize }, (_, at) => Math.floor(at / 4));
    const pixels = new Uint8ClampedArray(12);
    paint([-1, 0, 1], linearScale([1]), table, pixels);
    assert.deepEqual([...pixels.filter((_, at) => at % 4 === 0)], [0, middle, tableSize - 1]);
  });
});
