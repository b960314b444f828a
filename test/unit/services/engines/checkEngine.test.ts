import assert from 'node:assert/strict';
import { checkEngine, missingLibraries } from '../../../../src/services/engines/checkEngine';
import { writeInstalled } from '../../../../src/services/engines/gpuFolder';
import { sizeKey, type StepSize } from '../../../../src/services/engines/measureEngines';
import { putStub, stubs, temporaryFolder } from './stubPackage';

const size: StepSize = {
  ...{ cell: 'rnn', layers: 1, hiddenSize: 8, vocabularySize: 5 },
  options: { optimizer: 'adam', clip: 0, batchSize: 2, sequenceLength: 4 },
};

describe('checkEngine', () => {
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => folder.remove());

  const check = async (
    stub: string,
    options: Parameters<typeof checkEngine>[3] = {},
  ): ReturnType<typeof checkEngine> => {
    putStub(folder.path, stub);
    await writeInstalled(folder.path, { version: '4.22.0', node: process.execPath });
    return checkEngine(process.execPath, folder.path, [size], options);
  };

  it('measures ten steps of it and of the kernel', async () => {
    const steps: number[] = [];
    const checked = await check(stubs.gpu, { onStep: (done, total) => steps.push(done / total) });
    assert.equal(checked.isGpu, true);
    assert.equal(checked.engine, 'tfjs-node-gpu 4.22.0, GPU in use');
    assert.deepEqual(
      checked.speeds.map((speed) => speed.size),
      [sizeKey(size)],
    );
    const [{ gpu, kernel }] = checked.speeds;
    // The stand-in is TensorFlow.js in plain JavaScript: the kernel is faster at any size.
    assert.ok(gpu > 0 && kernel > gpu, `${gpu} and ${kernel}`);
    assert.equal(steps.length, 20);
    assert.equal(steps.at(-1), 1);
  });

  it('measures nothing where there is no GPU, and names the libraries that are missing', async () => {
    const checked = await check(stubs.fallsBack);
    assert.equal(checked.isGpu, false);
    assert.deepEqual(checked.speeds, []);
    assert.deepEqual(checked.missingLibraries, ['libcudart.so.11.0']);
  });

  it('tells what the process told before it ended', async () => {
    await assert.rejects(check(stubs.lacksLibrary), {
      name: 'PersonError',
      message: /library libtensorflow\.so\.2 is missing/,
    });
  });

  it('outlives a crash in native code', async () => {
    await assert.rejects(check(stubs.crashes), {
      name: 'PersonError',
      message: /crashed its process, which ended by SIGSEGV/,
    });
  });

  it('ends what gives no sign of life', async () => {
    const began = performance.now();
    await assert.rejects(check(stubs.hangs, { patience: 1500 }), {
      name: 'PersonError',
      message: /no sign of life for 2 seconds/,
    });
    assert.ok(performance.now() - began < 15_000);
  });

  it('can be cancelled', async () => {
    const abort = new AbortController();
    const reason = new Error('cancelled');
    setTimeout(() => abort.abort(reason), 300);
    await assert.rejects(check(stubs.hangs, { signal: abort.signal }), reason);
  });

  it('reads the names of libraries in TensorFlow’s log, each once', () => {
    const line = (name: string): string =>
      `... Could not load dynamic library '${name}'; dlerror: no such file\n`;
    assert.deepEqual(missingLibraries(line('a.so.1') + line('b.so') + line('a.so.1')), ['a.so.1', 'b.so']);
    assert.deepEqual(missingLibraries('all is well'), []);
  });
});
