import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import type { Kernel, KernelName, Network } from '../../../src/core/kernel/kernel';
import type { Model } from '../../../src/core/model';
import { PersonError } from '../../../src/core/personError';
import { ModelStore, type ModelFiles } from '../../../src/services/modelStore';
import { randomModel } from '../core/testModel';

/** Files in memory, with a count of what was read. */
class FakeFiles implements ModelFiles {
  readonly files = new Map<string, { stamp: string; model: Model | PersonError }>();
  reads = 0;
  /** Awaited before each read. */
  gate: Promise<void> = Promise.resolve();

  put(reference: string, stamp: string, model: Model | PersonError): void {
    this.files.set(reference, { stamp, model });
  }

  stamp(reference: string): Promise<string | undefined> {
    return Promise.resolve(this.files.get(reference)?.stamp);
  }

  async read(reference: string): Promise<Model> {
    this.reads++;
    await this.gate;
    const file = this.files.get(reference);
    if (!file) {
      throw new PersonError(`no file ${reference}`);
    }
    if (file.model instanceof PersonError) {
      throw file.model;
    }
    return file.model;
  }
}

describe('ModelStore', () => {
  let files: FakeFiles;
  let freed: Network[];
  let store: ModelStore;
  let changes: number;
  const letters = 'abc \n';

  /** The reference kernel, noting which networks were freed. */
  function loadKernel(name: KernelName | 'auto'): Promise<Kernel> {
    const kernel = createReferenceKernel(name === 'reference32' ? 'reference32' : 'reference');
    return Promise.resolve({
      ...kernel,
      train: (...args) => kernel.train(...args),
      loading: function* (parameters) {
        const network = yield* kernel.loading(parameters);
        const dispose = network.dispose.bind(network);
        network.dispose = () => {
          freed.push(network);
          dispose();
        };
        return network;
      },
    });
  }

  beforeEach(() => {
    files = new FakeFiles();
    files.put('a', '1', { ...randomModel(letters, 4, 1), name: 'a' });
    files.put('b', '1', { ...randomModel(letters, 4, 2), name: 'b' });
    files.put('broken', '1', new PersonError('broken: Whh has the shape (3, 4)'));
    freed = [];
    changes = 0;
    store = new ModelStore(files, loadKernel, { reference: 'a', kernel: 'auto' });
    store.onDidChange(() => changes++);
  });

  it('reads nothing before it is needed, then once', async () => {
    assert.equal(store.running, undefined);
    await store.configure({ reference: 'b', kernel: 'auto' });
    assert.equal(files.reads, 0);
    const [one, two] = await Promise.all([store.load(), store.load()]);
    assert.equal(one, two);
    assert.equal(one.model.name, 'b');
    assert.equal(await store.load(), one);
    assert.equal(files.reads, 1);
  });

  it('takes a changed setting at once where a model runs, and frees the one before', async () => {
    const a = await store.load();
    await store.configure({ reference: 'b', kernel: 'auto' });
    assert.equal(store.running?.model.name, 'b');
    assert.deepEqual(freed, [a.network]);
  });

  it('changes the kernel without reading the file again', async () => {
    await store.load();
    await store.configure({ reference: 'a', kernel: 'reference32' });
    assert.equal(store.running?.network.kernel, 'reference32');
    assert.equal(files.reads, 1);
  });

  it('reads a changed file again', async () => {
    await store.load();
    files.put('a', '2', { ...randomModel(letters, 8, 3), name: 'a' });
    assert.equal((await store.load()).network.hiddenSize, 8);
  });

  it('goes on from memory when the file is gone, says so, and is well again when it is back', async () => {
    const a = await store.load();
    const file = files.files.get('a')!;
    files.files.delete('a');
    assert.equal(await store.load(), a);
    assert.match(store.problem!.message, /no longer there/);
    files.files.set('a', file);
    assert.equal(await store.load(), a);
    assert.equal(store.problem, undefined);
  });

  it('goes on when a changed file is broken, tries it once, and takes it when it is whole', async () => {
    const a = await store.load();
    files.put('a', '2', new PersonError('cut short'));
    assert.equal(await store.load(), a);
    assert.equal(store.problem?.message, 'cut short');
    assert.equal(await store.load(), a);
    assert.equal(files.reads, 2);
    files.put('a', '3', { ...randomModel(letters, 6, 3), name: 'a' });
    assert.equal((await store.load()).network.hiddenSize, 6);
    assert.equal(store.problem, undefined);
  });

  it('keeps the model when another is chosen that cannot be had', async () => {
    const a = await store.load();
    const before = changes;
    await assert.rejects(store.choose('broken'), /shape \(3, 4\)/);
    await assert.rejects(store.choose('none'), /no file none/);
    assert.equal(store.running, a);
    assert.equal(store.choice.reference, 'a');
    assert.equal(store.problem, undefined);
    assert.equal(changes, before);
  });

  it('keeps the model when the settings name one that cannot be had, and says so', async () => {
    const a = await store.load();
    await store.configure({ reference: 'broken', kernel: 'auto' });
    assert.equal(store.running, a);
    assert.match(store.problem!.message, /shape/);
    await store.configure({ reference: 'a', kernel: 'auto' });
    assert.equal(store.running, a);
    assert.equal(store.problem, undefined);
  });

  it('throws where there is nothing to fall back on, and recovers', async () => {
    await store.configure({ reference: 'broken', kernel: 'auto' });
    await assert.rejects(store.load(), /shape/);
    await store.configure({ reference: 'b', kernel: 'auto' });
    assert.equal((await store.load()).model.name, 'b');
  });

  it('ends with the last of several quick choices', async () => {
    await store.load();
    let open!: () => void;
    files.gate = new Promise((resolve) => {
      open = resolve;
    });
    const first = store.configure({ reference: 'b', kernel: 'auto' });
    const second = store.configure({ reference: 'a', kernel: 'reference32' });
    open();
    await Promise.all([first, second]);
    assert.equal(store.running?.model.name, 'a');
    assert.equal(store.running.network.kernel, 'reference32');
    // Those of a and of b.
    assert.equal(freed.length, 2);
  });

  it('keeps a network alive while it is used', async () => {
    let finish!: () => void;
    const work = store.use(async (running) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      assert.equal(freed.includes(running.network), false);
      return running.model.name;
    });
    await store.load();
    await store.configure({ reference: 'b', kernel: 'auto' });
    assert.deepEqual(freed, []);
    finish();
    assert.equal(await work, 'a');
    assert.equal(freed.length, 1);
  });

  it('gives the same completer for the same way of reading', async () => {
    const running = await store.load();
    const auto = running.completer({ warmup: { kind: 'auto' }, unknown: 'map' });
    assert.equal(running.completer({ warmup: { kind: 'auto' }, unknown: 'map' }), auto);
    assert.notEqual(running.completer({ warmup: { kind: 'text', text: 'auto' }, unknown: 'map' }), auto);
    assert.notEqual(running.completer({ warmup: { kind: 'auto' }, unknown: 'skip' }), auto);
  });

  it('frees its network when it is disposed', async () => {
    const { network } = await store.load();
    store.dispose();
    assert.deepEqual(freed, [network]);
  });
});
