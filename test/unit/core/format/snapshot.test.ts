import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel, writeModel } from '../../../../src/core/format/modelFile';
import type { Model } from '../../../../src/core/model';
import { pythonsWithNumpy, runPython } from './numpy';

/** The snapshot of the assignment "Fun with RNNs", read against the figures that NumPy gives for it. */
describe('the snapshot', function () {
  this.timeout(60_000);
  const folder = process.env.CHAR_RNN_DATA;
  let bytes: Buffer;
  let model: Model;

  before(async function () {
    if (folder === undefined) {
      console.log('    (skipped: CHAR_RNN_DATA is not set)');
      return this.skip();
    }
    bytes = readFileSync(join(folder, 'char-rnn-snapshot.npz'));
    assert.match(createHash('sha256').update(bytes).digest('hex'), /^12814f23/);
    model = await readModel(bytes, 'char-rnn-snapshot');
  });

  it('has its sizes and its vocabulary', () => {
    const { parameters, vocabulary } = model;
    assert.equal(parameters.hiddenSize, 250);
    assert.equal(parameters.vocabularySize, 62);
    assert.equal(model.dataSize, 268_330);
    assert.equal(
      vocabulary.characters.join(''),
      "\n! '&-,.;:?ACBEDGFIHKJMLONQPSRUTWVYZacbedgfihkjmlonqpsrutwvyxz",
    );
    assert.equal(vocabulary.indexOf('\n'), 0);
    assert.equal(vocabulary.indexOf(' '), 2);
    assert.equal(vocabulary.indexOf(':'), 9);
  });

  // The assignment's report, to the last digit: the neuron of the largest input weight, the weight, the activation.
  const largest: [string, number, number, number, number][] = [
    [':', 9, 100, 4.829189868371359, 0.99988776],
    ['H', 19, 3, 4.335111153750259, 0.9997291809634834],
    ['l', 48, 239, 5.066950477056145, 0.9999107451410038],
    ['c', 37, 236, 6.036813959381064, 0.9999852179275995],
    ['w', 57, 114, 4.598208343710046, 0.9997626280786687],
  ];
  for (const [character, index, neuron, weight, activation] of largest) {
    it(`has the report's strongest neuron of ${JSON.stringify(character)}`, () => {
      const { Wxh, bh } = model.parameters;
      const column = Array.from({ length: 250 }, (_, row) => Wxh[row * 62 + index]);
      assert.equal(model.vocabulary.indexOf(character), index);
      assert.equal(column.indexOf(Math.max(...column)), neuron);
      assert.equal(column[neuron], weight);
      // 1e-8: the report prints the first with eight digits.
      assert.ok(Math.abs(Math.tanh(weight + bh[neuron]) - activation) < 1e-8);
    });
  }

  it('has the output weights of neuron 100, and the range that the figures say', () => {
    const { Why, Wxh, Whh } = model.parameters;
    assert.equal(Why[100], 2.672712360389723);
    assert.equal(Why[2 * 250 + 100], 2.263812428046663);
    const most = Math.max(
      ...[Wxh, Whh, Why].map((values) => values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)),
    );
    assert.equal(most.toFixed(2), '8.53');
    const { memory } = model;
    assert.ok(memory !== undefined);
    const memories = [memory.Wxh, memory.Whh, memory.Why, memory.bh, memory.by];
    const largestMemory = Math.max(...memories.map((values) => values.reduce((a, b) => Math.max(a, b), 0)));
    assert.equal(largestMemory.toExponential(1), '2.3e+7');
  });

  it('reads in slices, and stops when it is told to', async () => {
    const controller = new AbortController();
    let pauses = 0 as number;
    const reading = readModel(writeModel(model, { compress: true }), 'snapshot', {
      signal: controller.signal,
      pause: () => {
        pauses++;
        controller.abort(new Error('enough'));
        return Promise.resolve();
      },
    });
    // Inflating 1.4 MB takes far longer than one slice of four milliseconds.
    await assert.rejects(reading, /^Error: enough$/);
    assert.equal(pauses, 1);
  });

  it('is the same to NumPy once we have written it', function () {
    if (pythonsWithNumpy().length === 0) {
      console.log('      (skipped: no Python with NumPy here)');
      return this.skip();
    }
    const [python] = pythonsWithNumpy();
    const temporary = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    try {
      const [first, second] = [join(temporary, 'a.npz'), join(temporary, 'b.npz')];
      writeFileSync(first, bytes);
      writeFileSync(second, writeModel(model));
      const names = runPython(python, compareFiles, [first, second]) as string[];
      assert.equal(names.length, 15);
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });
});

/** Every member of the first file must be in the second, with the same type, shape and value. */
const compareFiles = `
import json, sys
import numpy as np

a, b = (np.load(name, allow_pickle=True) for name in sys.argv[1:])
for name in a.files:
    x, y = a[name], b[name]
    assert x.shape == y.shape and x.dtype == y.dtype, name
    assert x.tolist() == y.tolist(), name
print(json.dumps(a.files))
`;
