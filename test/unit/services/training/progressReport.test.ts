import assert from 'node:assert/strict';
import type { StepReport } from '../../../../src/core/training/trainingRun';
import { ProgressReport, type ReportedRun } from '../../../../src/services/training/progressReport';
import type { TrainingEvent } from '../../../../src/services/training/trainingJob';

const report = (step: number): StepReport => ({ step, loss: step, smoothLoss: 0, learningRate: 0.1 });

describe('ProgressReport', () => {
  it('measures speed by the steps alone, and what is left by all that was done', () => {
    // A run that goes on: 40 steps done before in 100 seconds.
    const run: ReportedRun = { steps: 40, stepsPerPass: 10, characters: 50, gradientNorm: () => 2 };
    const events: TrainingEvent[] = [];
    const progress = new ProgressReport(run, 60, 0, 100, (event) => void events.push(event));
    // Each step takes half a second, and after the second one a judgement takes eight.
    progress.step(report(41), undefined, 100.5, 0.5);
    progress.step(report(42), { step: 42, loss: 1, best: true }, 109, 0.5);
    progress.step(report(43), undefined, 109.5, 0.5);
    const told = events.flatMap((event) => (event.kind === 'progress' ? event : []));
    assert.deepEqual(
      told.map(({ charactersPerSecond }) => charactersPerSecond),
      [100, 100, 100],
    );
    assert.deepEqual(
      told.map(({ secondsLeft }) => secondsLeft),
      [19 * 0.5, 18 * 4.5, (17 * 9.5) / 3],
    );
    assert.equal(told[0].passes, 4.1);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['progress', 'progress', 'judged', 'progress'],
    );
  });

  it('means the losses of the steps that it did not tell of', () => {
    const run: ReportedRun = { steps: 0, stepsPerPass: 10, characters: 50, gradientNorm: () => 3 };
    const events: TrainingEvent[] = [];
    const progress = new ProgressReport(run, 5, 1e6, 0, (event) => void events.push(event));
    [1, 2, 3, 4, 5].forEach((step) => progress.step(report(step), undefined, step, 1));
    assert.equal(events.length, 1);
    const [event] = events;
    assert.ok(event.kind === 'progress');
    assert.equal(event.meanLoss, 3);
    assert.equal(event.gradientNorm, 3);
    assert.equal(event.secondsLeft, 0);
  });
});
