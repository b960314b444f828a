import assert from 'node:assert/strict';
import { PlainStateReader } from '../../../../src/core/kernel/plainStateReader';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import type { Intervention } from '../../../../src/core/kernel/kernel';
import { InspectedText } from '../../../../src/services/inspector/inspectedText';
import { measureTransition } from '../../../../src/services/inspector/measureTransition';
import { randomModel } from '../../core/testModel';
import { golden, snapshotText } from './snapshotText';

describe('measureTransition', () => {
  it('gives every variant the surprise that scoreBatch gives it, with more variants than fit in one batch', async () => {
    const model = randomModel('abc \n', 8, 4, 0.8);
    const reader = new PlainStateReader(model.parameters);
    const text = await InspectedText.read(reader, model, {
      name: 'x',
      text: 'abca cab\nbca '.repeat(30),
      start: 'zero',
    });
    const variants = Array.from({ length: 30 }, (_, at): Intervention => ({
      ...(at % 2 === 0 && { whole: [{ neuron: at % 8, value: at / 30 }] }),
      ...(at % 3 === 0 && { output: [{ neuron: (at + 1) % 8, value: -0.5 }] }),
    }));
    const progress: number[] = [];
    const figures = await measureTransition(reader, text, { from: 2, to: 3 }, variants, {
      onProgress: (done, total) => progress.push(done / total),
    });
    const losses = variants.map(() => new Float64Array(text.length));
    createReferenceKernel('reference')
      .load(model.parameters)
      .scoreBatch(
        variants.map(() => new Float64Array(8)),
        variants.map(() => text.indices),
        losses,
        variants,
      );
    variants.forEach((_, at) => {
      const surprise = losses[at].subarray(1);
      const loss = surprise.reduce((sum, value) => sum + value, 0) / surprise.length;
      assert.ok(Math.abs(figures[at].loss - loss) < 1e-12);
      const elsewhere = surprise.filter((_, t) => text.indices[t] !== 2);
      const mean = elsewhere.reduce((sum, value) => sum + value, 0) / elsewhere.length;
      assert.ok(Math.abs(figures[at].lossElsewhere - mean) < 1e-12);
    });
    assert.deepEqual(
      progress,
      [...progress].sort((a, b) => a - b),
    );
  });

  it("is what NumPy finds for the snapshot's colons, with neurons hidden, taken out, and held at their mean", async function () {
    const { reader, text } = await snapshotText(this);
    const { sets, output, whole, outputAtMean, meanHidden } = golden.text;
    const held = (value: (neuron: number) => number) => (neurons: number[]) =>
      neurons.map((neuron) => ({ neuron, value: value(neuron) }));
    const [zero, mean] = [held(() => 0), held((neuron) => meanHidden[neuron])];
    const variants: Intervention[] = [
      ...sets.map((set) => ({ output: zero(set) })),
      ...sets.map((set) => ({ whole: zero(set) })),
      ...sets.map((set) => ({ output: mean(set) })),
    ];
    const figures = await measureTransition(reader, text, { from: 9, to: 0 }, variants);
    [...output, ...whole, ...outputAtMean].forEach((expected, at) => {
      const { loss, lossElsewhere, means, probabilities } = figures[at];
      assert.equal(probabilities.length, 2578);
      // 1e-9: NumPy sums 268,329 numbers in another order, and a recurrence of 268,330 steps forgets its rounding.
      assert.ok(Math.abs(loss - expected.loss) < 1e-9, `${loss} is not ${expected.loss}`);
      assert.ok(Math.abs(lossElsewhere - expected.lossElsewhere) < 1e-9);
      means.forEach((value, c) => assert.ok(Math.abs(value - expected.probability[c]) < 1e-9));
    });
    // The published figures: without neuron 100's output.
    assert.equal(figures[0].means[0].toFixed(4), '0.7518');
    assert.equal(figures[0].means[2].toFixed(4), '0.2302');
  });
});
