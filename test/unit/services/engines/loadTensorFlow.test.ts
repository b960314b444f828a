import assert from 'node:assert/strict';
import util from 'node:util';
import { PersonError } from '../../../../src/core/personError';
import { writeInstalled } from '../../../../src/services/engines/gpuFolder';
import { loadTensorFlow } from '../../../../src/services/engines/loadTensorFlow';
import { putStub, stubs, temporaryFolder } from './stubPackage';

describe('loadTensorFlow', () => {
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(() => {
    folder = temporaryFolder();
  });

  afterEach(() => folder.remove());

  const installed = async (stub: string): Promise<string> => {
    putStub(folder.path, stub);
    await writeInstalled(folder.path, { version: '4.22.0', node: process.execPath });
    return folder.path;
  };

  const refused = (path: string | undefined, message: RegExp): void => {
    assert.throws(
      () => loadTensorFlow(path),
      (error) => error instanceof PersonError && message.test(error.message),
    );
  };

  it('says on what it computes, in the words of isUsingGpuDevice', async () => {
    const { isGpu, engine, tf } = loadTensorFlow(await installed(stubs.gpu));
    assert.equal(isGpu, true);
    assert.equal(engine, 'tfjs-node-gpu 4.22.0, GPU in use');
    assert.equal(tf.tensor1d([1, 2]).size, 2);
  });

  it('says that it fell back to the processor', async () => {
    const { isGpu, engine } = loadTensorFlow(await installed(stubs.fallsBack));
    assert.equal(isGpu, false);
    assert.equal(engine, 'tfjs-node-gpu 4.22.0, no GPU in use');
  });

  it('puts back what Node 23 took away, before it loads', async () => {
    const functions = util as unknown as Record<string, unknown>;
    const { isNullOrUndefined, isArray } = functions;
    functions.isNullOrUndefined = functions.isArray = undefined;
    try {
      assert.equal(loadTensorFlow(await installed(stubs.gpu)).isGpu, true);
    } finally {
      Object.assign(functions, { isNullOrUndefined, isArray });
    }
  });

  it('tells what is wrong: absent, half installed, without its library, without its add-on, anything else', async () => {
    refused(folder.path, /is not installed\. Run "Set Up GPU Training"/);
    refused(undefined, /is not installed/);
    putStub(folder.path, stubs.gpu);
    refused(folder.path, /was not finished/);
    refused(await installed(stubs.lacksLibrary), /the library libtensorflow\.so\.2 is missing/);
    folder.remove();
    refused(await installed(stubs.lacksAddon), /native part was not built for Node/);
  });

  it('tells the first line of any other error', async () => {
    refused(await installed(stubs.throws), /cannot start: Something else is wrong\. Run/);
  });
});
