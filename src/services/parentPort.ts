import { parentPort as threadPort } from 'node:worker_threads';
import type { Port } from '../protocol/port';

/** A worker's line to whoever started it. */
export const parentPort: Port = {
  post: (message, transfer) => threadPort!.postMessage(message, transfer),
  listen: (hear) => {
    threadPort!.on('message', hear);
    return { dispose: () => threadPort!.off('message', hear) };
  },
};
