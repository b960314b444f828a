import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeInstalled } from '../../../src/services/engines/gpuFolder';
import { putStub, stubs, temporaryFolder } from '../services/engines/stubPackage';
import { runProgram, type Ran } from './fakeEnvironment';

/** With stand-ins for tfjs-node-gpu: TensorFlow.js on its plain backend, which says of itself what it is told to. */
describe('char-rnn train --engine', function () {
  this.timeout(20_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let text: string;

  beforeEach(() => {
    folder = temporaryFolder();
    text = join(folder.path, 'text.txt');
    writeFileSync(text, 'the cat sat on the mat and the rat sat on the hat.\n'.repeat(9));
  });
  afterEach(() => folder.remove());

  const install = async (stub: string, isGpu: boolean): Promise<void> => {
    putStub(folder.path, stub);
    await writeInstalled(folder.path, { version: '4.22.0', node: process.execPath, isGpu });
  };
  const train = (...args: string[]): Promise<Ran> =>
    runProgram([
      ...['train', text, '--out', join(folder.path, 'm.npz'), '--hidden', '4', '--sequence-length', '5'],
      ...['--steps', '3', ...args],
    ]);

  it('trains with TensorFlow.js, says on what, and has the losses of the kernel', async () => {
    await install(stubs.gpu, true);
    const tfjs = await train('--engine', 'tfjs', '--gpu-folder', folder.path);
    assert.equal(tfjs.code, 0, tfjs.told);
    assert.match(tfjs.out, /steps a pass; tfjs \(tfjs-node-gpu 4\.22\.0, GPU in use\)/);
    const losses = async (...args: string[]): Promise<number[]> =>
      (await train('--json', ...args)).out
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { loss: number }).loss);
    const expected = await losses('--engine', 'kernel');
    const own = await losses('--engine', 'tfjs', '--gpu-folder', folder.path);
    // Both in float32, sums in another order.
    own.forEach((loss, step) => assert.ok(Math.abs(loss - expected[step]) < 1e-5, `step ${step}`));
  });

  it('says plainly that there is no GPU, and that the kernel trains instead', async () => {
    await install(stubs.fallsBack, true);
    const asked = await train('--engine', 'tfjs', '--gpu-folder', folder.path);
    assert.match(asked.out, /tfjs-node-gpu 4\.22\.0, no GPU in use/);
    assert.match(asked.told, /found no GPU that it can use and computes on the processor/);
    const auto = await train('--gpu-folder', folder.path);
    assert.match(auto.out, /; kernel fast \(wasm/);
    assert.match(auto.told, /found no GPU .* The kernel trains\./);
    assert.ok(!/tried again/.test(asked.told + auto.told));
  });

  it('says what is wrong where it cannot be had', async () => {
    const refused = async (message: RegExp, ...args: string[]): Promise<void> => {
      const { code, told } = await train(...args);
      assert.equal(code, 1);
      assert.match(told, message);
    };
    await refused(/is not installed/, '--engine', 'tfjs');
    await refused(/no finished installation/, '--gpu-folder', folder.path);
    await refused(/does not go with --engine kernel/, '--gpu-folder', folder.path, '--engine', 'kernel');
    await install(stubs.throws, true);
    await refused(/cannot start: Something else is wrong/, '--engine', 'tfjs', '--gpu-folder', folder.path);
    const auto = await train('--gpu-folder', folder.path);
    assert.match(auto.told, /cannot start: Something else is wrong.*The kernel trains/);
    assert.match(auto.out, /; kernel fast \(wasm/);
  });

  it('goes on with another engine from the same checkpoint', async () => {
    await install(stubs.gpu, true);
    await train('--engine', 'kernel');
    const checkpoint = join(folder.path, 'm.checkpoint.npz');
    const more = ['--resume', checkpoint, '--steps', '5', '--engine', 'tfjs', '--gpu-folder', folder.path];
    const { out, told, code } = await runProgram(['train', ...more]);
    assert.equal(code, 0, told);
    assert.match(out, /GPU in use\)\. Goes on after step 3/);
    assert.match(out, /Done after 5 steps/);
  });
});
