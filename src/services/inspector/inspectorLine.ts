import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Port } from '../../protocol/port';

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

/** The bundles lie side by side in dist; TypeScript that runs as it is (tests) finds dist in one of the folders above. */
function workerFile(): string {
  const name = 'inspector.worker.js';
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = [join(folder, name), join(folder, 'dist', name)].find(existsSync);
    if (found !== undefined) {
      return found;
    }
    if (folder === dirname(folder)) {
      throw new Error(`${name} is missing: build first.`);
    }
  }
}
