import assert from 'node:assert/strict';
import type { Kernel, KernelName, TrainerOptions } from '../../../../src/core/kernel/kernel';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import type { Model } from '../../../../src/core/model';
import { weightNames } from '../../../../src/core/parameters';
import type { Schedule } from '../../../../src/core/training/schedule';
import { TrainingRun, type StepReport } from '../../../../src/core/training/trainingRun';
import { Vocabulary } from '../../../../src/core/vocabulary';
import { loadKernel } from '../../../../src/services/kernelFiles';
import { dataFolder, readData, readSnapshot } from '../testModel';
import { distance, parametersFrom, readGolden } from './golden';

const reference = createReferenceKernel('reference');
const constant = (learningRate: number): Schedule => ({
  learningRate,
  warmupSteps: 0,
  decay: { kind: 'constant' },
});

function steps(run: TrainingRun, count: number): StepReport[] {
  return Array.from({ length: count }, () => run.step());
}

/** The largest difference of two lists of losses. */
function apart(reports: readonly StepReport[], losses: readonly number[]): number {
  return Math.max(...losses.map((loss, at) => Math.abs(loss - reports[at].loss)));
}

describe('TrainingRun', () => {
  const golden = readGolden('adagrad');
  const { hidden: H, vocabulary: V } = golden;
  const model: Model = {
    name: 'golden',
    vocabulary: Vocabulary.of('abcdef'),
    parameters: parametersFrom(golden.weights, H, V),
    memory: parametersFrom(golden.memory, H, V),
  };
  const options: TrainerOptions = {
    batchSize: 1,
    sequenceLength: golden.sequenceLength,
    optimizer: 'adagrad',
    clip: golden.clip,
  };
  const data = Uint16Array.from(golden.data);

  it('is min-char-rnn with Adagrad, clip, carried state and pointer, as NumPy has it', () => {
    const run = new TrainingRun(reference, model, data, options, constant(golden.learningRate));
    const reports = steps(run, golden.losses.length);
    // Both run in float64; sums in another order, grown over 60 updates.
    assert.ok(apart(reports, golden.losses) < 1e-10);
    reports.forEach(({ smoothLoss, step }, at) => {
      assert.equal(step, at + 1);
      assert.ok(Math.abs(smoothLoss - golden.smoothLosses[at]) < 1e-10);
    });
    const result = run.result();
    assert.ok(distance(result.parameters, golden.finalWeights) < 1e-9);
    assert.ok(distance(result.memory!, golden.finalMemory) < 1e-9);
    assert.equal(result.notes?.steps, golden.losses.length);
  });

  it('leaves the model that it began with as it was', () => {
    const run = new TrainingRun(reference, model, data, options, constant(0.1));
    steps(run, 3);
    assert.deepEqual(model.parameters, parametersFrom(golden.weights, H, V));
    assert.deepEqual(model.memory, parametersFrom(golden.memory, H, V));
  });

  it('begins Adagrad anew where there are no memories, and Adam whether there are or not', () => {
    const bare: Model = { ...model, memory: undefined };
    const zeros: Model = { ...model, memory: parametersFrom(golden.memory, H, V) };
    weightNames.forEach((name) => zeros.memory![name].fill(0));
    const losses = (from: Model, optimizer: 'adagrad' | 'adam'): number[] =>
      steps(new TrainingRun(reference, from, data, { ...options, optimizer }, constant(0.1)), 5).map(
        ({ loss }) => loss,
      );
    assert.deepEqual(losses(bare, 'adagrad'), losses(zeros, 'adagrad'));
    assert.notDeepEqual(losses(bare, 'adagrad'), losses(model, 'adagrad'));
    assert.deepEqual(losses(bare, 'adam'), losses(model, 'adam'));
    const run = new TrainingRun(reference, model, data, { ...options, optimizer: 'adam' }, constant(0.1));
    assert.equal(run.result().memory, undefined);
  });

  it('does the same again for the same seed, and something else for another', () => {
    const losses = (seed: number): number[] =>
      steps(
        new TrainingRun(
          reference,
          model,
          data,
          { ...options, batchSize: 2, optimizer: 'adam', dropout: 0.5, seed },
          constant(0.01),
        ),
        20,
      ).map(({ loss }) => loss);
    assert.deepEqual(losses(4), losses(4));
    assert.notDeepEqual(losses(4), losses(5));
  });

  it('refuses a text too short for one step', () => {
    assert.throws(
      () => new TrainingRun(reference, model, data.subarray(0, 4), options, constant(0.1)),
      /The text has 4 characters to train on; .* need 5 at least/,
    );
  });
});

describe('the reference trainer', () => {
  const golden = readGolden('adam');
  const { hidden: H, vocabulary: V, batchSize, sequenceLength, clip, rate, decay, beta1, beta2 } = golden;

  it('is AdamW with batches as NumPy has it', () => {
    const trainer = reference.train(parametersFrom(golden.weights, H, V), {
      batchSize,
      sequenceLength,
      optimizer: 'adam',
      clip,
      beta1,
      beta2,
      weightDecay: decay,
    });
    golden.inputs.forEach((inputs, step) => {
      const targets = Uint16Array.from(golden.targets[step]);
      const sum = trainer.step(Uint16Array.from(inputs), targets, rate, 1 / batchSize);
      // Both run in float64; sums in another order, grown over 40 updates.
      assert.ok(Math.abs(sum / inputs.length - golden.losses[step]) < 1e-10, `step ${step}`);
    });
    assert.ok(distance(trainer.parameters(), golden.finalWeights) < 1e-9);
  });
});

describe('training goes on from the snapshot', function () {
  this.timeout(120_000);
  let snapshot: Model;
  let text: Uint16Array;
  const golden = readGolden('snapshot');

  before(async function () {
    if (dataFolder === undefined) {
      return this.skip();
    }
    snapshot = await readSnapshot();
    text = Uint16Array.from(readData('shakespeare_train.txt').toString('latin1'), (character) =>
      snapshot.vocabulary.indexOf(character)!,
    );
  });

  function runWith(kernel: Kernel): TrainingRun {
    const options: TrainerOptions = { batchSize: 1, sequenceLength: 25, optimizer: 'adagrad', clip: 5 };
    return new TrainingRun(kernel, snapshot, text, options, constant(0.1));
  }

  it('in float64 within 1e-6 of NumPy over 150 steps', () => {
    const run = runWith(reference);
    const reports = steps(run, 150);
    assert.ok(apart(reports, golden.losses) < 1e-6, `${apart(reports, golden.losses)}`);
    const { parameters, memory } = run.result();
    for (const name of weightNames) {
      const sum = parameters[name].reduce((total, value) => total + Math.abs(value), 0);
      // 62,500 weights at most, each within 1e-9.
      assert.ok(Math.abs(sum - golden.absoluteSums[name]) < 1e-5, name);
      const squares = memory![name].reduce((total, value) => total + value, 0);
      assert.ok(Math.abs(squares / golden.memorySums[name] - 1) < 1e-9, name);
    }
  });

  for (const name of ['exact', 'fast'] satisfies KernelName[]) {
    it(`with the kernel ${name} within 1e-3`, async () => {
      const run = runWith(await loadKernel(name));
      const reports = steps(run, 150);
      assert.ok(apart(reports, golden.losses) < 1e-3, `${apart(reports, golden.losses)}`);
      run.dispose();
    });
  }
});
