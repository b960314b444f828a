import assert from 'node:assert/strict';
import { Completer } from '../../../src/core/completion';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import { nextCharacters } from '../../../src/services/nextCharacter';
import { randomModel } from '../core/testModel';

const model = randomModel('abcdefgh', 10, 2);
const network = createReferenceKernel('reference').load(model.parameters);
const completer = new Completer(network, model, { warmup: { kind: 'none' }, unknown: 'map' });

describe('nextCharacters', () => {
  it('has the whole vocabulary in the order of its indices, and its probabilities sum to 1', async () => {
    const { distribution } = await nextCharacters(completer, 'face', 1);
    assert.equal(distribution.map(({ character }) => character).join(''), 'abcdefgh');
    assert.deepEqual(
      distribution.map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7],
    );
    const sum = distribution.reduce((total, { probability }) => total + probability, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  });

  it('gives logits before the temperature and probabilities after it', async () => {
    const [one, two] = await Promise.all([1, 2].map((t) => nextCharacters(completer, 'face', t)));
    const { distribution } = two;
    one.distribution.forEach(({ logit }, at) => assert.equal(logit, distribution[at].logit));
    const odds = Math.log(distribution[3].probability / distribution[5].probability);
    assert.ok(Math.abs(odds - (distribution[3].logit - distribution[5].logit) / 2) < 1e-12);
  });

  it('is what is drawn from: the likeliest is written at temperature 0', async () => {
    const { text } = await completer.complete({ prompt: 'face', length: 1, temperature: 0, seed: 1 });
    const { distribution } = await nextCharacters(completer, 'face', 0);
    assert.equal(distribution.find(({ probability }) => probability === 1)?.character, text);
  });

  it('takes no text at all, and counts what is unknown', async () => {
    // From zeros the logits are the biases.
    const { distribution } = await nextCharacters(completer, '', 1);
    assert.deepEqual(
      distribution.map(({ logit }) => logit),
      [...model.parameters.by],
    );
    assert.equal((await nextCharacters(completer, 'a9', 1)).unknown.skipped, 1);
  });
});
