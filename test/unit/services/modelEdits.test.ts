import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import type { Model } from '../../../src/core/model';
import { PersonError } from '../../../src/core/personError';
import { ModelEdits } from '../../../src/services/modelEdits';
import { ModelStore } from '../../../src/services/modelStore';
import { randomModel } from '../core/testModel';

describe('ModelEdits', () => {
  const model: Model = { ...randomModel('abc \n', 6, 1), name: 'a' };
  const silence = (neuron: number) => ({ kind: 'clamp', neuron, value: 0, mode: 'output' }) as const;
  let stamp: string;
  let store: ModelStore;
  let edits: ModelEdits;
  let changes: number;

  beforeEach(() => {
    stamp = '1';
    store = new ModelStore(
      { stamp: () => Promise.resolve(stamp), read: (name) => Promise.resolve({ ...model, name }) },
      () => Promise.resolve(createReferenceKernel('reference')),
      { reference: 'a', kernel: 'auto' },
    );
    edits = new ModelEdits(store);
    changes = 0;
    edits.onDidChange(() => changes++);
  });

  /** What the running network writes from nothing. */
  async function written(): Promise<string> {
    const { network } = await store.load();
    const out = new Uint16Array(40);
    network.generate(network.createState(), out, { temperature: 1, seed: 1, position: 0 });
    return [...out].join('');
  }

  it('changes what the running model writes at once, and back', async () => {
    const before = await written();
    await edits.add(silence(2));
    await edits.add({ kind: 'weight', weight: 'by', row: 0, column: 0, value: 9 });
    const after = await written();
    assert.notEqual(after, before);
    assert.equal(store.running?.original?.name, 'a');
    assert.deepEqual(store.running.model.parameters.by[0], 9);
    await edits.undo();
    assert.deepEqual(edits.edits, [silence(2)]);
    assert.ok(edits.canRedo);
    await edits.redo();
    assert.equal(await written(), after);
    await edits.reset();
    assert.equal(await written(), before);
    assert.equal(store.running.original, undefined);
    assert.throws(() => edits.edited(), PersonError);
    assert.ok(!edits.canUndo && !edits.canRedo);
  });

  it('makes edits that are asked for at once in order', async () => {
    await Promise.all([edits.add(silence(1)), edits.add(silence(2)), edits.undo(), edits.add(silence(3))]);
    assert.deepEqual(edits.edits, [silence(1), silence(3)]);
    assert.equal(store.running?.model.parameters.Why[2], model.parameters.Why[2]);
    assert.equal(store.running.model.parameters.Why[3], 0);
  });

  it('leaves all as it was if an edit cannot be made', async () => {
    await edits.add(silence(1));
    const { running } = store;
    await assert.rejects(edits.add(silence(6)), PersonError);
    assert.equal(store.running, running);
    assert.deepEqual(edits.edits, [silence(1)]);
    await edits.add(silence(2));
  });

  it('outlasts another kernel, but not another model or a new file', async () => {
    await edits.add(silence(1));
    await store.configure({ reference: 'a', kernel: 'reference32' });
    assert.equal(store.running?.model.parameters.Why[1], 0);
    assert.equal(edits.edits.length, 1);
    stamp = '2';
    await store.load();
    assert.equal(edits.edits.length, 0);
    assert.equal(store.running.original, undefined);
    await edits.add(silence(1));
    await store.choose('b');
    assert.equal(edits.edits.length, 0);
    await edits.add(silence(2));
    assert.deepEqual(edits.edits, [silence(2)]);
    assert.equal(edits.edited().name, 'b');
    assert.ok(changes >= 5);
  });

  it('agrees with the store whatever else is chosen meanwhile', async () => {
    await store.load();
    await Promise.allSettled([store.choose('b'), edits.add(silence(1))]);
    const running = await store.load();
    assert.equal(running.choice.reference, 'b');
    assert.equal(running.original !== undefined, edits.edits.length > 0);
  });
});
