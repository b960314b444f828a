import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunView } from '../../../../src/protocol/training/view';
import { gpuFolderIn, writeInstalled } from '../../../../src/services/engines/gpuFolder';
import { kernelLaunch, launchFor, type TrainerLaunch } from '../../../../src/services/engines/trainerLaunch';
import { RunFolder, type RunRecord } from '../../../../src/services/training/runFolder';
import { TrainerProcess } from '../../../../src/services/training/trainerProcess';
import { putStub, stubs, temporaryFolder } from './stubPackage';

const text = 'To be, or not to be, that is the question:\nWhether tis nobler in the mind\n'.repeat(40);
const settings = { engine: 'auto', node: '', kernel: 'auto' } as const;
const record: RunRecord = {
  text: 'hamlet.txt',
  characters: text.length,
  form: {
    ...{ cell: 'gru', layers: 1, hidden: 8, sequenceLength: 5, batchSize: 2, dropout: 0.1 },
    ...{ optimizer: 'adam', learningRate: 0.003, heldOut: 0.1, passes: 10_000 },
  },
  name: 'hamlet',
  destination: 'file:///nowhere/hamlet.npz',
  kept: null,
};

describe("the trainer's process and its engine", () => {
  let root: ReturnType<typeof temporaryFolder>;
  let gpu: string;
  let folder: RunFolder;

  beforeEach(async () => {
    root = temporaryFolder();
    gpu = gpuFolderIn(root.path);
    mkdirSync(gpu);
    putStub(gpu, stubs.gpu);
    folder = new RunFolder(join(root.path, 'run'));
    await folder.make();
    writeFileSync(folder.text, text);
    await folder.write(record);
  });

  afterEach(() => root.remove());

  /** Trains until a view fits, then ends the process as a fault in native code would. */
  const trainUntil = (launch: TrainerLaunch, fits: (view: RunView) => boolean): Promise<RunView> =>
    new Promise((resolve, reject) => {
      let found: RunView | undefined;
      const trainer = new TrainerProcess(
        {
          hear: (message) => {
            if (message.kind === 'run' && message.run.status === 'failed') {
              reject(new Error(message.run.message ?? 'failed'));
            }
            if (message.kind === 'run' && fits(message.run)) {
              found ??= message.run;
              process.kill(trainer.pid!, 'SIGSEGV');
            }
          },
          died: (why) => (found ? resolve(found) : reject(new Error(why))),
        },
        launch,
      );
      trainer.send({ kind: 'train', folder: folder.path, lock: join(root.path, 'lock') });
    });

  it('trains with TensorFlow.js and says so; when it has crashed, the kernel goes on from the checkpoint', async () => {
    await writeInstalled(gpu, { version: '4.22.0', node: process.execPath, isGpu: true });
    const launch = launchFor({ ...settings, engine: 'tfjs' }, gpu);
    const crashed = await trainUntil(
      launch,
      ({ checkpoint }) => checkpoint !== null && existsSync(folder.history),
    );
    assert.equal(crashed.engine, 'tfjs (tfjs-node-gpu 4.22.0, GPU in use)');
    const step = crashed.checkpoint!.step;
    let first = Infinity;
    const after = await trainUntil(kernelLaunch, ({ progress, status }) => {
      first = status === 'running' && progress ? Math.min(first, progress.step) : first;
      return first < Infinity;
    });
    assert.match(after.engine ?? '', /^fast \(wasm/);
    assert.ok(first >= step, `the run went on from step ${step}, not from ${first}`);
  });

  it('fails with what is wrong, where TensorFlow.js was asked for and is not there', async () => {
    await assert.rejects(
      trainUntil(launchFor({ ...settings, engine: 'tfjs', node: process.execPath }, gpu), () => false),
      /installation of @tensorflow\/tfjs-node-gpu was not finished/,
    );
  });

  it('is started with a real Node only where there may be a GPU', async () => {
    assert.deepEqual(launchFor(settings, gpu), kernelLaunch);
    await writeInstalled(gpu, { version: '4.22.0', node: process.execPath, isGpu: false });
    assert.deepEqual(launchFor(settings, gpu), kernelLaunch);
    await writeInstalled(gpu, { version: '4.22.0', node: process.execPath, isGpu: true });
    const launch = { kernel: 'auto', engine: 'auto', gpuFolder: gpu, node: process.execPath };
    assert.deepEqual(launchFor(settings, gpu), launch);
    assert.deepEqual(launchFor({ ...settings, engine: 'tfjs', node: '/other/node' }, gpu), {
      ...launch,
      engine: 'tfjs',
      node: '/other/node',
    });
    assert.deepEqual(launchFor({ ...settings, engine: 'kernel' }, gpu), kernelLaunch);
    // The same bits on every machine where that is wanted, and the fast kernel else.
    assert.equal(launchFor({ ...settings, kernel: 'exact' }, gpu).kernel, 'exact');
    assert.equal(launchFor({ ...settings, engine: 'kernel', kernel: 'exact' }, gpu).kernel, 'exact');
    assert.equal(launchFor({ ...settings, kernel: 'reference' }, gpu).kernel, 'auto');
    await writeInstalled(gpu, { version: '4.22.0', node: join(gpu, 'gone'), isGpu: true });
    assert.deepEqual(launchFor(settings, gpu), kernelLaunch);
  });
});
