import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Trainer, TrainerOptions } from '../../../../src/core/kernel/kernel';
import { ReferenceTrainer } from '../../../../src/core/kernel/referenceTrainer';
import { trainerImports } from '../../../../src/core/kernel/wasmTrainer';
import { planTrainer } from '../../../../src/core/kernel/trainerPlan';
import { weightNames, vanilla, zeroParameters, type Parameters } from '../../../../src/core/parameters';
import { PersonError } from '../../../../src/core/personError';
import { uniform } from '../../../../src/core/random';
import { compileKernel } from '../../../../src/core/kernel/wasm';
import { readKernelFile } from '../../../../src/services/kernelFiles';
import { joinsVectors } from '../../../../src/services/relaxedSimd';
import { dataFolder, readData, readSnapshot } from '../testModel';
import { assertTrainsAlike } from './assertTrainsAlike';
import { difference } from './difference';
import { kernelOf, trainerOf } from './trainers';

/** Random numbers of a test: the n-th of a seed. */
function randomNumbers(seed: number): () => number {
  let position = 0;
  return () => uniform(seed, position++);
}

/** Weights of a size at which tanh is neither linear nor saturated. */
function randomParameters(hiddenSize: number, vocabularySize: number, random: () => number): Parameters {
  const parameters = zeroParameters(vanilla(hiddenSize, vocabularySize));
  for (const name of weightNames) {
    const range = name === 'Whh' ? 2 / Math.sqrt(hiddenSize) : 1;
    parameters[name].forEach((_, at, array) => (array[at] = (random() - 0.5) * range));
  }
  return parameters;
}

function randomCharacters(length: number, vocabularySize: number, random: () => number): Uint16Array {
  return Uint16Array.from({ length }, () => Math.floor(random() * vocabularySize));
}

describe('WasmTrainer', () => {
  const shapes: [hiddenSize: number, vocabularySize: number, batchSize: number, sequenceLength: number][] = [
    [1, 1, 1, 1],
    [1, 5, 2, 3],
    [3, 2, 1, 8],
    [15, 17, 3, 5],
    [16, 16, 4, 4],
    [17, 15, 2, 9],
    [64, 33, 7, 6],
    [100, 129, 5, 3],
    [130, 40, 2, 70],
  ];
  const optionSets: Omit<TrainerOptions, 'batchSize' | 'sequenceLength'>[] = [
    { optimizer: 'adagrad', clip: 5 },
    { optimizer: 'adagrad', clip: 0.01, dropout: 0.2, seed: 7 },
    { optimizer: 'adam', clip: 0 },
    { optimizer: 'adam', clip: 0, clipNorm: 0.05, weightDecay: 0.1, dropout: 0.5, seed: 2 ** 40 + 3 },
    { optimizer: 'adam', clip: 0.002, clipNorm: 0.1, beta1: 0.8, beta2: 0.999, epsilon: 1e-6 },
  ];

  for (const name of ['exact', 'fast'] as const) {
    it(`${name} does what the reference does, whatever the sizes and options`, async () => {
      const random = randomNumbers(1);
      for (const [hiddenSize, vocabularySize, batchSize, sequenceLength] of shapes) {
        for (const set of optionSets) {
          const options = { ...set, batchSize, sequenceLength };
          const parameters = randomParameters(hiddenSize, vocabularySize, random);
          const trainer = await trainerOf(name, parameters, options);
          const reference = new ReferenceTrainer('reference', 'plain', parameters, options);
          const characters = batchSize * sequenceLength;
          const steps = {
            ...{ count: 4, learningRate: 0.01, scale: set.optimizer === 'adam' ? 1 / characters : 1 },
            characters: () => randomCharacters(characters, vocabularySize, random),
          };
          const what = JSON.stringify({ hiddenSize, vocabularySize, ...options });
          assertTrainsAlike(trainer, reference, steps, what);
          assert.equal(trainer.optimizerState().updates, 4);
        }
      }
    });
  }

  it('runs the build it is named after', async () => {
    const options: TrainerOptions = { optimizer: 'adam', clip: 0, batchSize: 1, sequenceLength: 1 };
    assert.equal((await trainerOf('exact', zeroParameters(vanilla(1, 1)), options)).engine, 'wasm simd');
    assert.equal(
      (await trainerOf('fast', zeroParameters(vanilla(1, 1)), options)).engine,
      joinsVectors() ? 'wasm relaxed-simd 256' : 'wasm relaxed-simd',
    );
  });

  it('lays its matrices out behind the constants of the module', async () => {
    const { exactTrainer, fastTrainer } = (await compileKernel(readKernelFile))!;
    for (const { module } of [exactTrainer, fastTrainer]) {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      const { constantsEnd } = new WebAssembly.Instance(module, trainerImports(memory)).exports;
      const { values } = planTrainer(vanilla(1, 1), {
        optimizer: 'adam',
        clip: 0,
        batchSize: 1,
        sequenceLength: 1,
      });
      assert.ok((constantsEnd as WebAssembly.Global<'i32'>).value <= values.inputs!);
    }
  });

  it('trains one stream on one thread', async () => {
    const options: TrainerOptions = {
      optimizer: 'adam',
      clip: 0,
      batchSize: 1,
      sequenceLength: 1,
      threads: 8,
    };
    assert.equal((await trainerOf('exact', zeroParameters(vanilla(1, 1)), options)).engine, 'wasm simd');
  });

  it('goes on from what an optimiser remembers as if it had never stopped', async () => {
    for (const optimizer of ['adagrad', 'adam'] as const) {
      const random = randomNumbers(2);
      const options: TrainerOptions = { optimizer, clip: 5, batchSize: 3, sequenceLength: 6, dropout: 0.3 };
      const parameters = randomParameters(20, 11, random);
      const batches = Array.from({ length: 6 }, () => randomCharacters(18, 11, random));
      const whole = await trainerOf('exact', parameters, options);
      batches.forEach((batch) => whole.step(batch, batch, 0.01, 1));
      const first = await trainerOf('exact', parameters, options);
      batches.slice(0, 3).forEach((batch) => first.step(batch, batch, 0.01, 1));
      const second = await trainerOf('exact', first.parameters(), options, first.optimizerState());
      second.writeState(first.readState());
      batches.slice(3).forEach((batch) => second.step(batch, batch, 0.01, 1));
      assert.deepEqual(second.parameters(), whole.parameters());
      assert.deepEqual(second.optimizerState(), whole.optimizerState());
    }
  });

  it('carries the states of its streams from step to step, and sets them back when told', async () => {
    const random = randomNumbers(3);
    const options: TrainerOptions = { optimizer: 'adagrad', clip: 5, batchSize: 3, sequenceLength: 4 };
    const parameters = randomParameters(9, 6, random);
    const trainer = await trainerOf('exact', parameters, options);
    const batch = randomCharacters(12, 6, random);
    assert.deepEqual(trainer.readState(), new Float64Array(27));
    trainer.step(batch, batch, 0, 1);
    const carried = trainer.readState();
    assert.ok(carried.every((value) => value !== 0));
    trainer.resetState(1);
    assert.deepEqual(
      trainer.readState(),
      carried.map((value, at) => (at >= 9 && at < 18 ? 0 : value)),
    );
    trainer.resetState();
    assert.deepEqual(trainer.readState(), new Float64Array(27));
    const loss = trainer.step(batch, batch, 0, 1);
    assert.notEqual(trainer.step(batch, batch, 0, 1), loss);
    trainer.writeState(new Float64Array(27));
    assert.equal(trainer.step(batch, batch, 0, 1), loss);
  });

  it('gives the same bits on one thread and on three', async () => {
    const random = randomNumbers(4);
    for (const [hiddenSize, vocabularySize, batchSize] of [
      [70, 40, 7],
      [33, 90, 6],
      [5, 3, 9],
    ]) {
      const options: TrainerOptions = {
        ...{ optimizer: 'adam', clip: 0, clipNorm: 0.1, dropout: 0.2, weightDecay: 0.01 },
        ...{ batchSize, sequenceLength: 10 },
      };
      const parameters = randomParameters(hiddenSize, vocabularySize, random);
      const alone = await trainerOf('exact', parameters, options);
      const team = await trainerOf('exact', parameters, { ...options, threads: 3 });
      try {
        const step = (): void => {
          const inputs = randomCharacters(batchSize * 10, vocabularySize, random);
          assert.equal(team.step(inputs, inputs, 0.01, 1), alone.step(inputs, inputs, 0.01, 1));
        };
        // Steps while the helpers come, then with all of them.
        while (team.helpersJoined < 2) {
          step();
          await sleep(5);
        }
        for (let more = 0; more < 50; more++) {
          step();
        }
        assert.deepEqual(team.parameters(), alone.parameters());
        assert.deepEqual(team.readState(), alone.readState());
      } finally {
        team.dispose();
      }
    }
  });

  it('changes nothing in a step that is not finite, and says so', async () => {
    const random = randomNumbers(5);
    const options: TrainerOptions = { optimizer: 'adam', clip: 0, batchSize: 2, sequenceLength: 3 };
    const makers: ((parameters: Parameters) => Promise<Trainer> | Trainer)[] = [
      (parameters) => trainerOf('exact', parameters, options),
      (parameters) => trainerOf('fast', parameters, options),
      (parameters) => new ReferenceTrainer('reference', 'plain', parameters, options),
    ];
    const faults: ((parameters: Parameters) => void)[] = [
      ({ Why }) => (Why[0] = NaN),
      ({ Whh }) => (Whh[0] = NaN),
      ({ by }) => (by[1] = Infinity),
    ];
    for (const make of makers) {
      for (const fault of faults) {
        const parameters = randomParameters(8, 5, random);
        fault(parameters);
        const trainer = await make(parameters);
        const before = trainer.parameters();
        const batch = randomCharacters(6, 5, random);
        assert.equal(trainer.step(batch, batch, 0.01, 1), NaN);
        assert.deepEqual(trainer.parameters(), before);
        assert.deepEqual(trainer.readState(), new Float64Array(16));
        const { squares, moments, updates } = trainer.optimizerState();
        assert.deepEqual(squares, zeroParameters(vanilla(8, 5)));
        assert.deepEqual(moments, zeroParameters(vanilla(8, 5)));
        assert.equal(updates, 0);
      }
    }
  });

  it('lets what fades away end as zero, not as denormals', async () => {
    const random = randomNumbers(6);
    const options: TrainerOptions = {
      optimizer: 'adam',
      clip: 0,
      batchSize: 1,
      sequenceLength: 2,
      beta2: 0.9,
    };
    const trainer = await trainerOf('exact', randomParameters(8, 5, random), options);
    // Characters 3 and 4 are read once and never again.
    trainer.step(Uint16Array.of(3, 4), Uint16Array.of(4, 3), 0.001, 1);
    for (let step = 0; step < 1000; step++) {
      trainer.step(Uint16Array.of(step % 3, (step + 1) % 3), Uint16Array.of(1, 2), 0.001, 1);
    }
    const { moments, squares } = trainer.optimizerState();
    for (const memory of [moments!, squares]) {
      for (let unit = 0; unit < 8; unit++) {
        assert.equal(memory.Wxh[unit * 5 + 3], 0);
      }
      for (const name of weightNames) {
        assert.ok(memory[name].every((value) => value === 0 || Math.abs(value) >= 2 ** -126));
      }
    }
  });

  it('says what is wrong with an order it cannot carry out', async () => {
    const options: TrainerOptions = { optimizer: 'adam', clip: 0, batchSize: 2, sequenceLength: 3 };
    const parameters = zeroParameters(vanilla(4, 5));
    const kernel = await kernelOf('exact');
    const train = (change: Partial<TrainerOptions>) => () =>
      kernel.train(parameters, { ...options, ...change });
    assert.throws(train({ batchSize: 0 }), RangeError);
    assert.throws(train({ sequenceLength: 1.5 }), RangeError);
    assert.throws(train({ dropout: 1 }), RangeError);
    assert.throws(train({ epsilon: 0 }), RangeError);
    assert.throws(train({ batchSize: 1e6, sequenceLength: 1000 }), (error) => {
      assert.ok(error instanceof PersonError);
      assert.match(error.message, /needs [\d.]+ GiB of memory; WebAssembly can use 4/);
      return true;
    });
    const trainer = kernel.train(parameters, options);
    const good = new Uint16Array(6);
    assert.throws(() => trainer.step(new Uint16Array(5), good, 0.1, 1), /inputs has 5 characters, not 6/);
    assert.throws(() => trainer.step(good, Uint16Array.of(0, 0, 5, 0, 0, 0), 0.1, 1), /character 5 .* of 5/);
  });

  it('trains the largest networks it is made for', async () => {
    const options: TrainerOptions = { optimizer: 'adam', clip: 0, batchSize: 1, sequenceLength: 2 };
    const random = randomNumbers(7);
    const parameters = randomParameters(2048, 4096, random);
    const trainer = await trainerOf('exact', parameters, options);
    const reference = new ReferenceTrainer('reference', 'plain', parameters, options);
    const [inputs, targets] = [Uint16Array.of(4095, 7), Uint16Array.of(7, 4095)];
    const loss = trainer.step(inputs, targets, 0.001, 1);
    const expected = reference.step(inputs, targets, 0.001, 1);
    assert.ok(Math.abs(loss - expected) < 1e-4, `${loss}, not ${expected}`);
    // Sums over 4,096 characters in float32.
    assert.ok(difference(trainer.gradients(), reference.gradients()) < 1e-4);
  }).timeout(60_000);
});

describe('training on from the snapshot', function () {
  this.timeout(120_000);

  before(function () {
    if (dataFolder === undefined) {
      console.log('    (skipped: CHAR_RNN_DATA is not set)');
      this.skip();
    }
  });

  for (const name of ['exact', 'fast'] as const) {
    it(`${name} keeps to the reference for 150 steps of the assignment's recipe`, async () => {
      const model = await readSnapshot();
      const text = readData('shakespeare_train.txt').toString('latin1');
      const characters = Uint16Array.from(text.slice(0, 5000), (character) =>
        model.vocabulary.indexOf(character)!,
      );
      const options: TrainerOptions = { optimizer: 'adagrad', clip: 5, batchSize: 1, sequenceLength: 25 };
      const memory = { squares: model.memory!, updates: 0 };
      const trainer = await trainerOf(name, model.parameters, options, memory);
      const reference = new ReferenceTrainer('reference', 'plain', model.parameters, options, memory);
      for (let step = 0; step < 150; step++) {
        const inputs = characters.subarray(step * 25, step * 25 + 25);
        const targets = characters.subarray(step * 25 + 1, step * 25 + 26);
        const loss = trainer.step(inputs, targets, 0.1, 1) / 25;
        const expected = reference.step(inputs, targets, 0.1, 1) / 25;
        // Weights up to 8.5 make the network forget a rounding error within a few characters instead of amplifying it.
        assert.ok(Math.abs(loss - expected) < 1e-3, `step ${step}: ${loss}, not ${expected}`);
      }
    });
  }
});
