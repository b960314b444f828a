import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GrowingCurve } from '../../../../src/services/training/growingCurve';
import { presetForm } from '../../../../src/services/training/presets';
import { RunHistory } from '../../../../src/services/training/runHistory';
import type { TrainingProgress } from '../../../../src/services/training/trainingJob';

describe('a curve that grows', () => {
  it('has at most so many points, and their mean is that of all figures', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 400 }),
        (figures) => {
          const curve = new GrowingCurve(16);
          figures.forEach((figure, step) => curve.add(step, figure));
          const { steps, values } = curve.points;
          assert.ok(values.length <= 17 && steps.length === values.length);
          // Each point is the mean of `width` figures; what is left over waits for its turn.
          const counted = values.length * curve.width;
          const sum = figures.slice(0, counted).reduce((all, figure) => all + figure, 0);
          const mean = values.reduce((all, value) => all + value, 0) * curve.width;
          // Sums of whole numbers and of their halves are exact.
          assert.equal(mean, sum);
          if (counted > 0) {
            assert.equal(steps.at(-1), counted - 1);
          }
        },
      ),
    );
  });
});

describe('the history of a run', () => {
  const record = {
    text: 'play.txt',
    characters: 1000,
    form: presetForm('quick', 1000),
    name: 'play',
    destination: 'file:///play.npz',
    kept: null,
  };
  const progress = (step: number): { kind: 'progress' } & TrainingProgress => ({
    kind: 'progress',
    step,
    loss: 2,
    meanLoss: 2,
    smoothLoss: 2,
    gradientNorm: 1,
    learningRate: 0.01,
    passes: step / 10,
    charactersPerSecond: 100,
    seconds: step,
    memory: 1e6,
  });
  const begun = (from: number): Parameters<RunHistory['hear']>[0] =>
    ({
      kind: 'begun',
      from,
      steps: 100,
      parameters: 5,
      trained: 900,
      heldOut: 100,
      vocabularySize: 9,
    }) as Parameters<RunHistory['hear']>[0];

  it('forgets what came after the checkpoint from which a run goes on', () => {
    const first = new RunHistory(record);
    first.hear(begun(0));
    for (let step = 1; step <= 30; step++) {
      first.hear(progress(step));
      if (step % 3 === 0) {
        first.hear({ kind: 'sample', step, text: `sample ${step}` });
      }
    }
    const second = new RunHistory(record, JSON.parse(JSON.stringify(first.kept())));
    second.goOn();
    second.hear(begun(12));
    const { training, samples, progress: now, status } = second.view;
    assert.equal(training.steps.at(-1), 12);
    assert.equal(samples.at(-1)?.step, 12);
    assert.equal(now?.step, 12);
    assert.equal(status, 'running');
  });

  it('keeps the first samples and the last ones', () => {
    const history = new RunHistory(record);
    history.hear(begun(0));
    for (let step = 1; step <= 100; step++) {
      history.hear({ kind: 'sample', step, text: '' });
    }
    const steps = history.view.samples.map(({ step }) => step);
    assert.deepEqual(steps.slice(0, 7), [1, 2, 3, 4, 5, 6, 83]);
    assert.equal(steps.at(-1), 100);
  });

  it('begins anew where what was kept is broken', () => {
    for (const stored of [undefined, null, 7, {}, { view: { kind: 'run' }, widths: {} }]) {
      assert.deepEqual(new RunHistory(record, stored).view.training.steps, []);
    }
  });
});
