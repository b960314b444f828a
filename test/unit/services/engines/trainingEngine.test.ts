import assert from 'node:assert/strict';
import type { Kernel, TrainerOptions } from '../../../../src/core/kernel/kernel';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { vanilla, zeroParameters } from '../../../../src/core/parameters';
import {
  addSpeed,
  readSpeeds,
  writeInstalled,
  type Installed,
} from '../../../../src/services/engines/gpuFolder';
import type { EngineName } from '../../../../src/services/engines/engineNames';
import { sizeKey } from '../../../../src/services/engines/measureEngines';
import { trainingEngine, type ChosenEngine } from '../../../../src/services/engines/trainingEngine';
import { putStub, stubs, temporaryFolder } from './stubPackage';

const architecture = vanilla(4, 5);
const options: TrainerOptions = { optimizer: 'adam', clip: 0, batchSize: 2, sequenceLength: 3 };
const size = sizeKey({ ...architecture, options });

describe('trainingEngine', () => {
  let kernel: Kernel;
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    kernel = createReferenceKernel('reference');
    folder = temporaryFolder();
  });

  afterEach(() => folder.remove());

  const install = async (stub: string, isGpu?: boolean): Promise<void> => {
    putStub(folder.path, stub);
    const record: Installed = { version: '4.22.0', node: process.execPath, isGpu };
    await writeInstalled(folder.path, record);
  };
  const choose = (name: EngineName, at: string | undefined = folder.path): Promise<ChosenEngine> =>
    trainingEngine(name, at, kernel, architecture, options);
  const nameOf = (engine: ChosenEngine): string => {
    const trainer = engine.train(zeroParameters(architecture), options);
    const text = Uint16Array.of(0, 1, 2, 3, 4, 0);
    assert.ok(Number.isFinite(trainer.step(text, text, 0.1, 1)));
    trainer.dispose();
    return trainer.engine;
  };

  it('takes the kernel where it is chosen, or nothing is set up', async () => {
    await install(stubs.gpu, true);
    assert.equal(nameOf(await choose('kernel')), 'plain float64');
    folder.remove();
    assert.equal(nameOf(await choose('auto')), 'plain float64');
    assert.equal(
      nameOf(await trainingEngine('auto', undefined, kernel, architecture, options)),
      'plain float64',
    );
  });

  it('takes the engine that was faster for this size', async () => {
    await install(stubs.gpu, true);
    await addSpeed(folder.path, { size, gpu: 2, kernel: 1 });
    assert.equal(nameOf(await choose('auto')), 'tfjs-node-gpu 4.22.0, GPU in use');
    await addSpeed(folder.path, { size, gpu: 1, kernel: 2 });
    assert.equal(nameOf(await choose('auto')), 'plain float64');
    assert.deepEqual(readSpeeds(folder.path), [{ size, gpu: 1, kernel: 2 }]);
  });

  it('measures a size that was not measured, and remembers it', async () => {
    await install(stubs.gpu, true);
    const chosen = await choose('auto');
    const [speed] = readSpeeds(folder.path);
    assert.equal(speed.size, size);
    assert.ok(speed.gpu > 0 && speed.kernel > 0);
    assert.equal(nameOf(chosen).startsWith('tfjs'), speed.gpu > speed.kernel);
  });

  it('takes the kernel and says why, where the GPU is gone since', async () => {
    await install(stubs.fallsBack, true);
    const fallen = await choose('auto');
    assert.equal(nameOf(fallen), 'plain float64');
    assert.match(fallen.problem ?? '', /found no GPU.*The kernel trains\./);
    assert.deepEqual(readSpeeds(folder.path), []);
  });

  it('takes the kernel and says why, where TensorFlow.js cannot be loaded', async () => {
    await install(stubs.throws, true);
    const broken = await choose('auto');
    assert.equal(nameOf(broken), 'plain float64');
    assert.match(broken.problem ?? '', /cannot start: Something else is wrong/);
  });

  it('does as it is told, and says what it runs on', async () => {
    await install(stubs.fallsBack, false);
    const told = await choose('tfjs');
    assert.equal(nameOf(told), 'tfjs-node-gpu 4.22.0, no GPU in use');
    assert.match(told.problem ?? '', /computes on the processor/);
    folder.remove();
    await assert.rejects(choose('tfjs'), { name: 'PersonError', message: /is not installed/ });
  });
});
