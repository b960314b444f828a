/** Writes characters with TensorFlow.js: tfjs.mjs (wasm|cpu) WEIGHTS. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { columnsOf, draw, readWeights, serve } from './weights.mjs';

// It recommends its native build at each start.
console.warn = () => undefined;
const [backend, file] = process.argv.slice(2);
const require = createRequire(import.meta.url);
// Both register themselves; as ES modules they do not load in Node.
if (backend === 'wasm') {
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  wasm.setThreadsCount?.(1);
} else {
  require('@tensorflow/tfjs-backend-cpu');
}
const core = require('@tensorflow/tfjs-core');
core.env().set('IS_TEST', false);
await core.setBackend(backend);
await core.ready();
if (core.getBackend() !== backend) {
  throw new Error(`The backend ${backend} does not run here.`);
}

const weights = readWeights(file);
const { H, V } = weights;
const Whh = core.tensor2d(weights.Whh, [H, H]);
const Why = core.tensor2d(weights.Why, [V, H]);
const by = core.tensor1d(weights.by);
const columns = core.tensor2d(columnsOf(weights), [V, H]);

await serve((n) => {
  let h = core.zeros([1, H]);
  let index = 0;
  for (let t = 0; t < n; t++) {
    const [next, y] = core.tidy(() => {
      const column = core.slice2d(columns, [index, 0], [1, H]);
      const hidden = core.tanh(core.add(column, core.matMul(h, Whh, false, true)));
      return [hidden, core.add(core.matMul(hidden, Why, false, true), by)];
    });
    index = draw(y.dataSync());
    core.dispose([h, y]);
    h = next;
  }
  h.dispose();
});
