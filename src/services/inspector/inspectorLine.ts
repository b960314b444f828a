import { Worker } from 'node:worker_threads';
import type { Port } from '../../protocol/port';
import { findBuiltFile } from '../builtFile';

/** A line to the answering side, and the end of it. */
export interface InspectorLine extends Port {
  /** Called when the other side broke down by itself. */
  onFailure(hear: (error: Error) => void): void;
  dispose(): void;
}

/** Starts the inspector's worker. */
export function startInspectorWorker(): InspectorLine {
  const worker = new Worker(workerFile());
  worker.unref();
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (hear) => {
      worker.on('message', hear);
      return { dispose: () => worker.off('message', hear) };
    },
    onFailure: (hear) => {
      worker.on('error', hear);
      worker.on('messageerror', hear);
    },
    dispose: () => void worker.terminate(),
  };
}

function workerFile(): string {
  const file = findBuiltFile('inspector.worker.js');
  if (file === undefined) {
    throw new Error('inspector.worker.js is missing: build first.');
  }
  return file;
}
