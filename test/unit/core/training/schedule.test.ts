import assert from 'node:assert/strict';
import { learningRateAt, type Schedule } from '../../../../src/core/training/schedule';

describe('learningRateAt', () => {
  it('stays where it is', () => {
    const schedule: Schedule = { learningRate: 0.1, warmupSteps: 0, decay: { kind: 'constant' } };
    assert.deepEqual(
      [0, 1, 1e9].map((step) => learningRateAt(schedule, step)),
      [0.1, 0.1, 0.1],
    );
  });

  it('rises in equal parts, then falls along half a cosine to its end at the last step', () => {
    const schedule: Schedule = {
      learningRate: 0.4,
      warmupSteps: 3,
      decay: { kind: 'cosine', steps: 104, final: 0.1 },
    };
    const at = (step: number): number => learningRateAt(schedule, step);
    const close = (step: number, expected: number): void => {
      // One rounding of a cosine.
      assert.ok(Math.abs(at(step) - expected) < 1e-15, `${at(step)} at ${step}`);
    };
    close(0, 0.1);
    close(1, 0.2);
    close(2, 0.3);
    close(3, 0.4);
    close(53, 0.25);
    close(28, 0.1 + 0.15 * (1 + Math.SQRT1_2));
    close(103, 0.1);
    close(500, 0.1);
  });

  it('takes a single step', () => {
    const schedule: Schedule = {
      learningRate: 0.4,
      warmupSteps: 0,
      decay: { kind: 'cosine', steps: 1, final: 0 },
    };
    assert.equal(learningRateAt(schedule, 0), 0.4);
  });
});
