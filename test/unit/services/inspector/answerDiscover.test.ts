import assert from 'node:assert/strict';
import { checkReply } from '../../../../src/protocol/inspector/messages';
import { answerDiscover } from '../../../../src/services/inspector/answerDiscover';
import { interventionOf } from '../../../../src/services/inspector/answerAblate';
import { Inspection } from '../../../../src/services/inspector/inspection';
import { measureTransition } from '../../../../src/services/inspector/measureTransition';
import { speakerNames } from '../../../../src/core/attribution/textFeatures';
import { randomModel } from '../../core/testModel';

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
