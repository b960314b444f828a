import assert from 'node:assert/strict';
import type { Trainer } from '../../../../src/core/kernel/kernel';
import { difference } from './difference';

/** The steps in which two trainers are to go the same way. */
export interface Steps {
  readonly count: number;
  readonly learningRate: number;
  readonly scale: number;
  /** Characters to read or to predict, (batch, length): called for the inputs and for the targets of each step. */
  readonly characters: () => Uint16Array;
}

/**
 * A trainer in float32 does what the float64 reference does, from the same weights and states.
 *
 * float32 has 24 bits (6e-8); sums over a hundred units and a few updates leave some 1e-6 of it: hence 1e-5 a character for
 * losses and 2e-5 for gradients, each against the largest of its weight. Adam divides by the root of what may be next to
 * nothing, where a rounding error can be a whole step: hence 1e-3 for the weights, and 1e-4 for the states.
 *
 * @param what names the case in messages.
 */
export function assertTrainsAlike(trainer: Trainer, reference: Trainer, steps: Steps, what: string): void {
  const { count, learningRate, scale, characters } = steps;
  for (let step = 0; step < count; step++) {
    const inputs = characters();
    const targets = characters();
    const loss = trainer.step(inputs, targets, learningRate, scale);
    const expected = reference.step(inputs, targets, learningRate, scale);
    const gap = Math.abs(loss - expected) / inputs.length;
    assert.ok(gap < 1e-5, `loss ${loss}, not ${expected}: ${what}`);
    if (step === 0) {
      const off = difference(trainer.gradients(), reference.gradients());
      assert.ok(off < 2e-5, `gradients off by ${off}: ${what}`);
    }
  }
  const off = difference(trainer.parameters(), reference.parameters());
  assert.ok(off < 1e-3, `weights off by ${off}: ${what}`);
  const states = trainer.readState();
  reference.readState().forEach((value, at) => {
    assert.ok(Math.abs(states[at] - value) < 1e-4, `state ${states[at]}, not ${value}: ${what}`);
  });
}
