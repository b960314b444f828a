import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import type { TrainerOptions } from '../../../../src/core/kernel/kernel';
import { copyParameters, weightNames, type Parameters } from '../../../../src/core/parameters';
import { randomModel } from '../testModel';

const kernel = createReferenceKernel('reference');
const { parameters } = randomModel('abcdefg', 5, 3, 0.8);
const V = parameters.vocabularySize;

/** Two streams of four characters, every character among them. */
const inputs = Uint16Array.of(0, 1, 2, 3, 4, 5, 6, 0);
const targets = Uint16Array.of(1, 2, 3, 3, 5, 6, 0, 4);
const states = Float64Array.from({ length: 10 }, (_, at) => Math.sin(at + 1) / 2);

function lossAndGradients(at: Parameters, more: Partial<TrainerOptions>): [number, Parameters] {
  const options: TrainerOptions = { batchSize: 2, sequenceLength: 4, optimizer: 'adagrad', clip: 0, ...more };
  const trainer = kernel.train(at, options);
  trainer.writeState(states);
  const loss = trainer.step(inputs, targets, 0, 1);
  return [loss, trainer.gradients()];
}

describe('gradients of the reference trainer', () => {
  const cases: [string, Partial<TrainerOptions>][] = [
    ['plain', {}],
    ['with dropout', { dropout: 0.4, seed: 9 }],
  ];
  for (const [title, options] of cases) {
    it(`are the central differences of the loss, ${title}`, () => {
      const [, gradients] = lossAndGradients(parameters, options);
      // With h = 1e-4 a central difference is wrong by about h^2 = 1e-8 and by the rounding 1e-16 / h = 1e-12.
      const h = 1e-4;
      let most = 0;
      for (const name of weightNames) {
        for (let at = 0; at < parameters[name].length; at++) {
          const shifted = (by: number): number => {
            const copy = copyParameters(parameters);
            copy[name][at] += by;
            return lossAndGradients(copy, options)[0];
          };
          const difference = (shifted(h) - shifted(-h)) / (2 * h);
          most = Math.max(most, Math.abs(difference - gradients[name][at]));
        }
      }
      assert.ok(most < 1e-7, `${most}`);
    });
  }

  it('drop about the share that is asked for, and make up for it', () => {
    const [whole] = lossAndGradients(parameters, {});
    const losses = Array.from(
      { length: 400 },
      (_, seed) => lossAndGradients(parameters, { dropout: 0.3, seed })[0],
    );
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    assert.ok(new Set(losses).size > 300);
    // Inverted dropout keeps the expectation of each logit; the loss, being convex in them, rises a little.
    assert.ok(mean > whole && mean < whole + 0.15 * whole, `${mean} against ${whole}`);
  });

  it('scale before the clip, which cuts each number by itself', () => {
    const trainer = kernel.train(parameters, {
      batchSize: 2,
      sequenceLength: 4,
      optimizer: 'adagrad',
      clip: 0.1,
    });
    trainer.writeState(states);
    trainer.step(inputs, targets, 0.1, 0.5);
    const [, full] = lossAndGradients(parameters, {});
    const gradients = trainer.gradients();
    const { squares } = trainer.optimizerState();
    let cut = 0;
    for (const name of weightNames) {
      gradients[name].forEach((value, at) => {
        assert.ok(Math.abs(value - 0.5 * full[name][at]) < 1e-12);
        const clipped = Math.max(-0.1, Math.min(0.1, value));
        cut += clipped === value ? 0 : 1;
        assert.ok(Math.abs(squares[name][at] - clipped ** 2) < 1e-15);
      });
    }
    assert.ok(cut > 10, `${cut}`);
  });

  it('have the loss of guessing blindly where all weights are zero', () => {
    const zero = copyParameters(parameters);
    weightNames.forEach((name) => zero[name].fill(0));
    const [loss] = lossAndGradients(zero, {});
    assert.ok(Math.abs(loss - 8 * Math.log(V)) < 1e-12);
  });
});
