import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gpuPackage } from '../../../../src/services/engines/gpuFolder';

const require = createRequire(__filename);

/** Something in the place of tfjs-node-gpu: TensorFlow.js's plain backend, which says of itself what it is told to. */
function standIn(isGpu: boolean, before = '', after = ''): string {
  const core = JSON.stringify(require.resolve('@tensorflow/tfjs-core'));
  const cpu = JSON.stringify(require.resolve('@tensorflow/tfjs-backend-cpu'));
  return `
    ${before}
    const util = require('util');
    if (!util.isNullOrUndefined(null) || !util.isArray([])) throw new Error('called as 4.22.0 calls them');
    const tf = require(${core});
    tf.env().set('IS_TEST', true);
    require(${cpu});
    tf.setBackend('cpu');
    ${after}
    module.exports = {
      ...tf,
      version: { 'tfjs-node': '${gpuPackage.version}' },
      getBackend: () => 'tensorflow',
      backend: () => ({ isUsingGpuDevice: ${isGpu} }),
    };`;
}

/** What tfjs-node-gpu may be like, by the source of its main file. */
export const stubs = {
  gpu: standIn(true),
  /** What costs time costs it nothing, and means nothing: so it is faster than the kernel where the network is large. */
  quickGpu: standIn(
    true,
    '',
    `const zeros = (backend, shape) =>
      backend.makeTensorInfo(shape, 'float32', new Float32Array(shape.reduce((x, y) => x * y, 1)));
    const instead = (kernelName, kernelFunc) => {
      tf.unregisterKernel(kernelName, 'cpu');
      tf.registerKernel({ kernelName, backendName: 'cpu', kernelFunc });
    };
    instead('BatchMatMul', ({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }) =>
      zeros(backend, [...a.shape.slice(0, -2), a.shape.at(transposeA ? -1 : -2), b.shape.at(transposeB ? -2 : -1)]));
    for (const name of ['Add', 'Sub', 'Multiply', 'RealDiv']) {
      instead(name, ({ inputs: { a, b }, backend }) =>
        zeros(backend, tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape)));
    }
    for (const name of ['Tanh', 'Sigmoid', 'Square', 'Sqrt']) {
      instead(name, ({ inputs: { x }, backend }) => zeros(backend, x.shape));
    }
    instead('SplitV', ({ inputs: { x }, attrs: { numOrSizeSplits, axis }, backend }) => {
      const at = tf.util.parseAxisParam(axis, x.shape)[0];
      const sizes = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, at);
      return sizes.map((size) => zeros(backend, x.shape.map((all, index) => (index === at ? size : all))));
    });
    instead('Concat', ({ inputs, attrs: { axis }, backend }) => {
      const shapes = Object.values(inputs).map(({ shape }) => shape);
      return zeros(backend, tf.backend_util.computeOutShape(shapes, tf.util.parseAxisParam(axis, shapes[0])[0]));
    });
    instead('Transpose', ({ inputs: { x }, attrs: { perm }, backend }) =>
      zeros(backend, perm.map((index) => x.shape[index])));
    instead('GatherV2', ({ inputs: { x, indices }, backend }) =>
      zeros(backend, [...indices.shape, ...x.shape.slice(1)]));`,
  ),
  fallsBack: standIn(
    false,
    `console.error("W tensorflow/stream_executor: Could not load dynamic library 'libcudart.so.11.0'; dlerror: ...");`,
  ),
  lacksLibrary: `throw new Error('libtensorflow.so.2: cannot open shared object file: No such file or directory');`,
  lacksAddon: `throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: x');`,
  throws: `throw new Error('Something else is wrong.\\nAnd more.');`,
  crashes: `process.kill(process.pid, 'SIGSEGV');`,
  hangs: `for (;;);`,
} as const;

/** A folder of the test's own, removed by `remove`. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'char-rnn-gpu-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Puts a stub where npm would have. */
export function putStub(folder: string, main: string): void {
  const place = join(folder, 'node_modules', gpuPackage.name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(place, 'package.json'), JSON.stringify({ ...gpuPackage, main: 'index.js' }));
  writeFileSync(join(place, 'index.js'), main);
}
