import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { Intervention } from '../../../../src/core/kernel/kernel';
import { InspectedText } from '../../../../src/services/inspector/inspectedText';
import { measureTransition } from '../../../../src/services/inspector/measureTransition';
import { measureVariants } from '../../../../src/services/inspector/measureVariants';
import { loadStateReader } from '../../../../src/services/inspector/readerFiles';
import { measureInThread } from '../../../../src/services/inspector/variantThread';
import { randomModel } from '../../core/testModel';
import { snapshotText } from './snapshotText';

const variants: Intervention[] = [
  {},
  { whole: [{ neuron: 3, value: 0 }] },
  { output: [{ neuron: 1, value: 0.5 }] },
  { whole: [{ neuron: 5, value: -1 }], output: [{ neuron: 2, value: 0 }] },
];
const transition = { from: 2, to: 3 };

describe('measureVariants', () => {
  it('a thread gives the very figures that are computed here, and tells how far it is', async () => {
    const model = randomModel('abc \n', 8, 4, 0.8);
    const reader = await loadStateReader(model.parameters);
    const given = { name: 'x', text: 'abca cab\nbca '.repeat(2000), start: 'zero' } as const;
    const text = await InspectedText.read(reader, model, given);
    const expected = await measureTransition(reader, text, transition, variants);
    const { parameters } = model;
    const { indices, startState } = text;
    const progress: number[] = [];
    const figures = await measureInThread(
      { parameters, text: { indices, startState }, transition, variants },
      { onProgress: (done, total) => progress.push(done / total) },
    );
    assert.deepEqual(figures, expected);
    assert.ok(progress.every((share) => share > 0 && share <= 1));
  });

  it('a thread that is ended leaves the work to be done', async () => {
    const model = randomModel('abc \n', 8, 4, 0.8);
    const text = { indices: new Uint16Array(1_000_000), startState: new Float64Array(8) };
    const ending = new AbortController();
    const found = measureInThread(
      { parameters: model.parameters, text, transition, variants },
      { signal: ending.signal, onProgress: () => ending.abort() },
    );
    assert.equal(await found, undefined);
  });

  it('leaves nothing on a signal that many measurements share', async () => {
    const model = randomModel('abc \n', 8, 4, 0.8);
    const reader = await loadStateReader(model.parameters);
    const given = { name: 'x', text: 'abca cab\n', start: 'zero' } as const;
    const text = await InspectedText.read(reader, model, given);
    const { signal } = new AbortController();
    await measureVariants({ reader, model }, text, transition, variants, { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it("gives a long text's variants the same figures on two threads as on one, in their order, and stops when told", async function () {
    const { model, reader, text } = await snapshotText(this);
    const part = { indices: text.indices.subarray(0, 30_000), startState: text.startState };
    const question = { from: 9, to: 0 };
    const one = await measureVariants({ reader, model, threads: 1 }, part, question, variants);
    const progress: number[] = [];
    const two = await measureVariants({ reader, model, threads: 2 }, part, question, variants, {
      onProgress: (done) => progress.push(done),
    });
    assert.deepEqual(two, one);
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    );
    const stopping = new AbortController();
    const stopped = measureVariants({ reader, model, threads: 2 }, part, question, variants, {
      signal: stopping.signal,
      onProgress: () => stopping.abort(),
    });
    await assert.rejects(stopped, { name: 'AbortError' });
  });
});
