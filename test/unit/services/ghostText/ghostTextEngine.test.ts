import assert from 'node:assert/strict';
import { GhostTextEngine } from '../../../../src/services/ghostText/ghostTextEngine';
import type { Kernel } from '../../../../src/core/kernel/kernel';
import { Completer } from '../../../../src/core/completion';
import { drawings } from '../../../../src/services/ghostText/drawings';
import { loadKernel } from '../../../../src/services/kernelFiles';
import { dataFolder, readData, readSnapshot } from '../../core/testModel';
import { request, smallCompleter } from './smallNetwork';

describe('GhostTextEngine', () => {
  it('suggests what the completer writes after the same prompt', async () => {
    const completer = smallCompleter();
    const [{ text }] = await new GhostTextEngine(completer).suggest(request('dead cab. '));
    const written = await completer.complete({ prompt: 'dead cab. ', length: 40, temperature: 0.8, seed: 1 });
    assert.equal(text, written.text);
  });

  it('keeps the rest of a suggestion while one types along it', async () => {
    const engine = new GhostTextEngine(smallCompleter());
    const context = 'dead cab. ';
    const [whole] = await engine.suggest(request(context, { length: { unit: 'characters', count: 60 } }));
    const typed = [...whole.text];
    for (let at = 1; at < 40; at++) {
      const [rest] = await engine.suggest(
        request(context + typed.slice(0, at).join(''), { length: { unit: 'characters', count: 60 - at } }),
      );
      assert.equal(rest.text, typed.slice(at).join(''));
    }
  });

  it('takes a few steps of the network for a character that is typed along', async () => {
    const completer = smallCompleter();
    const { network } = completer;
    let steps = 0;
    const prime = network.prime.bind(network);
    const generate = network.generate.bind(network);
    const score = network.score.bind(network);
    network.prime = (state, inputs) => {
      steps += inputs.length;
      prime(state, inputs);
    };
    network.generate = (state, out, sampling) => {
      steps += out.length;
      generate(state, out, sampling);
    };
    network.score = (state, inputs, losses) => {
      steps += inputs.length;
      score(state, inputs, losses);
    };
    const engine = new GhostTextEngine(completer);
    let context = 'dead cab. head bad';
    const ask = async (): Promise<string> =>
      (await engine.suggest(request(context, { length: { unit: 'characters', count: 100 } })))[0].text;
    let suggestion = await ask();
    steps = 0;
    for (let typed = 0; typed < 64; typed++) {
      context += [...suggestion][0];
      suggestion = await ask();
    }
    // Of each character: one read, one written; every sixteenth unit is looked at with 32 more, and a letter of two units
    // comes in nearly half the time of others.
    assert.ok(steps <= 64 * 2 + (2 * 64 * 32) / 16, `${steps} steps`);
    // Another letter than the one suggested: all is written anew.
    steps = 0;
    context += [...suggestion][0] === 'a' ? 'b' : 'a';
    await ask();
    assert.ok(steps >= 101, `${steps} steps`);
  });

  it('ends at the line, after n lines, or after n characters', async () => {
    const engine = new GhostTextEngine(smallCompleter());
    const one = (await engine.suggest(request('ab', { length: { unit: 'line' } })))[0].text;
    const three = (await engine.suggest(request('ab', { length: { unit: 'lines', count: 3 } })))[0].text;
    const count = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;
    assert.equal(count(one), 1);
    assert.equal(count(three), 3);
    assert.ok(three.startsWith(one));
  });

  it('stays on the line where something follows on it', async () => {
    const engine = new GhostTextEngine(smallCompleter());
    const length = { unit: 'lines' as const, count: 3 };
    let broken = 0;
    for (let seed = 0; seed < 30; seed++) {
      const asked = { length, drawings: [{ temperature: 1, seed }] };
      const [free] = await engine.suggest(request('ab', asked));
      const tied = await engine.suggest(request('ab', { ...asked, stayOnLine: true, following: ' zzz' }));
      const firstLine = free.text.split('\n')[0].trimEnd();
      assert.equal(tied.at(0)?.text ?? '', firstLine);
      broken += Number(firstLine !== free.text);
    }
    assert.ok(broken > 20, 'free suggestions are of several lines');
  });

  it('leaves out what already stands after the cursor', async () => {
    const engine = new GhostTextEngine(smallCompleter());
    const length = { unit: 'lines' as const, count: 3 };
    const [whole] = await engine.suggest(request('ab', { length }));
    const lines = whole.text.split('\n');
    const last = lines[lines.length - 1].trim();
    const [cut] = await engine.suggest(request('ab', { length, following: `\n${last}\n` }));
    assert.equal(cut.text, lines.slice(0, -1).join('\n').trimEnd());
    const [fresh] = await engine.suggest(request('ab\n', { length }));
    const first = fresh.text.trimStart().split('\n')[0];
    const all = await engine.suggest(request('ab\n', { length, following: `\n${first}` }));
    assert.deepEqual(all, []);
  });

  it('gives livelier alternatives, none twice, and stops when it is cancelled', async () => {
    const engine = new GhostTextEngine(smallCompleter());
    const all = await engine.suggest(request('ab', { drawings: drawings(0.2, 5, 1) }));
    assert.equal(new Set(all.map(({ text }) => text)).size, all.length);
    assert.ok(all.length >= 4);
    // At temperature 0 there is nothing to choose from, whatever the seed.
    const same = await engine.suggest(
      request('ab', { drawings: [1, 2, 3].map((seed) => ({ temperature: 0, seed })) }),
    );
    assert.equal(same.length, 1);
    await assert.rejects(engine.suggest(request('xyz'), { signal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
  });

  it('begins each alternative with a letter of its own where the network has one, after whatever blank', async () => {
    const engine = new GhostTextEngine(smallCompleter());
    for (const context of ['ab', 'dead cab.', 'head', 'fade\n', 'a bad egg ']) {
      const all = await engine.suggest(request(context, { drawings: drawings(0.5, 4, 1) }));
      const first = all.map(({ text }) => [...text.trimStart()][0]);
      assert.deepEqual(first, [...new Set(first)], context);
      assert.equal(all.length, 4, 'eleven letters are enough for four');
      // The calm one is what would be suggested alone.
      assert.deepEqual(await engine.suggest(request(context, { drawings: drawings(0.5, 1, 1) })), [all[0]]);
      // And a cold run with the same seed writes what an alternative says.
      const { seed, temperature, text } = all[3];
      const { text: cold } = await smallCompleter().complete({
        prompt: context,
        length: 40,
        temperature,
        seed,
      });
      assert.equal(text, cold);
    }
  });

  it('says of each character how likely it was, as the losses of the whole text do', async () => {
    const completer = smallCompleter();
    const engine = new GhostTextEngine(completer);
    const context = 'dead cab. ';
    const suggestion = 'bad 😀 head';
    const explained = await engine.explain(context, suggestion, 3);
    assert.equal(explained.map(({ character }) => character).join(''), suggestion);
    // The kernel's own losses, in one call.
    const { state } = completer.readNow(completer.begin(), completer.encode(context).indices);
    const { indices } = completer.encode(suggestion);
    const losses = new Float64Array(indices.length);
    completer.network.score(state.slice(), indices, losses);
    for (const [at, { probability, surprise, rank, others }] of explained.entries()) {
      // Both are float64; they differ by the rounding of a few sums.
      assert.ok(Math.abs(surprise - losses[at]) < 1e-12);
      assert.ok(Math.abs(Math.exp(-losses[at]) - probability) < 1e-12);
      assert.equal(others.length, 3);
      const likelier = others.filter((other) => other.probability > probability).length;
      assert.ok(rank === likelier + 1 || (rank > 3 && likelier === 3));
    }
  });
});

const withData = dataFolder === undefined ? describe.skip : describe;

withData('GhostTextEngine with the 250-unit network', () => {
  for (const name of ['exact', 'fast'] as const) {
    it(`suggests the same cold and warm in the kernel ${name}`, async () => {
      const kernel: Kernel = await loadKernel(name);
      const model = await readSnapshot();
      const text = readData('tinyshakespeare.txt').toString('latin1').slice(900_000, 901_500);
      const engine = (): GhostTextEngine =>
        new GhostTextEngine(
          new Completer(kernel.load(model.parameters), model, { warmup: { kind: 'auto' }, unknown: 'map' }),
        );
      const warm = engine();
      for (let end = 700; end < 800; end++) {
        const now = request(text.slice(0, end), { length: { unit: 'characters', count: 100 } });
        const suggested = await warm.suggest(now);
        if (end % 10 === 0) {
          assert.deepEqual(suggested, await engine().suggest(now));
        }
      }
    });
  }
});
