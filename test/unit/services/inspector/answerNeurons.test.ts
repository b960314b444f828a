import assert from 'node:assert/strict';
import { Inspection } from '../../../../src/services/inspector/inspection';
import { answerDecompose } from '../../../../src/services/inspector/answerDecompose';
import { answerNeuron, answerNeurons } from '../../../../src/services/inspector/answerNeurons';
import { dataFolder, readData, readSnapshot } from '../../core/testModel';
import { golden } from './snapshotText';

function assertClose(actual: number | null, expected: number | null, tolerance: number): void {
  assert.ok(
    actual === expected || (actual !== null && expected !== null && Math.abs(actual - expected) <= tolerance),
    `${actual} is not ${expected}`,
  );
}

describe("the snapshot's neurons", function () {
  this.timeout(120_000);
  let inspection: Inspection;
  let text: string;

  before(async function () {
    if (dataFolder === undefined) {
      console.log('    (skipped: CHAR_RNN_DATA is not set)');
      return this.skip();
    }
    inspection = await Inspection.of(await readSnapshot());
    const source = {
      name: 'shakespeare_train.txt',
      text: readData('shakespeare_train.txt').toString('ascii'),
    };
    text = (await inspection.open({ ...source, start: 'zero' }, {})).id;
  });

  it('have the moments, memories and features that NumPy finds', async () => {
    const { neurons, places } = await answerNeurons(inspection, { text }, {});
    assert.equal(places, 268_330);
    assert.equal(neurons.length, 250);
    for (const expected of golden.neurons) {
      const found = await answerNeuron(inspection, { text, neuron: expected.neuron }, {});
      const { summary, features, activation } = found;
      assert.deepEqual(summary, neurons[expected.neuron]);
      assertClose(summary.mean, expected.mean, 1e-9);
      assertClose(summary.standardDeviation, expected.standardDeviation, 1e-9);
      assertClose(summary.saturated, expected.saturated, 1e-12);
      // 1e-9: sums of 268,330 products in another order.
      assertClose(summary.memory, expected.memory, 1e-7);
      assert.equal(found.autocorrelation.length, 65);
      found.autocorrelation.forEach((value, lag) => assertClose(value, expected.autocorrelation[lag], 1e-9));
      for (const [name, score] of Object.entries(expected.features)) {
        const feature = features.find((one) => one.feature === name)!;
        assertClose(feature.explained, score.explained, 1e-9);
        // A rounded activation may fall on the other side of an edge for one place in 268,330.
        assertClose(feature.auc, score.auc, 1e-6);
        if (feature.places !== null) {
          assert.equal(feature.places, score.places);
        }
      }
      assertClose(activation.largest, expected.highest, 1e-12);
      assertClose(activation.smallest, expected.lowest, 1e-12);
      assert.equal(
        activation.histogram.counts.reduce((sum, count) => sum + count, 0),
        places,
      );
      // Places are found among activations rounded to 1/32,767.
      assertClose(found.highest[0].value, expected.highest, 4e-5);
      assertClose(found.lowest[0].value, expected.lowest, 4e-5);
      assert.deepEqual(
        found.features.map(({ explained }) => explained).sort((a, b) => b - a),
        features.map(({ explained }) => explained),
      );
    }
  });

  it('are shown where they are saturated from all over the text, and with the characters that move them', async () => {
    const { highest, lowest, features, reads } = await answerNeuron(inspection, { text, neuron: 100 }, {});
    for (const places of [highest, lowest]) {
      const positions = places.map(({ position }) => position);
      assert.ok(Math.min(...positions) < 268_330 / 3 && Math.max(...positions) > (2 * 268_330) / 3);
    }
    const { label } = features.find(({ feature }) => feature === 'character')!;
    const [, high, low] = /^which character \(high: (.*) \/ low: (.*)\)$/.exec(label)!;
    // An independent word on it: its input weights from these characters.
    const { vocabulary } = inspection.model;
    const weight = (mark: string): number => {
      const index = vocabulary.indexOf({ '↵': '\n', '␣': ' ' }[mark] ?? mark);
      return reads[0].values.find(({ character }) => character === index)!.value;
    };
    assert.ok(
      high.split(' ').every((mark) => weight(mark) > 0),
      label,
    );
    assert.ok(
      low.split(' ').every((mark) => weight(mark) < 0),
      label,
    );
  });

  it('have counter-examples: where a feature holds, and the activation is as where it does not', async () => {
    const { features } = await answerNeuron(inspection, { text, neuron: 43 }, {});
    const capitals = features.find(({ feature }) => feature === 'allCapitals')!;
    const middle = (capitals.meanInside! + capitals.meanOutside!) / 2;
    assert.ok(capitals.counterExamples.length >= 10);
    for (const { before, character, after, value } of capitals.counterExamples) {
      const word = /\p{L}*$/u.exec(before)![0] + character + /^\p{L}*/u.exec(after)![0];
      const holds = /^\p{Lu}{2,}$/u.test(word);
      assert.equal(value < middle, holds !== capitals.meanInside! < middle, `${word}: ${value}`);
    }
  });

  it("are taken apart as NumPy takes neuron 100's pre-activation at the hundredth colon", async () => {
    const { position, previous, ...expected } = golden.decomposition;
    const found = await answerDecompose(
      inspection,
      { place: { kind: 'place', text, position }, neuron: 100 },
      {},
    );
    const [gate] = found.gates;
    assert.equal(found.character, 9);
    assertClose(gate.input!, expected.input, 0);
    assertClose(gate.bias, expected.bias, 0);
    assertClose(gate.preActivation, expected.preActivation, 1e-9);
    assertClose(found.activation, expected.activation, 1e-9);
    for (const { neuron, contribution } of gate.previous) {
      assertClose(contribution, previous[neuron], 1e-9);
    }
    assert.deepEqual(found.before, { kind: 'place', text, position: position - 1 });
  });
});
