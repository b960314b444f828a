import assert from 'node:assert/strict';
import { Encoder } from '../../../../src/core/encoding';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { uniform } from '../../../../src/core/random';
import { loadKernel } from '../../../../src/services/kernelFiles';
import { heldOutLoss } from '../../../../src/services/training/heldOutLoss';
import { dataFolder, randomModel, readData, readSnapshot } from '../../core/testModel';

const { parameters, vocabulary } = randomModel('abcdefgh', 12, 1, 0.4);
const reference = createReferenceKernel('reference');

function randomText(length: number, stream: number): Uint16Array {
  return Uint16Array.from({ length }, (_, at) => Math.floor(uniform(stream, at) * vocabulary.size));
}

const opening = randomText(40, 3);

/** One character after the other, in one stream. */
function sequential(text: Uint16Array, before: Uint16Array): number {
  const network = reference.load(parameters);
  const state = network.createState();
  network.prime(state, opening);
  network.prime(state, before);
  const losses = new Float64Array(text.length);
  network.score(state, text, losses);
  return losses.reduce((sum, loss) => sum + loss, 0) / text.length;
}

describe('heldOutLoss', () => {
  const [text, before] = [randomText(5000, 1), randomText(512, 2)];

  it('predicts each character once, in one stream and in several', async () => {
    const expected = sequential(text, before);
    const loss = (streams: number, warmed?: number): Promise<number> =>
      heldOutLoss(reference, parameters, { text, before, opening }, {}, streams, warmed);
    // The same numbers, added in another order.
    assert.ok(Math.abs((await loss(1)) - expected) < 1e-12);
    // 512 characters back nothing is left of this network's state: its weights are small.
    for (const streams of [2, 3, 7, 32]) {
      assert.ok(Math.abs((await loss(streams)) - expected) < 1e-9, `${streams}`);
    }
    // Without a warm-up each stream begins as if it stood behind the opening, and that can be seen.
    assert.ok(Math.abs((await loss(32, 0)) - expected) > 1e-6);
  });

  it('takes a text shorter than a stream, and one with nothing before it', async () => {
    for (const [length, old] of [
      [1, 0],
      [1, 512],
      [17, 3],
      [2047, 0],
    ]) {
      const [short, few] = [text.subarray(0, length), before.subarray(0, old)];
      const loss = await heldOutLoss(reference, parameters, { text: short, before: few, opening });
      assert.ok(Math.abs(loss - sequential(short, few)) < 1e-9, `${length}, ${old}`);
    }
  });

  it('is within 1e-4 of one stream for the snapshot on text that it never saw', async function () {
    if (dataFolder === undefined) {
      return this.skip();
    }
    this.timeout(60_000);
    const snapshot = await readSnapshot();
    const { indices } = new Encoder(snapshot.vocabulary, 'skip').encode(
      readData('tinyshakespeare.txt').toString('latin1'),
    );
    const cut = indices.length - 111_540;
    const held = {
      ...{ text: indices.subarray(cut), before: indices.subarray(cut - 512, cut) },
      opening: indices.subarray(0, 320),
    };
    const exact = await loadKernel('exact');
    const one = await heldOutLoss(exact, snapshot.parameters, held, {}, 1);
    const many = await heldOutLoss(exact, snapshot.parameters, held);
    assert.ok(Math.abs(many - one) < 1e-4, `${many} and ${one}`);
  });
});
