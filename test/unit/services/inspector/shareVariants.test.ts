import assert from 'node:assert/strict';
import type { Intervention } from '../../../../src/core/kernel/kernel';
import { recurrencesOf, shareVariants } from '../../../../src/services/inspector/shareVariants';

const whole = (neuron: number): Intervention => ({ whole: [{ neuron, value: 0 }] });
const output = (neuron: number): Intervention => ({ output: [{ neuron, value: 0 }] });

describe('shareVariants', () => {
  it('gives each thread as many recurrences', () => {
    const variants = Array.from({ length: 20 }, (_, neuron) => whole(neuron));
    const shares = shareVariants(variants, 4);
    assert.deepEqual(
      shares.map((share) => share.length),
      [5, 5, 5, 5],
    );
    assert.deepEqual(
      shares.flat().sort((a, b) => a - b),
      [...variants.keys()],
    );
  });

  it('counts what shares a recurrence for little', () => {
    // Two recurrences of their own, and ten variants of the plain one: the ten cost half as much as one of the others.
    const variants = [whole(1), ...Array.from({ length: 10 }, (_, neuron) => output(neuron)), whole(2)];
    const [first, second, ...rest] = shareVariants(variants, 2);
    assert.deepEqual(rest, []);
    assert.ok(first.includes(0) && second.includes(11));
    assert.equal(first.length + second.length, 12);
  });

  it('has no share for a thread that would have nothing to do', () => {
    assert.deepEqual(shareVariants([{}], 4), [[0]]);
  });

  it('knows which variants have one recurrence', () => {
    assert.deepEqual(recurrencesOf([{}, whole(1), output(2), { ...whole(1), ...output(0) }]), [
      [0, 2],
      [1, 3],
    ]);
  });
});
