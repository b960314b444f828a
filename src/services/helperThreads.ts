import { Worker } from 'node:worker_threads';
import type { HelperThreads } from '../core/kernel/wasmTrainer';
import { findBuiltFile } from './builtFile';

/** What `trainerThread.worker.ts` is given. */
export interface TrainerThreadData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
}

/**
 * Threads of Node that help a trainer. They join when they have started; one that cannot start is missed by nobody, the
 * others do its work. None keeps the process alive.
 */
export function startHelperThreads(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  count: number,
): HelperThreads {
  const file = findBuiltFile('trainerThread.worker.js');
  const workerData: TrainerThreadData = { module, memory };
  const workers = Array.from({ length: file === undefined ? 0 : count }, () => {
    // Without the parent's loaders: the file is plain JavaScript.
    const worker = new Worker(file!, { workerData, execArgv: [] });
    worker.on('error', () => undefined);
    worker.unref();
    return worker;
  });
  return {
    dispose: () => {
      for (const worker of workers) {
        void worker.terminate();
      }
    },
  };
}
