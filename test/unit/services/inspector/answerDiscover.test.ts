import assert from 'node:assert/strict';
import { checkReply } from '../../../../src/protocol/inspector/messages';
import { answerDiscover } from '../../../../src/services/inspector/answerDiscover';
import { interventionOf } from '../../../../src/services/inspector/answerAblate';
import { Inspection } from '../../../../src/services/inspector/inspection';
import { measureTransition } from '../../../../src/services/inspector/measureTransition';
import { speakerNames } from '../../../../src/core/attribution/textFeatures';
import { dataFolder, randomModel, readData, readSnapshot } from '../../core/testModel';
import { golden } from './snapshotText';

describe('the scan for behaviours', () => {
  const play =
    'KING HENRY:\nThe day is ours: go, tell the lords that all is well with us,\nand that we ride.\n\n' +
    'First Lord:\nMy liege, I go; the Queen is near, and all her train are at the gate.\n\n';
  const text = play.repeat(40);
  const model = randomModel(text, 12, 3, 0.6);
  let inspection: Inspection;
  let id: string;

  before(async () => {
    inspection = await Inspection.of(model);
    id = (await inspection.open({ name: 'play.txt', text, start: 'zero' }, {})).id;
  });

  it('ranks pairs with the figures that a reading without the neurons gives', async () => {
    const { pairs } = checkReply('discover', await answerDiscover(inspection, { text: id, seed: 1 }, {}));
    const read = await inspection.text(id, {});
    assert.ok(pairs.length > 20);
    for (const pair of [pairs[0], pairs[7], pairs[pairs.length - 1]]) {
      const gone = (neurons: number[]) => interventionOf({ neurons, mode: 'output', value: 0 }, read);
      const figures = await measureTransition(inspection.reader, read, pair, [
        {},
        gone(pair.drivers.slice(0, 1)),
        gone(pair.drivers),
      ]);
      const mean = (values: Float64Array): number => values.reduce((sum, p) => sum + p, 0) / values.length;
      const followed = [...read.placesOf(pair.from)].map((at) => read.indices[at + 1] === pair.to);
      assert.equal(pair.count, followed.filter(Boolean).length);
      for (const [found, expected] of [
        [pair.probability, figures[0].means[pair.to]],
        [pair.withoutFirst, figures[1].means[pair.to]],
        [pair.withoutAll, figures[2].means[pair.to]],
        [pair.probabilityWhenFollowed, mean(figures[0].probabilities.filter((_, at) => followed[at]))],
      ]) {
        assert.ok(Math.abs(found - expected) < 1e-9, `${found} is not ${expected}`);
      }
    }
    const score = pairs.map(({ count, probability, withoutAll }) => count * (probability - withoutAll));
    assert.deepEqual(
      score,
      score.slice().sort((a, b) => b - a),
    );
  });

  it("measures what follows a speaker's colon and other colons, and what a set of neurons does to it", async () => {
    const { behaviours } = await answerDiscover(inspection, { text: id, seed: 1 }, {});
    const found = behaviours.find(({ key }) => key === 'speakerColon')!;
    const read = await inspection.text(id, {});
    const { vocabulary } = model;
    const colon = vocabulary.indexOf(':')!;
    const newline = vocabulary.indexOf('\n')!;
    const names = speakerNames(
      vocabulary.characters.map((c) => ({ newline: c === '\n', capital: /[A-Z]/.test(c), colon: c === ':' })),
      read.indices,
    );
    const [before, after] = await measureTransition(inspection.reader, read, { from: colon, to: newline }, [
      {},
      interventionOf(found.ablation, read),
    ]);
    const places = [...read.placesOf(colon)];
    const difference = ({ probabilities }: typeof before): number => {
      const mean = (name: number): number => {
        const some = [...probabilities].filter((_, at) => names[places[at]] === name);
        return some.reduce((sum, p) => sum + p, 0) / some.length;
      };
      return mean(1) - mean(0);
    };
    assert.equal(found.places, 80);
    assert.ok(Math.abs(found.before - difference(before)) < 1e-9);
    assert.ok(Math.abs(found.after - difference(after)) < 1e-9);
    assert.equal(found.controls.length, 8);
    for (const { neurons } of found.controls) {
      assert.equal(neurons.length, found.ablation.neurons.length);
      assert.ok(!neurons.some((neuron) => found.ablation.neurons.includes(neuron)));
    }
  });
});

describe("the snapshot's behaviours", function () {
  this.timeout(400_000);

  it('are those that NumPy measures, and fall with the same neurons', async function () {
    if (dataFolder === undefined) {
      console.log('    (skipped: CHAR_RNN_DATA is not set)');
      return this.skip();
    }
    const inspection = await Inspection.of(await readSnapshot());
    const text = readData('shakespeare_train.txt').toString('ascii');
    const { id } = await inspection.open({ name: 'shakespeare_train.txt', text, start: 'zero' }, {});
    const { behaviours, pairs } = checkReply(
      'discover',
      await answerDiscover(inspection, { text: id, seed: 1 }, {}),
    );
    assert.ok(pairs.length >= 200);
    const find = (key: string) => behaviours.find((one) => one.key === key)!;
    for (const [key, expected] of Object.entries(golden.behaviours)) {
      const { ablation, before, after, places, controls } = find(key);
      assert.equal(places, expected.places, key);
      assert.deepEqual(ablation.neurons, expected.neurons, key);
      assert.ok(Math.abs(before - expected.before) < 1e-9, `${key}: ${before}, ${expected.before}`);
      assert.ok(Math.abs(after - expected.after) < 1e-9, `${key}: ${after}, ${expected.after}`);
      // What the named neurons halve, as many random ones hardly touch.
      if (key !== 'lineLength') {
        assert.ok(after <= before / 2);
        assert.ok(controls.every((one) => one.after > 0.9 * before));
      }
    }
    // Lines end near a length, but the network does not count.
    assert.ok(find('lineLength').before < 0.01);
    assert.match(find('lineLength').claim, /does not count/);
    const trap = find('zeroStateTrap');
    assert.deepEqual(
      trap.tables[0].rows.map(([, index]) => Number(index)),
      golden.trap.trapped,
    );
    // 1e-6: a saturated network forgets its rounding.
    assert.ok(Math.abs(trap.before - golden.trap.newline) < 1e-6);
    assert.ok(trap.after < 2);
  });
});
