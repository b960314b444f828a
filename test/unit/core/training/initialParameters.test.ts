import assert from 'node:assert/strict';
import { weightNames } from '../../../../src/core/parameters';
import { initialParameters } from '../../../../src/core/training/initialParameters';

/** Mean, standard deviation, and kurtosis, which is 3 for normal numbers and 1.8 for uniform ones. */
function moments(values: Float64Array): { mean: number; deviation: number; kurtosis: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const moment = (power: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  return { mean, deviation: Math.sqrt(moment(2)), kurtosis: moment(4) / moment(2) ** 2 };
}

describe('initialParameters', () => {
  it("is min-char-rnn's start: normal with deviation 0.01, biases zero", () => {
    const parameters = initialParameters(100, 60, 7);
    for (const name of ['Wxh', 'Whh', 'Why'] as const) {
      const { mean, deviation, kurtosis } = moments(parameters[name]);
      // Five standard errors for 6,000 numbers: of the mean 0.01 / sqrt(n), of the deviation 1 / sqrt(2n), of the
      // kurtosis sqrt(24 / n).
      assert.ok(Math.abs(mean) < 0.00065, `${name} ${mean}`);
      assert.ok(Math.abs(deviation / 0.01 - 1) < 0.046, `${name} ${deviation}`);
      assert.ok(Math.abs(kurtosis - 3) < 0.32, `${name} ${kurtosis}`);
    }
    assert.ok(parameters.bh.every((value) => value === 0) && parameters.by.every((value) => value === 0));
  });

  it('makes Whh orthogonal to rounding, and not the identity', () => {
    const H = 80;
    const { Whh } = initialParameters(H, 10, 3, 'orthogonal');
    let most = 0;
    for (let i = 0; i < H; i++) {
      for (let j = 0; j <= i; j++) {
        let dot = 0;
        for (let k = 0; k < H; k++) {
          dot += Whh[i * H + k] * Whh[j * H + k];
        }
        most = Math.max(most, Math.abs(dot - (i === j ? 1 : 0)));
      }
    }
    assert.ok(most < 1e-14, `${most}`);
    // Each number of a random orthogonal matrix has the deviation 1 / sqrt(H).
    const { mean, deviation } = moments(Whh);
    assert.ok(Math.abs(mean) < 0.01 && Math.abs(deviation - 1 / Math.sqrt(H)) < 1e-3);
  });

  it('is the same for the same seed, and independent between seeds', () => {
    const [a, same, b] = [5, 5, 6].map((seed) => initialParameters(20, 10, seed));
    assert.deepEqual(a, same);
    for (const name of weightNames.slice(0, 3)) {
      const dot = a[name].reduce((sum, value, at) => sum + value * b[name][at], 0);
      // The sum of n products of independent numbers of deviation 0.01: five standard errors.
      assert.ok(Math.abs(dot) < 5 * 1e-4 * Math.sqrt(a[name].length), name);
    }
  });
});
