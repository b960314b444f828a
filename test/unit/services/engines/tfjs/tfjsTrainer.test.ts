import assert from 'node:assert/strict';
import type { OptimizerState, Trainer, TrainerOptions } from '../../../../../src/core/kernel/kernel';
import { ReferenceTrainer } from '../../../../../src/core/kernel/referenceTrainer';
import { cells, type Architecture, type Parameters } from '../../../../../src/core/parameters';
import { onDevice, throughHost } from '../../../../../src/services/engines/tfjs/movement';
import { TfjsTrainer } from '../../../../../src/services/engines/tfjs/tfjsTrainer';
import { assertTrainsAlike } from '../../../core/kernel/assertTrainsAlike';
import { difference } from '../../../core/kernel/difference';
import { automaticGradients } from './automaticGradients';
import { backends, tensorFlowOn, type Core } from './backends';
import { randomCharacters, randomNumbers, randomParameters } from './randomTraining';

const architectures: Architecture[] = cells.flatMap((cell) =>
  [1, 2, 3].map((layers) => ({ cell, layers, hiddenSize: 9 + layers, vocabularySize: 7 })),
);

function describeRun(architecture: Architecture, options: object): string {
  return JSON.stringify({ ...architecture, ...options });
}

for (const backend of backends) {
  describe(`TfjsTrainer on ${backend}`, () => {
    let tf: Core;
    let before: number;

    beforeEach(async () => {
      tf = await tensorFlowOn(backend);
      before = tf.memory().numTensors;
    });

    afterEach(() => {
      assert.equal(tf.memory().numTensors, before, 'tensors were left behind');
    });

    it('has the gradients that automatic differentiation finds, for all cells and layers', async () => {
      const random = randomNumbers(2);
      for (const architecture of architectures) {
        const options = { optimizer: 'adagrad', clip: 0, batchSize: 3, sequenceLength: 4 } as const;
        const parameters = randomParameters(architecture, random);
        const inputs = randomCharacters(12, 7, random);
        const targets = randomCharacters(12, 7, random);
        const expected = automaticGradients(await tensorFlowOn('cpu'), parameters, inputs, targets, 4);
        await tensorFlowOn(backend);
        for (const movement of [onDevice, throughHost]) {
          const trainer = new TfjsTrainer(tf, backend, parameters, options, undefined, movement(tf));
          const loss = trainer.step(inputs, targets, 0.1, 1);
          const gradients = trainer.gradients();
          trainer.dispose();
          const what = `${movement.name} ${describeRun(architecture, {})}`;
          // Both in float32, 24 bits: sums of some dozen products each leave a few 1e-7 of it.
          assert.ok(Math.abs(loss - expected.loss) < 1e-4, `loss ${loss}, not ${expected.loss}: ${what}`);
          const gap = difference(gradients, expected.gradients);
          assert.ok(gap < 1e-5, `gradients off by ${gap}: ${what}`);
        }
      }
    });

    const optionSets: Omit<TrainerOptions, 'batchSize' | 'sequenceLength'>[] = [
      { optimizer: 'adagrad', clip: 5 },
      { optimizer: 'adagrad', clip: 0.01, dropout: 0.2, seed: 7 },
      { optimizer: 'adam', clip: 0, recurrentDropout: 0.3, seed: 3 },
      { optimizer: 'adam', clip: 0, clipNorm: 0.05, weightDecay: 0.1, dropout: 0.5, seed: 2 ** 40 + 3 },
      { optimizer: 'adam', clip: 0.002, clipNorm: 0.1, beta1: 0.8, beta2: 0.999, epsilon: 1e-6 },
      { optimizer: 'adam', clip: 0, dropout: 0.4, variational: true, recurrentDropout: 0.2, seed: 11 },
    ];

    it('does what the reference does, whatever the cell, sizes and options', () => {
      const random = randomNumbers(3);
      const shapes = [
        [1, 1],
        [2, 5],
        [5, 3],
      ];
      for (const architecture of architectures) {
        for (const [index, set] of optionSets.entries()) {
          const [batchSize, sequenceLength] = shapes[index % shapes.length];
          const options: TrainerOptions = { ...set, batchSize, sequenceLength };
          const parameters = randomParameters(architecture, random);
          const trainer = new TfjsTrainer(tf, backend, parameters, options);
          const reference = new ReferenceTrainer('reference', 'plain', parameters, options);
          const characters = batchSize * sequenceLength;
          const steps = {
            ...{ count: 4, learningRate: 0.01, scale: 1 / characters },
            characters: () => randomCharacters(characters, 7, random),
          };
          assertTrainsAlike(trainer, reference, steps, describeRun(architecture, options));
          trainer.dispose();
        }
      }
    });

    for (const cell of cells) {
      it(`has the losses of the reference over 100 steps of learning: ${cell}`, () => {
        const sentences = [
          'what is done is done; ',
          'to be or not to be, that is it; ',
          'so be it, and so it is; ',
        ];
        const random = randomNumbers(9);
        const lines = Array.from({ length: 300 }, () => sentences[Math.floor(random() * sentences.length)]);
        const characters = [...new Set(lines.join(''))];
        const text = Uint16Array.from(lines.join(''), (character) => characters.indexOf(character));
        const architecture = { cell, layers: 2, hiddenSize: 24, vocabularySize: characters.length };
        const options: TrainerOptions = {
          ...{ optimizer: 'adam', clip: 0, clipNorm: 1, dropout: 0.1, seed: 1 },
          ...{ batchSize: 6, sequenceLength: 12 },
        };
        const parameters = randomParameters(architecture, random);
        const trainer = new TfjsTrainer(tf, backend, parameters, options);
        const reference = new ReferenceTrainer('reference', 'plain', parameters, options);
        const losses: number[] = [];
        for (let step = 0; step < 100; step++) {
          const cut = (shift: number): Uint16Array =>
            Uint16Array.from({ length: 72 }, (_, at) => {
              const stream = Math.floor(at / 12);
              return text[((stream * text.length) / 6 + step * 12 + (at % 12) + shift) | 0];
            });
          const [inputs, targets] = [cut(0), cut(1)];
          const loss = trainer.step(inputs, targets, 0.01, 1 / 72) / 72;
          const expected = reference.step(inputs, targets, 0.01, 1 / 72) / 72;
          // Nats a character. Rounding grows as training goes on, since each step builds on the last: 1e-3 is what is promised.
          assert.ok(Math.abs(loss - expected) < 1e-3, `${cell}, step ${step}: ${loss}, not ${expected}`);
          losses.push(loss);
        }
        assert.ok(losses[99] < losses[0] - 1, `${cell} learned little: ${losses[0]} to ${losses[99]}`);
        trainer.dispose();
      });
    }

    it('goes on from where it or another engine was interrupted', () => {
      const random = randomNumbers(4);
      for (const architecture of architectures) {
        const options: TrainerOptions = {
          ...{ optimizer: 'adam', clip: 1, dropout: 0.3, seed: 5, weightDecay: 0.01 },
          ...{ batchSize: 2, sequenceLength: 3 },
        };
        const texts = Array.from({ length: 6 }, () => randomCharacters(6, 7, random));
        const first = randomParameters(architecture, random);
        const make = {
          tfjs: (parameters: Parameters, state?: OptimizerState): Trainer =>
            new TfjsTrainer(tf, backend, parameters, options, state),
          reference: (parameters: Parameters, state?: OptimizerState): Trainer =>
            new ReferenceTrainer('reference', 'plain', parameters, options, state),
        };
        const through = make.reference(first);
        const expected = texts.map((text) => through.step(text, text.toReversed(), 0.01, 1 / 6));
        for (const [from, to] of [
          ['tfjs', 'tfjs'],
          ['tfjs', 'reference'],
          ['reference', 'tfjs'],
        ] as const) {
          const begun = make[from](first);
          const losses = texts.slice(0, 3).map((text) => begun.step(text, text.toReversed(), 0.01, 1 / 6));
          const taken = make[to](begun.parameters(), begun.optimizerState());
          taken.writeState(begun.readState());
          losses.push(...texts.slice(3).map((text) => taken.step(text, text.toReversed(), 0.01, 1 / 6)));
          begun.dispose();
          taken.dispose();
          losses.forEach((loss, at) => {
            assert.ok(
              Math.abs(loss - expected[at]) < 1e-4,
              `${from} to ${to}, step ${at}: ${loss}, not ${expected[at]}: ${describeRun(architecture, {})}`,
            );
          });
        }
      }
    });

    it('keeps no tensor of a step, dropped ones included', () => {
      const random = randomNumbers(5);
      for (const architecture of architectures) {
        const options: TrainerOptions = {
          ...{ optimizer: 'adam', clip: 1, clipNorm: 1, dropout: 0.3, recurrentDropout: 0.1 },
          ...{ batchSize: 2, sequenceLength: 3 },
        };
        const trainer = new TfjsTrainer(tf, backend, randomParameters(architecture, random), options);
        const text = randomCharacters(6, 7, random);
        trainer.step(text, text, 0.01, 1);
        const { numTensors, numBytes } = tf.memory();
        for (let step = 0; step < 5; step++) {
          trainer.step(text, text, step === 2 ? 0.1 : 0.01, step === 3 ? NaN : 1);
          assert.deepEqual(
            [tf.memory().numTensors, tf.memory().numBytes],
            [numTensors, numBytes],
            `step ${step} of ${describeRun(architecture, {})}`,
          );
        }
        trainer.dispose();
      }
    });

    it('changes nothing in a step that is not finite', () => {
      const random = randomNumbers(6);
      const architecture = { cell: 'lstm', layers: 2, hiddenSize: 5, vocabularySize: 7 } as const;
      const options: TrainerOptions = { optimizer: 'adam', clip: 1, batchSize: 2, sequenceLength: 3 };
      const trainer = new TfjsTrainer(tf, backend, randomParameters(architecture, random), options);
      const text = randomCharacters(6, 7, random);
      trainer.step(text, text, 0.01, 1);
      const all = (): unknown => [trainer.parameters(), trainer.optimizerState(), trainer.readState()];
      const kept = all();
      assert.ok(Number.isNaN(trainer.step(text, text, 0.01, Infinity)));
      assert.deepEqual(all(), kept);
      trainer.dispose();
    });

    it('sets the state of one stream or of all to zero', () => {
      const architecture = { cell: 'lstm', layers: 2, hiddenSize: 3, vocabularySize: 7 } as const;
      const options: TrainerOptions = { optimizer: 'adagrad', clip: 5, batchSize: 3, sequenceLength: 1 };
      const trainer = new TfjsTrainer(tf, backend, randomParameters(architecture, randomNumbers(7)), options);
      const states = Float64Array.from({ length: 3 * 12 }, (_, at) => at + 1);
      trainer.writeState(states);
      assert.deepEqual(trainer.readState(), states);
      trainer.resetState(1);
      assert.deepEqual(trainer.readState(), states.slice().fill(0, 12, 24));
      trainer.resetState();
      assert.deepEqual(trainer.readState(), new Float64Array(36));
      trainer.dispose();
    });

    it('refuses characters that do not fit', () => {
      const architecture = { cell: 'rnn', layers: 1, hiddenSize: 3, vocabularySize: 7 } as const;
      const options: TrainerOptions = { optimizer: 'adagrad', clip: 5, batchSize: 1, sequenceLength: 2 };
      const trainer = new TfjsTrainer(tf, backend, randomParameters(architecture, randomNumbers(8)), options);
      assert.throws(() => trainer.step(Uint16Array.of(1), Uint16Array.of(1, 2), 0.1, 1), RangeError);
      assert.throws(() => trainer.step(Uint16Array.of(1, 2), Uint16Array.of(1, 7), 0.1, 1), RangeError);
      trainer.dispose();
    });
  });
}
