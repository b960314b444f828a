import assert from 'node:assert/strict';
import type { TrainerOptions } from '../../../../src/core/kernel/kernel';
import { parameterCount, zeroParameters, type Architecture } from '../../../../src/core/parameters';
import { loadKernel } from '../../../../src/services/kernelFiles';
import { checkTrainingMemory, trainingMemory } from '../../../../src/services/training/trainingMemory';

const architecture: Architecture = { cell: 'gru', layers: 2, hiddenSize: 40, vocabularySize: 30 };
const options: TrainerOptions = { batchSize: 8, sequenceLength: 16, optimizer: 'adam', clip: 0 };

describe('trainingMemory', () => {
  it("is the trainer's memory and some dozen numbers for each weight", async () => {
    const parameters = zeroParameters(architecture);
    const trainer = (await loadKernel('fast')).train(parameters, options);
    const beside = trainingMemory(architecture, options) - trainer.memoryBytes!;
    trainer.dispose();
    const each = beside / parameterCount(parameters);
    // The trainer has whole pages of 64 KiB.
    assert.ok(each > 50 && each <= 64, `${each}`);
  });

  it('refuses what is more than there is, and names both', () => {
    const needed = trainingMemory(architecture, options);
    checkTrainingMemory(architecture, options, needed);
    assert.throws(() => checkTrainingMemory(architecture, options, needed - 1), {
      name: 'PersonError',
      message:
        /^Training 2 × gru of 40 units, 8 x 16 .* needs 0\.0 GiB .* has 0\.0 GiB left\. Nothing was begun\. Take/,
    });
    assert.throws(() => checkTrainingMemory(architecture, { ...options, batchSize: 1e6 }, Infinity), {
      name: 'PersonError',
      message: /needs [\d.]+ GiB of memory; WebAssembly can use 4/,
    });
  });
});
