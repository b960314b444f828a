import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Completer, type Context } from '../../../src/core/completion';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import type { Model } from '../../../src/core/model';
import { PersonError } from '../../../src/core/personError';
import { randomModel } from './testModel';

const letters = 'abcdefghijklmnopqrstuvwxyz \n.,';

function completerOf(model: Model, warmup: 'auto' | 'none' = 'none'): Completer {
  const network = createReferenceKernel('reference').load(model.parameters);
  return new Completer(network, model, { warmup: { kind: warmup }, unknown: 'map' });
}

describe('Completer', () => {
  const model = randomModel(letters, 16);

  it('feeds every prompt character exactly once', async () => {
    // An independent forward pass in plain loops, straight from the formula.
    const { hiddenSize: H, vocabularySize: V, Wxh, Whh, bh } = model.parameters;
    const prompt = 'to be.';
    let h = new Float64Array(H);
    for (const character of prompt) {
      const x = model.vocabulary.indexOf(character)!;
      const next = new Float64Array(H);
      for (let i = 0; i < H; i++) {
        let sum = bh[i] + Wxh[i * V + x];
        for (let j = 0; j < H; j++) {
          sum += Whh[i * H + j] * h[j];
        }
        next[i] = Math.tanh(sum);
      }
      h = next;
    }
    const completer = completerOf(model);
    const context = await completer.read(completer.begin(), completer.encode(prompt).indices);
    assert.equal(context.position, prompt.length);
    // Sums in another order differ by rounding only.
    context.state.forEach((value, at) => assert.ok(Math.abs(value - h[at]) < 1e-12));
  });

  it('writes the same whether asked at once, in two pieces or by reading its own words', async () => {
    const completer = completerOf(model);
    const sampling = { temperature: 1, seed: 5 };
    const start = completer.readNow(completer.begin(), completer.encode('hello ').indices);
    const whole = completer.writeNow(start, 600, sampling);
    const first = await completer.write(start, 217, sampling);
    const second = await completer.write(first.context, 383, sampling);
    assert.deepEqual([...first.indices, ...second.indices], [...whole.indices]);
    const reread = completer.readNow(start, whole.indices.subarray(0, 100));
    assert.deepEqual(
      [...completer.writeNow(reread, 500, sampling).indices],
      [...whole.indices.subarray(100)],
    );
  });

  it('reaches the same context in any pieces', () => {
    const completer = completerOf(model);
    const text = completer.encode(letters.repeat(20)).indices;
    const whole = completer.readNow(completer.begin(), text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 6 }), (cuts) => {
        const ends = [...cuts.sort((a, b) => a - b), text.length];
        let context: Context = completer.begin();
        let at = 0;
        for (const end of ends) {
          context = completer.readNow(context, text.subarray(at, end));
          at = end;
        }
        assert.deepEqual(context, whole);
      }),
      { seed: 3, numRuns: 30 },
    );
  });

  it('gives the request back with what was unknown', async () => {
    const completer = completerOf(model);
    const completion = await completer.complete({ prompt: 'Été 1', length: 20, temperature: 0.5, seed: 1 });
    assert.equal(completion.text.length, 20);
    assert.deepEqual(
      completion.unknown.characters.map(({ character, replacement }) => [character, replacement]),
      [
        ['É', 'e'],
        ['é', 'e'],
        ['1', null],
      ],
    );
  });

  it('is cancelled between slices, reports progress and lets the event loop run', async () => {
    const completer = completerOf(model);
    const abort = new AbortController();
    let last = 0;
    const work = completer.complete(
      { prompt: letters, length: 1_000_000, temperature: 1, seed: 1 },
      {
        signal: abort.signal,
        onProgress: (done, total) => {
          assert.ok(done > last && done <= total);
          last = done;
          if (done > 2000) {
            abort.abort(new PersonError('stopped'));
          }
        },
      },
    );
    await assert.rejects(work, /stopped/);
    assert.ok(last > 2000);
  });

  it('begins after a given text, or from zeros', () => {
    const network = createReferenceKernel('reference').load(model.parameters);
    const none = new Completer(network, model, { warmup: { kind: 'none' }, unknown: 'map' });
    const text = new Completer(network, model, { warmup: { kind: 'text', text: 'abc' }, unknown: 'map' });
    assert.ok(none.begin().state.every((value) => value === 0));
    assert.equal(text.begin().position, 0);
    assert.deepEqual(text.begin().state, none.readNow(none.begin(), none.encode('abc').indices).state);
  });
});
