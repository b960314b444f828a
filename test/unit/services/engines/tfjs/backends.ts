import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type * as core from '@tensorflow/tfjs-core';

export type Core = typeof core;

export const backends = ['cpu', 'wasm'] as const;
export type Backend = (typeof backends)[number];

/** TensorFlow.js on one of its backends. They load as CommonJS only, and wasm wants to know where its files are. */
export async function tensorFlowOn(backend: Backend): Promise<Core> {
  const require = createRequire(__filename);
  const tf = require('@tensorflow/tfjs-core') as Core;
  // It recommends its native build at each start.
  tf.env().set('IS_TEST', true);
  if (backend === 'wasm') {
    const wasm = require('@tensorflow/tfjs-backend-wasm') as {
      setWasmPaths(folder: string): void;
      setThreadsCount(count: number): void;
    };
    wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
    wasm.setThreadsCount(1);
  } else {
    require('@tensorflow/tfjs-backend-cpu');
  }
  if (!(await tf.setBackend(backend))) {
    throw new Error(`The backend ${backend} does not run here.`);
  }
  return tf;
}
