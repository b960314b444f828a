import assert from 'node:assert/strict';
import { Completer } from '../../../src/core/completion';
import { NgramModel } from '../../../src/core/ngrams/ngramModel';
import { uniform } from '../../../src/core/random';
import { loadKernel } from '../../../src/services/kernelFiles';
import { scorecard } from '../../../src/services/scorecard';
import { randomModel } from '../core/testModel';

const model = randomModel('abcdefgh', 14, 3, 0.6);
const indices = Uint16Array.from({ length: 4000 }, (_, at) => Math.floor(8 * uniform(5, at) ** 2));
const cut = 3600;

describe('scorecard', () => {
  for (const kernelName of ['reference', 'exact', 'fast'] as const) {
    it(`says of ${kernelName} what the network itself says`, async () => {
      const network = (await loadKernel(kernelName)).load(model.parameters);
      const completer = new Completer(network, model, { warmup: { kind: 'none' }, unknown: 'skip' });
      const card = await scorecard(completer, indices, cut, false);
      const state = network.createState();
      network.prime(state, indices.subarray(cut - 1000, cut));
      const losses = new Float64Array(indices.length - cut);
      network.score(state.slice(), indices.subarray(cut), losses);
      const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      // Softmax in float64 here, in float32 there.
      assert.ok(Math.abs(card.model.lossNats - mean) < 1e-6, `${card.model.lossNats} and ${mean}`);
      // Temperature 0 takes the likeliest character.
      let hits = 0;
      for (const character of indices.subarray(cut)) {
        const drawn = new Uint16Array(1);
        network.generate(state.slice(), drawn, { temperature: 0, seed: 1, position: 0 });
        hits += drawn[0] === character ? 1 : 0;
        network.prime(state, Uint16Array.of(character));
      }
      assert.equal(card.model.accuracy, hits / losses.length);
      assert.equal(card.characters, losses.length);
      assert.equal(card.trained, cut);
      assert.deepEqual(card.baselines, []);
      network.dispose();
    });
  }

  it('sets n-grams of the part before and chance beside it, the best first', async () => {
    const network = (await loadKernel('reference')).load(model.parameters);
    const completer = new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'skip' });
    const { baselines } = await scorecard(completer, indices, cut, true);
    const ngrams = await NgramModel.of(indices.subarray(0, cut), 8, 3);
    const [unigram, , trigram] = await ngrams.predict(indices.subarray(cut), indices.subarray(0, cut));
    const byName = new Map(baselines.map((score) => [score.name, score]));
    assert.deepEqual([...byName.keys()].sort(), ['3-gram', '4-gram', '5-gram', 'uniform', 'unigram']);
    assert.equal(byName.get('unigram')?.lossNats, unigram.lossNats);
    assert.equal(byName.get('3-gram')?.accuracy, trigram.accuracy);
    const chance = byName.get('uniform')!;
    assert.ok(Math.abs(chance.bitsPerCharacter - 3) < 1e-12 && Math.abs(chance.perplexity - 8) < 1e-12);
    const order = baselines.map(({ lossNats }) => lossNats);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });

  it('needs a text on both sides of the cut', async () => {
    const network = (await loadKernel('reference')).load(model.parameters);
    const completer = new Completer(network, model, { warmup: { kind: 'none' }, unknown: 'skip' });
    await assert.rejects(scorecard(completer, indices.subarray(0, 1), 0, true), /has 1 characters.*too few/);
    await assert.rejects(scorecard(completer, indices, indices.length, false), /too few/);
  });
});
