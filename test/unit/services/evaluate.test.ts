import assert from 'node:assert/strict';
import { Completer } from '../../../src/core/completion';
import type { UnknownPolicy } from '../../../src/core/encoding';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import type { Model } from '../../../src/core/model';
import { parseWarmup } from '../../../src/core/warmup';
import { evaluate } from '../../../src/services/evaluate';
import { loadKernel } from '../../../src/services/kernelFiles';
import { dataFolder, randomModel, readData, readSnapshot } from '../core/testModel';

const model = randomModel('abcdefgh \n', 12, 4);

function completer(warmup: string, unknown: UnknownPolicy = 'map'): Completer {
  const network = createReferenceKernel('reference').load(model.parameters);
  return new Completer(network, model, { warmup: parseWarmup(warmup), unknown });
}

/** The mean of -ln p, straight from the formulas; `fed` characters are read and not counted. */
function lossOf(text: string, fed: number): number {
  const { hiddenSize: H, vocabularySize: V, Wxh, Whh, Why, bh, by } = model.parameters;
  let h: number[] = new Array<number>(H).fill(0);
  let sum = 0;
  [...text].forEach((character, at) => {
    const x = model.vocabulary.indexOf(character)!;
    const weights = Array.from({ length: V }, (_, c) =>
      Math.exp(h.reduce((total, value, k) => total + Why[c * H + k] * value, by[c])),
    );
    if (at >= fed) {
      sum -= Math.log(weights[x] / weights.reduce((a, b) => a + b));
    }
    const before = h;
    h = before.map((_, i) =>
      Math.tanh(before.reduce((total, value, j) => total + Whh[i * H + j] * value, bh[i] + Wxh[i * V + x])),
    );
  });
  return sum / (text.length - fed);
}

describe('evaluate', () => {
  const text = 'a bad cafe had a deaf hag'.replaceAll('g', 'h');

  it('feeds the first character and predicts the rest from the bare zero state', async () => {
    const { characters, lossNats } = await evaluate(completer('none'), text);
    assert.equal(characters, text.length - 1);
    assert.ok(Math.abs(lossNats - lossOf(text, 1)) < 1e-12);
  });

  it('predicts every character after a warm-up', async () => {
    const { characters, lossNats } = await evaluate(completer('face'), text);
    assert.equal(characters, text.length);
    assert.ok(Math.abs(lossNats - lossOf(`face${text}`, 4)) < 1e-12);
  });

  it('gives the same loss in bits and as perplexity', async () => {
    const { lossNats, bitsPerCharacter, perplexity } = await evaluate(completer('none'), text);
    assert.ok(Math.abs(2 ** bitsPerCharacter - Math.exp(lossNats)) < 1e-12);
    assert.ok(Math.abs(perplexity - Math.exp(lossNats)) < 1e-12);
  });

  it('counts what the model does not know', async () => {
    const { characters, unknownCharacters } = await evaluate(completer('none'), 'a É1 b');
    assert.equal(characters, 4);
    assert.equal(unknownCharacters.mapped, 1);
    assert.equal(unknownCharacters.skipped, 1);
    await assert.rejects(evaluate(completer('none', 'stop'), 'a1'), /"1".*line 1, column 2/);
  });

  it('says where there is nothing to predict', async () => {
    await assert.rejects(evaluate(completer('none'), ''), /nothing to predict/);
    await assert.rejects(evaluate(completer('none'), '123'), /nothing to predict/);
    await assert.rejects(evaluate(completer('none'), 'a'), /nothing to predict it from/);
    assert.equal((await evaluate(completer('bad'), 'a')).characters, 1);
  });

  it('ends when it is cancelled', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await assert.rejects(evaluate(completer('none'), text, { signal }), /enough/);
  });
});

describe('the losses of the snapshot', function () {
  this.timeout(60_000);
  let snapshot: Model;

  before(async function () {
    if (dataFolder === undefined) {
      return this.skip();
    }
    snapshot = await readSnapshot();
  });

  async function lossOfFile(kernel: 'exact' | 'fast', file: string, last?: number): Promise<number> {
    const network = (await loadKernel(kernel)).load(snapshot.parameters);
    const reader = new Completer(network, snapshot, { warmup: { kind: 'none' }, unknown: 'skip' });
    const text = readData(file).toString('utf8');
    const { lossNats } = await evaluate(reader, last === undefined ? text : text.slice(-last));
    network.dispose();
    return lossNats;
  }

  it('on the text that it was trained on: 1.825260', async () => {
    // The published figure has six decimals; float32 moves the seventh.
    assert.ok(Math.abs((await lossOfFile('exact', 'shakespeare_train.txt')) - 1.82526) < 1e-5);
  });

  it('on that text with int16 weights: less than a thousandth worse', async () => {
    assert.ok(Math.abs((await lossOfFile('fast', 'shakespeare_train.txt')) - 1.82526) < 1e-3);
  });

  it('on the last tenth of tinyshakespeare, which it never saw: about 2.33', async () => {
    assert.equal((await lossOfFile('exact', 'tinyshakespeare.txt', 111_540)).toFixed(2), '2.33');
  });
});
