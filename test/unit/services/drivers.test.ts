import assert from 'node:assert/strict';
import type { Model } from '../../../src/core/model';
import { zeroStateDrivers } from '../../../src/services/drivers';
import { dataFolder, randomModel, readSnapshot } from '../core/testModel';

describe('zeroStateDrivers', () => {
  const model = randomModel('abcdefgh', 9, 6);

  it('takes the logit apart into its bias and what each neuron adds', () => {
    const { drivers, logit, bias } = zeroStateDrivers(model, 2, 5, 100);
    assert.equal(drivers.length, 9);
    const sum = drivers.reduce((total, { contribution }) => total + contribution, bias);
    assert.ok(Math.abs(sum - logit) < 1e-12);
    assert.deepEqual(new Set(drivers.map(({ neuron }) => neuron)).size, 9);
  });

  it('ranks by what is added, and lists as many as are asked for', () => {
    const all = zeroStateDrivers(model, 2, 5, 100).drivers;
    for (let at = 1; at < all.length; at++) {
      assert.ok(all[at - 1].contribution >= all[at].contribution);
    }
    assert.deepEqual(zeroStateDrivers(model, 2, 5, 3).drivers, all.slice(0, 3));
  });

  it('centres by the mean over all characters: summed over them, nothing is left', () => {
    const sums = new Float64Array(9);
    for (let to = 0; to < 8; to++) {
      for (const { neuron, centredContribution } of zeroStateDrivers(model, 2, to, 9).drivers) {
        sums[neuron] += centredContribution;
      }
    }
    assert.ok(sums.every((sum) => Math.abs(sum) < 1e-12));
  });

  it('gives weights by their coordinates', () => {
    const { Wxh, Why } = model.parameters;
    const { strongestInputWeight, drivers } = zeroStateDrivers(model, 3, 1, 9);
    for (const { inputWeight, outputWeight, neuron } of drivers) {
      assert.deepEqual(inputWeight?.coordinates, [neuron, 3]);
      assert.deepEqual(outputWeight.coordinates, [1, neuron]);
      assert.equal(inputWeight.value, Wxh[neuron * 8 + 3]);
      assert.equal(outputWeight.value, Why[9 + neuron]);
      assert.ok(inputWeight.value <= strongestInputWeight!.value);
    }
  });
});

describe('the published drivers of the snapshot', () => {
  let snapshot: Model;

  before(async function () {
    if (dataFolder === undefined) {
      return this.skip();
    }
    snapshot = await readSnapshot();
  });

  function drivers(from: string, to: string) {
    const { vocabulary } = snapshot;
    return zeroStateDrivers(snapshot, vocabulary.indexOf(from)!, vocabulary.indexOf(to)!, 250);
  }

  it('of a newline after a colon: 100, 73, 210, 187', () => {
    const found = drivers(':', '\n');
    assert.deepEqual(
      found.drivers.slice(0, 4).map(({ neuron, contribution }) => [neuron, contribution.toFixed(3)]),
      [
        // The figures print +2.672, +2.245, +2.157, +2.030.
        [100, '2.672'],
        [73, '2.245'],
        [210, '2.157'],
        [187, '2.030'],
      ],
    );
    const [, by73, by210] = found.drivers;
    assert.equal(by73.inputWeight!.value.toFixed(3), '-5.057');
    assert.equal(by210.inputWeight!.value.toFixed(3), '-3.736');
    assert.ok(by73.outputWeight.value < 0 && by210.outputWeight.value < 0);
    assert.equal(found.drivers[0].outputWeight.value, 2.672712360389723);
  });

  it('of a space after a colon: 73 before 100', () => {
    const [first, second] = drivers(':', ' ').drivers;
    assert.deepEqual([first.neuron, first.contribution.toFixed(3)], [73, '4.088']);
    assert.deepEqual([second.neuron, second.contribution.toFixed(3)], [100, '2.264']);
    assert.equal(second.outputWeight.value, 2.263812428046663);
  });

  it('rank differently once what all characters share is taken off', () => {
    const ranked = drivers(':', '\n').drivers;
    const centred = [...ranked].sort((a, b) => b.centredContribution - a.centredContribution);
    assert.notDeepEqual(centred.slice(0, 4), ranked.slice(0, 4));
  });
});
