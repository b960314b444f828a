import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import type { TrainerOptions } from '../../../../src/core/kernel/kernel';
import {
  cells,
  copyParameters,
  stateSizeOf,
  weightNames,
  weightNamesOf,
  weightOf,
  type Parameters,
} from '../../../../src/core/parameters';
import { randomModel } from '../testModel';

const kernel = createReferenceKernel('reference');
const { parameters } = randomModel('abcdefg', 5, 3, 0.8);
const V = parameters.vocabularySize;

/** Two streams of four characters, every character among them. */
const inputs = Uint16Array.of(0, 1, 2, 3, 4, 5, 6, 0);
const targets = Uint16Array.of(1, 2, 3, 3, 5, 6, 0, 4);

/** What the two streams begin with. */
function startStates(at: Parameters): Float64Array {
  return Float64Array.from({ length: 2 * stateSizeOf(at) }, (_, n) => Math.sin(n + 1) / 2);
}

function lossAndGradients(at: Parameters, more: Partial<TrainerOptions>): [number, Parameters] {
  const options: TrainerOptions = { batchSize: 2, sequenceLength: 4, optimizer: 'adagrad', clip: 0, ...more };
  const trainer = kernel.train(at, options);
  trainer.writeState(startStates(at));
  const loss = trainer.step(inputs, targets, 0, 1);
  return [loss, trainer.gradients()];
}

describe('gradients of the reference trainer', () => {
  const cases: [string, Partial<TrainerOptions>][] = [
    ['plain', {}],
    ['with dropout', { dropout: 0.4, seed: 9 }],
    [
      'with variational and recurrent dropout',
      { dropout: 0.3, variational: true, recurrentDropout: 0.3, seed: 4 },
    ],
  ];
  for (const cell of cells) {
    for (const layers of [1, 2, 3]) {
      const start = randomModel('abcdefg', 5, 3, 0.8, { cell, layers }).parameters;
      for (const [title, options] of cases) {
        it(`are the central differences of the loss: ${layers} of ${cell}, ${title}`, () => {
          const [, gradients] = lossAndGradients(start, options);
          // With h = 3e-5 a central difference is wrong by h^2 = 1e-9 times a sixth of the third derivative, some tens here,
          // and by the rounding of the loss over h: 1e-15 / h = 3e-11.
          const h = 3e-5;
          let most = 0;
          let silent = 0;
          for (const name of weightNamesOf(start)) {
            const gradient = weightOf(gradients, name);
            for (let at = 0; at < gradient.length; at++) {
              const shifted = (by: number): number => {
                const copy = copyParameters(start);
                weightOf(copy, name)[at] += by;
                return lossAndGradients(copy, options)[0];
              };
              const difference = (shifted(h) - shifted(-h)) / (2 * h);
              most = Math.max(most, Math.abs(difference - gradient[at]));
              silent += gradient[at] === 0 ? 1 : 0;
            }
            assert.ok(silent < gradient.length, `${name} has no gradient at all`);
            silent = 0;
          }
          assert.ok(most < 1e-7, `${most}`);
        });
      }
    }
  }

  it('drop each unit once for a sequence where dropout is variational, and anew for each character else', () => {
    // What the logits see of a unit that drops is nothing: its column of dWhy has no gradient from that character.
    const one = (variational: boolean): number[] => {
      const trainer = kernel.train(parameters, {
        batchSize: 1,
        sequenceLength: 8,
        optimizer: 'adagrad',
        clip: 0,
        dropout: 0.5,
        seed: 2,
        variational,
      });
      trainer.step(inputs, targets, 0, 1);
      return [...trainer.gradients().Why.subarray(0, 5)];
    };
    const silent = (gradients: number[]): number => gradients.filter((gradient) => gradient === 0).length;
    // Half of five for the whole sequence; for each of eight characters anew, all five are seen at least once.
    assert.ok(silent(one(true)) > 0 && silent(one(true)) < 5);
    assert.equal(silent(one(false)), 0);
  });

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
    trainer.writeState(startStates(parameters));
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
