import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gpuPackage } from '../../../../src/services/engines/gpuFolder';

const require = createRequire(__filename);

/** Something in the place of tfjs-node-gpu: TensorFlow.js's plain backend, which says of itself what it is told to. */
function standIn(isGpu: boolean, before = ''): string {
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
