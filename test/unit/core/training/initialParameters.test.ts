import assert from 'node:assert/strict';
import { vanilla, weightNames, weightNamesOf, weightOf } from '../../../../src/core/parameters';
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
    const parameters = initialParameters(vanilla(100, 60), 7);
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
    const { Whh } = initialParameters(vanilla(H, 10), 3, 'orthogonal');
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
    const [a, same, b] = [5, 5, 6].map((seed) => initialParameters(vanilla(20, 10), seed));
    assert.deepEqual(a, same);
    for (const name of weightNames.slice(0, 3)) {
      const dot = a[name].reduce((sum, value, at) => sum + value * b[name][at], 0);
      // The sum of n products of independent numbers of deviation 0.01: five standard errors.
      assert.ok(Math.abs(dot) < 5 * 1e-4 * Math.sqrt(a[name].length), name);
    }
  });

  it('draws for a vanilla network what it always drew', () => {
    // Recorded from the first implementation, which knew vanilla networks only: seeds stay what they were.
    const drawn = (start: 'small' | 'orthogonal'): number[] => {
      const { Wxh, Whh, Why } = initialParameters(vanilla(3, 2), 7, start);
      return [...Wxh, ...Whh, ...Why];
    };
    assert.deepEqual(
      drawn('orthogonal').slice(0, 9),
      [
        0.13322690571725646, -0.0025289328563587545, -0.07946782126616547, -0.07936007505469564,
        -0.21586294633252548, -0.27138630140565717, 0.42750843134878636, -0.6588261239482753,
        -0.6190191269492339,
      ],
    );
    assert.deepEqual(
      drawn('orthogonal').slice(15),
      [
        -0.1733996965808623, -0.04056406578584294, 0.6118435699459209, 0.6992128773322728,
        -0.7969333384128665, 0.5647876742600558,
      ],
    );
    assert.deepEqual(
      drawn('small').slice(0, 9),
      [
        0.008881793714483764, -0.0001685955237572503, -0.005297854751077699, -0.005290671670313043,
        -0.014390863088835033, -0.01809242009371048, 0.00773683618411864, -0.011923109396284704,
        -0.01120270204948312,
      ],
    );
  });

  for (const cell of ['rnn', 'gru', 'lstm'] as const) {
    it(`starts two layers of ${cell} with orthogonal blocks, and a first layer four times as large`, () => {
      const H = 40;
      const architecture = { cell, layers: 2, hiddenSize: H, vocabularySize: 30 };
      const parameters = initialParameters(architecture, 5, 'orthogonal');
      for (const name of ['Whh', 'Whh2'] as const) {
        const Whh = weightOf(parameters, name);
        for (let block = 0; block < Whh.length; block += H * H) {
          for (let i = 0; i < H; i++) {
            for (let j = 0; j <= i; j++) {
              let dot = 0;
              for (let k = 0; k < H; k++) {
                dot += Whh[block + i * H + k] * Whh[block + j * H + k];
              }
              assert.ok(Math.abs(dot - (i === j ? 1 : 0)) < 1e-14);
            }
          }
        }
      }
      for (const [name, bound] of [
        ['Wxh', 4 / Math.sqrt(H)],
        ['Wxh2', 1 / Math.sqrt(H)],
        ['Why', 1 / Math.sqrt(H)],
      ] as const) {
        // Uniform: within the bound, near it somewhere, and with a third of its square for a variance (five standard
        // errors of n numbers: sqrt(4 / 45 / n) of the bound's square).
        const weights = weightOf(parameters, name);
        const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const { mean, deviation } = moments(weights);
        assert.ok(largest <= bound && largest > 0.99 * bound, name);
        assert.ok(Math.abs(mean) < (5 * bound) / Math.sqrt(3 * weights.length));
        assert.ok(Math.abs((deviation / bound) ** 2 - 1 / 3) < 5 * Math.sqrt(4 / 45 / weights.length), name);
      }
      const biases = weightNamesOf(architecture).filter((name) => name.startsWith('b'));
      for (const name of biases) {
        weightOf(parameters, name).forEach((value, row) => {
          const forgets = cell === 'lstm' && name.startsWith('bh') && Math.floor(row / H) === 1;
          assert.equal(value, forgets ? 1 : 0);
        });
      }
    });
  }
});
