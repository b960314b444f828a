import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel, writeModel } from '../../../src/core/format/modelFile';
import { parameterCount } from '../../../src/core/parameters';
import { randomModel } from '../core/testModel';
import { runProgram } from './fakeEnvironment';

describe('char-rnn convert', () => {
  let folder: string;
  let from: string;
  const model = randomModel('abcdefgh', 64, 3, 0.3, { cell: 'gru', layers: 2 });

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    from = join(folder, 'from.npz');
    writeFileSync(from, writeModel(model));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('writes the model in a byte for each weight, and says what that changes', async () => {
    const to = join(folder, 'to.npz');
    const { code, out, told } = await runProgram([
      'convert',
      from,
      to,
      '--precision',
      'i1',
      '--compress',
      '--json',
    ]);
    assert.equal(code, 0, told);
    const said = JSON.parse(out) as Record<string, number | string>;
    const weights = parameterCount(model.parameters);
    assert.deepEqual([said.cell, said.layers, said.weights], ['gru', 2, weights]);
    assert.equal(said.bytes, statSync(to).size);
    assert.ok(statSync(to).size < 1.3 * weights);
    // Weights uniform within 0.3 have the root mean square 0.3 / sqrt(3); steps of about 0.3 / 127 change them by steps
    // over sqrt(12).
    assert.ok(Math.abs(Number(said.rootMeanSquare) / (0.3 / Math.sqrt(3)) - 1) < 0.02);
    assert.ok(Math.abs(Number(said.change) / (0.3 / 127 / Math.sqrt(12)) - 1) < 0.1);
    const read = await readModel(readFileSync(to), 'to');
    assert.equal(read.parameters.cell, 'gru');
  });

  it('tells people the same in words, and changes nothing in full precision', async () => {
    const to = join(folder, 'same.npz');
    const { out } = await runProgram(['convert', from, to, '--precision', 'f8']);
    assert.match(out, /^Network +2 × gru, 64 units\nWeights +\d+\nBytes +\d+\n/);
    assert.match(out, /and of their changes +0\.000\n$/);
    assert.deepEqual(readFileSync(to), readFileSync(from));
  });

  it('writes a state dict for PyTorch, which import takes back to the last digit', async () => {
    const [to, back] = [join(folder, 'to.safetensors'), join(folder, 'back.npz')];
    const { out, told } = await runProgram(['convert', from, to, '--precision', 'f8', '--json']);
    assert.equal((JSON.parse(out) as { change: number }).change, 0, told);
    await runProgram(['import', to, '--characters', 'abcdefgh', '--out', back, '--precision', 'f8']);
    assert.deepEqual((await readModel(readFileSync(back), 'back')).parameters, model.parameters);
    assert.match(
      (await runProgram(['convert', from, to, '--precision', 'i1'])).told,
      /for PyTorch has f8 or f4/,
    );
  });

  it('refuses another ending, and a folder that is not there', async () => {
    assert.match(
      (await runProgram(['convert', from, 'x.pkl'])).told,
      /"x\.pkl": expected a path that ends in \.npz or \.safetensors/,
    );
    const { told } = await runProgram(['convert', from, join(folder, 'nowhere', 'x.npz')]);
    assert.match(told, /nowhere/);
  });
});
