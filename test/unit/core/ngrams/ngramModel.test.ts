import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encoder } from '../../../../src/core/encoding';
import { NgramModel, type Predicted } from '../../../../src/core/ngrams/ngramModel';
import { uniform } from '../../../../src/core/random';
import { pythonsWithNumpy, runPython } from '../format/numpy';
import { dataFolder, readData, readSnapshot } from '../testModel';

const order = 5;

/**
 * The same from its definition: dictionaries of strings, whole distributions in NumPy. Prints loss and accuracy of each
 * order.
 */
const script = `
import json, sys
from collections import defaultdict
import numpy as np
train, held, V, order = json.load(open(sys.argv[1]))
seen = defaultdict(lambda: np.zeros(V))
for k in range(order):
    for t in range(k, len(train)):
        seen[tuple(train[t - k:t])][train[t]] += 1
text = train[-(order - 1):] + held
result = []
for n in range(1, order + 1):
    losses, hits = [], 0
    for t in range(order - 1, len(text)):
        p = np.full(V, 1 / V)
        for k in range(n):
            counts = seen.get(tuple(text[t - k:t]))
            if counts is not None:
                kinds = (counts > 0).sum()
                p = (counts + kinds * p) / (counts.sum() + kinds)
        assert abs(p.sum() - 1) < 1e-9
        losses.append(-np.log(p[text[t]]))
        # Equal ones may differ in their last bits here: the first of those that are as good as the best.
        hits += int(np.flatnonzero(p > p.max() * (1 - 1e-12))[0] == text[t])
    result.append([float(np.mean(losses)), hits / len(held)])
print(json.dumps(result))
`;

/** A text in which some characters are far likelier than others, and depend on those before them. */
function wavering(length: number, stream: number): Uint16Array {
  const text = new Uint16Array(length);
  for (let at = 2; at < length; at++) {
    const draw = uniform(11, at, stream);
    text[at] = draw < 0.6 ? (text[at - 1] * 2 + text[at - 2]) % 7 : Math.floor(9 * ((draw - 0.6) / 0.4) ** 2);
  }
  return text;
}

describe('NgramModel', () => {
  it('agrees with NumPy for every order, on characters and contexts that it never saw too', async function () {
    const [python] = pythonsWithNumpy();
    if ((python as unknown) === undefined) {
      console.log('      (skipped: no Python with NumPy here)');
      return this.skip();
    }
    const [train, held] = [wavering(2000, 1), wavering(300, 2)];
    held[100] = 9;
    held[250] = 10;
    const folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    const file = join(folder, 'texts.json');
    writeFileSync(file, JSON.stringify([[...train], [...held], 11, order]));
    const expected = runPython(python, script, [file]) as [number, number][];
    rmSync(folder, { recursive: true });
    const model = await NgramModel.of(train, 11, order);
    const got = await model.predict(held, train);
    got.forEach(({ lossNats, accuracy }, at) => {
      // Both are float64; means of 300.
      assert.ok(Math.abs(lossNats - expected[at][0]) < 1e-12, `${at + 1}-gram ${lossNats}`);
      assert.equal(accuracy, expected[at][1], `${at + 1}-gram`);
    });
    assert.ok(got[2].lossNats < got[0].lossNats - 0.1);
  });

  it('knows nothing of a text that it has not counted: all characters are as likely', async () => {
    const model = await NgramModel.of(new Uint16Array(), 8, 3);
    const predicted = await model.predict(Uint16Array.of(1, 2, 0), new Uint16Array());
    for (const { lossNats, accuracy } of predicted) {
      assert.ok(Math.abs(lossNats - Math.log(8)) < 1e-15);
      assert.equal(accuracy, 1 / 3);
    }
  });

  it('counts slice by slice as at once', async () => {
    const text = wavering(10_000, 3);
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
    const sliced = await (
      await NgramModel.of(text, 9, 4, { pause })
    ).predict(text, text.subarray(0, 0), { pause });
    const again = await (await NgramModel.of(text, 9, 4)).predict(text, text.subarray(0, 0));
    assert.deepEqual(sliced, again);
    await assert.rejects(NgramModel.of(text, 9, 4, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });

  describe('on tinyshakespeare', function () {
    this.timeout(60_000);
    let snapshotText: Uint16Array;
    let held: Uint16Array;

    before(async function () {
      if (dataFolder === undefined) {
        return this.skip();
      }
      const encoder = new Encoder((await readSnapshot()).vocabulary, 'skip');
      const text = readData('tinyshakespeare.txt').toString('latin1');
      snapshotText = encoder.encode(text.slice(0, 268_330)).indices;
      held = encoder.encode(text.slice(-111_540)).indices;
    });

    it('reaches what was measured with another program, trained on what the snapshot was trained on', async () => {
      const model = await NgramModel.of(snapshotText, 62, order);
      const orders = await model.predict(held, new Uint16Array());
      const losses = (list: readonly Predicted[]): string[] =>
        list.map(({ lossNats }) => lossNats.toFixed(3));
      assert.deepEqual(losses(orders).slice(2), ['2.363', '2.219', '2.222']);
    });
  });
});
