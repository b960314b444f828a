import assert from 'node:assert/strict';
import { driversOf } from '../../../../src/core/attribution/drivers';
import { PlainStateReader } from '../../../../src/core/kernel/plainStateReader';
import { PersonError } from '../../../../src/core/personError';
import { InspectedText } from '../../../../src/services/inspector/inspectedText';
import { readData, randomModel } from '../../core/testModel';
import { golden, snapshotText, type SnapshotText } from './snapshotText';

const [newline, space, colon] = [0, 2, 9];

function assertClose(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

describe('InspectedText', () => {
  const model = randomModel('abc \n', 6, 4, 0.8);
  const reader = new PlainStateReader(model.parameters);

  it('gathers the same from a text however it is cut into slices', async () => {
    const text = 'abca cab\nbca '.repeat(60);
    const one = await InspectedText.read(reader, model, { name: 'x', text, start: 'zero' });
    const states = new Float64Array(6);
    const sums = new Float64Array(5 * 6);
    let loss = 0;
    let before: Float64Array | undefined;
    for (const index of one.indices) {
      loss -= before ? reader.logProbabilities(before)[index] : 0;
      before = reader.read(states, Uint16Array.of(index)).slice();
      for (let k = 0; k < 6; k++) {
        sums[6 * index + k] += before[k];
      }
    }
    // 1e-10: sums of 780 numbers in another order.
    assertClose(one.loss, loss / (one.length - 1), 1e-10);
    one.statistics.hidden.forEach((sum, at) => assertClose(sum, sums[at], 1e-10));
    assert.deepEqual(
      [...one.statistics.counts],
      [300, 180, 120, 120, 60].map((_, c) => one.placesOf(c).length),
    );
    assert.equal(one.checkpoints.length, 6 * Math.ceil(780 / 256));
  });

  it('refuses a text without any known character', async () => {
    await assert.rejects(InspectedText.read(reader, model, { name: 'digits.txt', text: '123' }), (error) => {
      assert.ok(error instanceof PersonError);
      assert.match(error.message, /^digits\.txt has no character/);
      return true;
    });
  });

  it('ends when it is cancelled', async () => {
    const control = new AbortController();
    const reading = InspectedText.read(
      reader,
      model,
      { name: 'x', text: 'abc '.repeat(100_000), start: 'zero' },
      { signal: control.signal, onProgress: () => control.abort(new Error('enough')) },
    );
    await assert.rejects(reading, /enough/);
  });
});

describe('the snapshot on the text it was trained on', () => {
  let snapshot: SnapshotText;
  before(async function () {
    snapshot = await snapshotText(this);
  });

  it('has the loss that was measured for it', () => {
    const { text } = snapshot;
    assert.equal(text.length, 268_330);
    assert.equal(text.trapped, 0);
    // Six digits are published; NumPy's own figure to 1e-9.
    assertClose(text.loss, 1.82526, 5e-7);
    assertClose(text.loss, golden.text.before.loss, 1e-9);
  });

  it('follows a colon by a newline as often as NumPy says', () => {
    const { counts, followed, probability } = snapshot.text.statistics;
    assert.equal(counts[colon], 2578);
    assert.equal(followed[colon * 62 + newline], golden.text.followedByNewline);
    assertClose(probability[colon * 62 + newline] / 2578, 0.7975, 5e-5);
    assertClose(probability[colon * 62 + space] / 2578, 0.1932, 5e-5);
    golden.text.before.probability.forEach((expected, c) =>
      assertClose(probability[colon * 62 + c] / 2578, expected, 1e-9),
    );
  });

  it('has the drivers that NumPy finds, and they sum to the logit', () => {
    const { model, text } = snapshot;
    const hidden = text.statistics.hidden.slice(colon * 250, (colon + 1) * 250).map((sum) => sum / 2578);
    const found = driversOf(model.parameters, {
      from: colon,
      to: newline,
      foil: space,
      hidden,
      usual: text.meanHidden,
    });
    const { drivers, special } = golden.text;
    assertClose(found.logit, drivers.logit, 1e-9);
    assertClose(
      found.bias + found.drivers.reduce((sum, { contribution }) => sum + contribution, 0),
      found.logit,
      1e-12,
    );
    for (const driver of found.drivers) {
      assertClose(driver.contribution, drivers.contribution[driver.neuron], 1e-9);
      assertClose(driver.centred, drivers.centred[driver.neuron], 1e-9);
      assertClose(driver.difference!, drivers.difference![driver.neuron], 1e-9);
      assertClose(driver.special!, special[driver.neuron], 1e-9);
    }
  });

  it('falls into the trap from zero at character 400,123 of tinyshakespeare, and not from a warmed state', async () => {
    const { model, reader } = snapshot;
    const passage = readData('tinyshakespeare.txt').toString('ascii').slice(400_123, 402_683);
    const zero = await InspectedText.read(reader, model, { name: 'x', text: passage, start: 'zero' });
    const auto = await InspectedText.read(reader, model, { name: 'x', text: passage });
    assert.ok(zero.loss > 13 && zero.trapped > 2000, `${zero.loss} nats, ${zero.trapped} trapped`);
    assert.equal(auto.start, 'warm');
    assert.equal(auto.trapped, 0);
    assert.ok(auto.loss < 3, `${auto.loss} nats`);
  });
});

describe('attribution from the zero state', () => {
  it("ranks the snapshot's drivers of newline and space after a colon as the published figures do", async function () {
    const { model } = await snapshotText(this);
    const { hiddenSize: H, vocabularySize: V, Wxh, bh } = model.parameters;
    const hidden = Float64Array.from({ length: H }, (_, k) => Math.tanh(Wxh[k * V + colon] + bh[k]));
    for (const [to, figures, expected] of [
      [
        newline,
        golden.zero.newline,
        [
          [100, 2.672],
          [73, 2.245],
          [210, 2.157],
          [187, 2.03],
        ],
      ],
      [
        space,
        golden.zero.space,
        [
          [73, 4.088],
          [100, 2.264],
        ],
      ],
    ] as const) {
      const { drivers, logit } = driversOf(model.parameters, { from: colon, to, hidden });
      assertClose(logit, figures.logit, 1e-12);
      const ranked = drivers.sort((a, b) => b.contribution - a.contribution);
      expected.forEach(([neuron, contribution], at) => {
        assert.equal(ranked[at].neuron, neuron);
        assertClose(ranked[at].contribution, contribution, 5e-4);
      });
      for (const driver of drivers) {
        assertClose(driver.contribution, figures.contribution[driver.neuron], 1e-12);
        assertClose(driver.centred, figures.centred[driver.neuron], 1e-12);
      }
    }
  });
});
