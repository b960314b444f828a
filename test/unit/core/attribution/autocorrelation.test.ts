import assert from 'node:assert/strict';
import { Autocorrelation, memoryLength } from '../../../../src/core/attribution/autocorrelation';
import { uniform } from '../../../../src/core/random';

describe('Autocorrelation', () => {
  // Shorter than the lags, one block, across block edges.
  for (const N of [1, 2, 40, 65, 256, 257, 900]) {
    it(`is what its definition says, for ${N} values`, () => {
      const series = [0, 1, 2].map((k) =>
        Array.from({ length: N }, (_, t) => Math.sin(t / (k + 1)) + uniform(k, t) - 0.2),
      );
      const autocorrelation = new Autocorrelation(3);
      for (let t = 0; t < N; t++) {
        autocorrelation.add(Float64Array.from(series, (values) => values[t]));
      }
      series.forEach((x, k) => {
        const mean = x.reduce((sum, value) => sum + value, 0) / N;
        const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / N;
        const found = autocorrelation.of(k, variance);
        assert.equal(found.length, Math.min(64, N - 1) + 1);
        for (let lag = 0; lag < found.length; lag++) {
          let sum = 0;
          for (let t = lag; t < N; t++) {
            sum += (x[t] - mean) * (x[t - lag] - mean);
          }
          const expected = variance > 0 ? sum / (N - lag) / variance : 1;
          assert.ok(Math.abs(found[lag] - expected) < 1e-10, `lag ${lag}: ${found[lag]}, ${expected}`);
        }
      });
    });
  }

  it('is remembered until it falls to 1/e', () => {
    const halving = Float64Array.from({ length: 10 }, (_, lag) => 2 ** -lag);
    // 1/e = 0.3679 lies between 0.5 at lag 1 and 0.25 at lag 2.
    assert.ok(Math.abs(memoryLength(halving)! - (1 + (0.5 - Math.exp(-1)) / 0.25)) < 1e-12);
    assert.equal(memoryLength(new Float64Array(10).fill(1)), null);
  });
});
