import assert from 'node:assert/strict';
import { Completer } from '../../../src/core/completion';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import { PersonError } from '../../../src/core/personError';
import { ModelStore } from '../../../src/services/modelStore';
import { definitions, readSettings, type Settings } from '../../../src/services/settings';
import { checkedOptions, randomSeed, write } from '../../../src/services/writing';
import { randomModel } from '../core/testModel';

const model = randomModel('abcdefghij \n', 8);
const kernel = createReferenceKernel('reference');

function storeOf(): ModelStore {
  return new ModelStore(
    { stamp: () => Promise.resolve('1'), read: () => Promise.resolve(model) },
    () => Promise.resolve(kernel),
    { reference: '/models/mine.npz', kernel: 'auto' },
  );
}

function settingsWith(more: Partial<Settings>): Settings {
  return { ...readSettings(() => undefined).settings, ...more };
}

describe('write', () => {
  it('writes what the completer writes, by settings and by what differs from them', async () => {
    const settings = settingsWith({ length: 30, temperature: 0.7, seed: 4, warmup: 'abc' });
    const [plain, other] = await write(storeOf(), settings, [
      { prompt: 'abc ' },
      { prompt: 'jig', temperature: 2, length: 12, seed: 9 },
    ]);
    const completer = new Completer(kernel.load(model.parameters), model, {
      warmup: { kind: 'text', text: 'abc' },
      unknown: 'map',
    });
    const expected = await completer.complete({ prompt: 'abc ', length: 30, temperature: 0.7, seed: 4 });
    assert.equal(plain.text, expected.text);
    const second = await completer.complete({ prompt: 'jig', length: 12, temperature: 2, seed: 9 });
    assert.equal(other.text, second.text);
    assert.deepEqual(
      [plain.model, plain.modelReference, plain.warmup, plain.unknownCharacters, plain.kernel],
      [model.name, '/models/mine.npz', 'abc', 'map', 'reference'],
    );
  });

  it('takes one new seed for all where none is fixed', async () => {
    const requests = [{ prompt: 'a' }, { prompt: 'b' }];
    const [one, two] = await write(storeOf(), settingsWith({ seed: null, length: 5 }), requests);
    assert.equal(one.seed, two.seed);
    assert.ok(definitions.seed.accepts(one.seed));
    assert.ok(new Set(Array.from({ length: 20 }, randomSeed)).size > 10);
  });

  it('reports progress over all of them, never backwards', async () => {
    const seen: number[] = [];
    const requests = [{ prompt: 'abc' }, { prompt: 'abd' }];
    await write(storeOf(), settingsWith({ length: 20_000 }), requests, {
      onProgress: (done, total) => {
        assert.equal(total, 40_006);
        seen.push(done);
      },
    });
    assert.ok(seen.some((done) => done > 20_003));
    assert.deepEqual(
      seen,
      [...seen].sort((a, b) => a - b),
    );
  });

  it('ends with the signal', async () => {
    const abort = new AbortController();
    const work = write(storeOf(), settingsWith({ length: 1_000_000 }), [{ prompt: '' }], {
      signal: abort.signal,
      onProgress: () => abort.abort(new PersonError('enough')),
    });
    await assert.rejects(work, /enough/);
  });
});

describe('checkedOptions', () => {
  it('takes what it knows and leaves the rest', () => {
    assert.deepEqual(checkedOptions({ temperature: 1, seed: 3, path: '/a.txt', scheme: 'file' }), {
      temperature: 1,
      seed: 3,
    });
    assert.deepEqual(checkedOptions(undefined), {});
    assert.deepEqual(checkedOptions('text'), {});
  });

  it('refuses what is out of range, by name', () => {
    assert.throws(
      () => checkedOptions({ length: 0 }),
      /argument length is 0: expected a whole number from 1/,
    );
    assert.throws(() => checkedOptions({ seed: null }), PersonError);
    assert.throws(() => checkedOptions({ temperature: '1' }), PersonError);
  });
});
