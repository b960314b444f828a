import assert from 'node:assert/strict';
import { vanilla, zeroParameters, type Parameters } from '../../../../src/core/parameters';
import { WeightAverage } from '../../../../src/core/training/weightAverage';

/** Weights that are all the same number. */
function all(value: number): Parameters {
  const weights = zeroParameters(vanilla(2, 3));
  [weights.Wxh, weights.Whh, weights.Why, weights.bh, weights.by].forEach((array) => array.fill(value));
  return weights;
}

/** The average of all looks, each with the weight that the decays behind it leave it. */
function closedForm(values: readonly number[], decays: readonly number[]): number {
  return values.reduce((sum, value, at) => {
    const own = at === 0 ? 1 : 1 - decays[at];
    return sum + value * own * decays.slice(at + 1).reduce((product, decay) => product * decay, 1);
  }, 0);
}

describe('WeightAverage', () => {
  it('is the exponential moving average, quicker while it is young', () => {
    const values = [3, -1, 4, 1, -5, 9, 2, 6];
    const average = new WeightAverage({ decay: 0.9, every: 3 });
    values.forEach((value) => average.look(all(value)));
    const decays = values.map((_, at) => Math.min(0.9 ** 3, (1 + at) / (10 + at)));
    const { weights, looks } = average.state()!;
    assert.equal(looks, values.length);
    for (const array of [weights.Wxh, weights.Whh, weights.Why, weights.bh, weights.by]) {
      // Eight terms in float64.
      array.forEach((value) => assert.ok(Math.abs(value - closedForm(values, decays)) < 1e-14, `${value}`));
    }
  });

  it('looks at every n-th step, and has nothing to say before the first', () => {
    const average = new WeightAverage({ decay: 0.9, every: 4 });
    assert.deepEqual(
      [1, 2, 3, 4, 5, 8].map((step) => average.isDue(step)),
      [false, false, false, true, false, true],
    );
    assert.equal(average.state(), undefined);
  });

  it('keeps nothing of the arrays that it is given or gives away', () => {
    const average = new WeightAverage({ decay: 0.5, every: 1 });
    const given = all(1);
    average.look(given);
    given.Wxh.fill(7);
    average.state()!.weights.Whh.fill(7);
    const { Wxh, Whh } = average.state()!.weights;
    assert.deepEqual([Wxh[0], Whh[0]], [1, 1]);
  });
});
