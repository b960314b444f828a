import assert from 'node:assert/strict';
import { philox4x32, streams, uniform } from '../../../src/core/random';

describe('random numbers', () => {
  it('gives the known answers of Philox4x32-10', () => {
    // From the known-answer file of Random123, the generator's reference implementation.
    const cases = [
      { counter: [0, 0, 0, 0], key: [0, 0], out: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
      {
        counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
        key: [0xffffffff, 0xffffffff],
        out: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
      },
      {
        counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
        key: [0xa4093822, 0x299f31d0],
        out: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
      },
    ];
    for (const { counter, key, out } of cases) {
      const words = new Uint32Array(4);
      philox4x32(counter[0], counter[1], counter[2], counter[3], key[0], key[1], words);
      assert.deepEqual([...words], out);
    }
  });

  it('is uniform: mean, variance and 20 bins of 100,000 numbers', () => {
    const n = 100_000;
    const bins = new Float64Array(20);
    let sum = 0;
    let squares = 0;
    for (let position = 0; position < n; position++) {
      const u = uniform(42, position);
      assert.ok(u >= 0 && u < 1);
      bins[Math.floor(u * 20)]++;
      sum += u;
      squares += (u - 0.5) ** 2;
    }
    // Standard errors: 0.00091 of the mean, 0.00024 of the variance; five of them allowed.
    assert.ok(Math.abs(sum / n - 0.5) < 0.0046, `mean ${sum / n}`);
    assert.ok(Math.abs(squares / n - 1 / 12) < 0.0012, `variance ${squares / n}`);
    // Chi-square with 19 degrees of freedom exceeds 43.8 once in a thousand seeds; this seed is fixed.
    const chiSquare = bins.reduce((total, count) => total + (count - n / 20) ** 2 / (n / 20), 0);
    assert.ok(chiSquare < 43.8, `chi-square ${chiSquare}`);
  });

  it('tells apart seeds, positions past 2^32 and streams', () => {
    const seen = new Set<number>();
    for (const seed of [0, 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
      for (const position of [0, 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]) {
        for (const stream of Object.values(streams)) {
          seen.add(uniform(seed, position, stream));
        }
      }
    }
    assert.equal(seen.size, 5 * 5 * 4);
  });
});
