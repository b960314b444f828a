import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TrainerOptions } from '../../../../src/core/kernel/kernel';
import { ReferenceTrainer } from '../../../../src/core/kernel/referenceTrainer';
import {
  cells,
  isVanilla,
  maxLayers,
  stateSizeOf,
  zeroParameters,
  type Architecture,
} from '../../../../src/core/parameters';
import { uniform } from '../../../../src/core/random';
import { randomCharacters, randomParameters } from './randomNetwork';
import { assertTrainsAlike } from './assertTrainsAlike';
import { trainerOf } from './trainers';

/** Sizes that fill no tile, one that does, and one of many streams. */
const shapes: [hiddenSize: number, vocabularySize: number, batchSize: number, sequenceLength: number][] = [
  [1, 1, 1, 1],
  [3, 2, 1, 8],
  [16, 5, 2, 3],
  [17, 33, 5, 6],
  [50, 20, 4, 20],
];
const optionSets: Omit<TrainerOptions, 'batchSize' | 'sequenceLength'>[] = [
  { optimizer: 'adagrad', clip: 5 },
  { optimizer: 'adagrad', clip: 0.01, dropout: 0.3, recurrentDropout: 0.2, seed: 7 },
  { optimizer: 'adam', clip: 0, clipNorm: 0.05, weightDecay: 0.1, dropout: 0.4, seed: 2 ** 40 + 3 },
  { optimizer: 'adam', clip: 0.002, dropout: 0.25, variational: true, recurrentDropout: 0.5, threads: 3 },
];

/** Every network but min-char-rnn's, which `wasmTrainer.test.ts` has. */
const kinds = cells
  .flatMap((cell) => Array.from({ length: maxLayers }, (_, index) => ({ cell, layers: index + 1 })))
  .filter((kind) => !isVanilla({ ...kind, hiddenSize: 1, vocabularySize: 1 }));

function randomState(length: number): Float64Array {
  return Float64Array.from({ length }, (_, at) => Math.fround(uniform(9, at) - 0.5));
}

describe('WasmTrainer of gated and deeper networks', function () {
  this.timeout(120_000);

  for (const name of ['exact', 'fast'] as const) {
    for (const { cell, layers } of kinds) {
      it(`${name} does what the reference does: ${layers} x ${cell}`, async () => {
        for (const [index, [hiddenSize, vocabularySize, batchSize, sequenceLength]] of shapes.entries()) {
          for (const set of optionSets) {
            const architecture: Architecture = { cell, layers, hiddenSize, vocabularySize };
            const options = { ...set, batchSize, sequenceLength };
            // A third of what others take: networks of several layers are chaotic otherwise, and amplify rounding errors.
            const parameters = randomParameters(architecture, index, 0.35);
            const trainer = await trainerOf(name, parameters, options);
            try {
              const reference = new ReferenceTrainer('reference', 'plain', parameters, options);
              const state = randomState(batchSize * stateSizeOf(architecture));
              trainer.writeState(state);
              reference.writeState(state);
              assert.deepEqual(trainer.readState(), state);
              const characters = batchSize * sequenceLength;
              let drawn = 0;
              const steps = {
                ...{ count: 3, learningRate: 0.001, scale: set.optimizer === 'adam' ? 1 / characters : 1 },
                characters: () => randomCharacters(characters, vocabularySize, ++drawn),
              };
              assertTrainsAlike(trainer, reference, steps, JSON.stringify({ ...architecture, ...options }));
            } finally {
              trainer.dispose();
            }
          }
        }
      });
    }
  }

  it('gives the same bits on one thread and on three', async () => {
    for (const { cell, layers } of kinds.filter((kind) => kind.layers > 1)) {
      const options: TrainerOptions = {
        ...{
          optimizer: 'adam',
          clip: 0,
          clipNorm: 0.1,
          dropout: 0.2,
          recurrentDropout: 0.1,
          weightDecay: 0.01,
        },
        ...{ batchSize: 9, sequenceLength: 10, variational: layers === 3 },
      };
      const parameters = randomParameters({ cell, layers, hiddenSize: 35, vocabularySize: 20 }, 4);
      const alone = await trainerOf('exact', parameters, options);
      const team = await trainerOf('exact', parameters, { ...options, threads: 3 });
      try {
        let seed = 0;
        const step = (): void => {
          const inputs = randomCharacters(90, 20, seed++);
          assert.equal(team.step(inputs, inputs, 0.01, 1 / 90), alone.step(inputs, inputs, 0.01, 1 / 90));
        };
        // Steps while the helpers come, then with all of them.
        while (team.helpersJoined < 2) {
          step();
          await sleep(5);
        }
        for (let more = 0; more < 20; more++) {
          step();
        }
        assert.deepEqual(team.parameters(), alone.parameters());
        assert.deepEqual(team.readState(), alone.readState());
      } finally {
        team.dispose();
      }
    }
  });

  it('goes on from weights, states and what the optimiser remembers as if it had never stopped', async () => {
    for (const { cell, layers } of kinds.filter((kind) => kind.layers > 1)) {
      const options: TrainerOptions = {
        ...{ optimizer: 'adam', clip: 5, dropout: 0.3, recurrentDropout: 0.1 },
        ...{ batchSize: 3, sequenceLength: 6 },
      };
      const parameters = randomParameters({ cell, layers, hiddenSize: 20, vocabularySize: 11 }, 2);
      const batches = Array.from({ length: 6 }, (_, seed) => randomCharacters(18, 11, seed));
      const whole = await trainerOf('exact', parameters, options);
      batches.forEach((batch) => whole.step(batch, batch, 0.01, 1));
      const first = await trainerOf('exact', parameters, options);
      batches.slice(0, 3).forEach((batch) => first.step(batch, batch, 0.01, 1));
      const second = await trainerOf('exact', first.parameters(), options, first.optimizerState());
      second.writeState(first.readState());
      batches.slice(3).forEach((batch) => second.step(batch, batch, 0.01, 1));
      assert.deepEqual(second.parameters(), whole.parameters());
      assert.deepEqual(second.optimizerState(), whole.optimizerState());
      assert.deepEqual(second.readState(), whole.readState());
    }
  });

  it('sets the state of one stream back, h and c of all layers', async () => {
    const parameters = randomParameters({ cell: 'lstm', layers: 2, hiddenSize: 5, vocabularySize: 4 }, 3);
    const options: TrainerOptions = { optimizer: 'adam', clip: 0, batchSize: 3, sequenceLength: 4 };
    const trainer = await trainerOf('exact', parameters, options);
    const state = randomState(3 * 20);
    trainer.writeState(state);
    trainer.resetState(1);
    assert.deepEqual(
      trainer.readState(),
      state.map((value, at) => (at >= 20 && at < 40 ? 0 : value)),
    );
    trainer.resetState();
    assert.deepEqual(trainer.readState(), new Float64Array(60));
  });

  it('changes nothing in a step that is not finite, and says so', async () => {
    for (const { cell, layers } of kinds) {
      const options: TrainerOptions = {
        ...{ optimizer: 'adam', clip: 0, batchSize: 2, sequenceLength: 3 },
        ...{ dropout: 0.2, recurrentDropout: 0.2 },
      };
      const architecture: Architecture = { cell, layers, hiddenSize: 8, vocabularySize: 5 };
      const batch = randomCharacters(6, 5, 5);
      const faults: ['Wxh' | 'Whh' | 'Why' | 'bh', number][] = [
        ['Wxh', NaN],
        ['Whh', NaN],
        ['bh', NaN],
        ['Why', Infinity],
      ];
      for (const [weight, fault] of faults) {
        const parameters = randomParameters(architecture, 6);
        // Of Wxh, the column of a character that is read.
        parameters[weight][weight === 'Wxh' ? batch[0] : 0] = fault;
        const trainer = await trainerOf('exact', parameters, options);
        const before = trainer.parameters();
        assert.equal(trainer.step(batch, batch, 0.01, 1), NaN, `${layers} x ${cell}, ${weight}`);
        assert.deepEqual(trainer.parameters(), before);
        assert.deepEqual(trainer.readState(), new Float64Array(2 * stateSizeOf(architecture)));
        const { squares, moments, updates } = trainer.optimizerState();
        assert.deepEqual(squares, zeroParameters(architecture));
        assert.deepEqual(moments, zeroParameters(architecture));
        assert.equal(updates, 0);
      }
    }
  });

  it('refuses more dropout than there is', async () => {
    const parameters = randomParameters({ cell: 'gru', layers: 1, hiddenSize: 4, vocabularySize: 3 }, 1);
    const options: TrainerOptions = { optimizer: 'adam', clip: 0, batchSize: 1, sequenceLength: 1 };
    await assert.rejects(trainerOf('exact', parameters, { ...options, recurrentDropout: 1 }), RangeError);
  });
});
