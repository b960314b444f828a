import assert from 'node:assert/strict';
import {
  divergingTable,
  isDark,
  parseColour,
  sequentialTable,
  tableSize,
  type Rgb,
} from '../../../../webview-ui/heatmap/palette';

const backgrounds: Record<string, Rgb> = { dark: [31, 31, 31], light: [255, 255, 255], black: [0, 0, 0] };
const entry = (table: Uint8ClampedArray, at: number): Rgb =>
  [...table.subarray(4 * at, 4 * at + 3)] as unknown as Rgb;
const distance = (a: Rgb, b: Rgb): number => Math.hypot(...a.map((part, k) => part - b[k]));

describe("the heatmap's palette", () => {
  for (const [name, background] of Object.entries(backgrounds)) {
    it(`begins with the background and moves away from it, on ${name}`, () => {
      const table = divergingTable(background);
      const middle = (tableSize - 1) / 2;
      // A byte each: the way to Oklab and back rounds.
      assert.ok(distance(entry(table, middle), background) <= 2);
      for (let at = 1; at <= middle; at++) {
        for (const side of [1, -1]) {
          const [before, now] = [at - 1, at].map((k) =>
            distance(entry(table, middle + side * k), background),
          );
          assert.ok(now >= before - 1, `${name} ${side * at}`);
        }
      }
      assert.ok(distance(entry(table, 0), entry(table, tableSize - 1)) > 150, 'the ends are told apart');
      assert.deepEqual(entry(sequentialTable(background), tableSize - 1), entry(table, tableSize - 1));
    });
  }

  it('knows a dark page from a light one', () => {
    assert.deepEqual(Object.values(backgrounds).map(isDark), [true, false, true]);
  });

  it('reads the colours that browsers write', () => {
    assert.deepEqual(parseColour('#1f2'), [17, 255, 34]);
    assert.deepEqual(parseColour(' #0a0B0c80 '), [10, 11, 12]);
    assert.deepEqual(parseColour('rgb(1, 2, 3)'), [1, 2, 3]);
    assert.deepEqual(parseColour('rgba(1 2 3 / 0.5)'), [1, 2, 3]);
    for (const none of ['', 'red', '#12', 'rgb(1, 2)', 'rgb(1, 2, 300)']) {
      assert.equal(parseColour(none), undefined, none);
    }
  });
});
