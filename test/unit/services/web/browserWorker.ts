import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Port } from '../../../../src/protocol/port';
import { serveFiles } from '../../../../src/services/web/filesLine';
import type { HostFiles } from '../../../../src/services/web/hostFiles';
import { root } from '../../../install.mjs';

/** What a browser's worker does not have. */
const nodeOnly = ['process', 'require', 'module', 'exports', 'Buffer', 'setImmediate', 'global', '__dirname'];

const harness = `
const { parentPort, workerData } = require('node:worker_threads');
const listeners = new Set();
globalThis.self = globalThis;
Object.assign(globalThis, {
  addEventListener: (type, listener) => listeners.add(listener),
  removeEventListener: (type, listener) => listeners.delete(listener),
  postMessage: (message, transfer) => parentPort.postMessage(message, transfer),
  close: () => process.exit(0),
});
parentPort.on('message', (data) => [...listeners].forEach((listener) => listener({ data })));
new Function(...workerData.hidden, workerData.code)();
`;

/** A bundle of dist/web in a thread that lacks what a browser lacks, with a line to it. */
export function startBrowserWorker(name: string, files: HostFiles): Port & { terminate(): Promise<number> } {
  const code = readFileSync(join(root, 'dist', 'web', `${name}.worker.js`), 'utf8');
  const worker = new Worker(harness, { eval: true, workerData: { code, hidden: nodeOnly }, execArgv: [] });
  const { port1, port2 } = new MessageChannel();
  serveFiles(port1 as unknown as globalThis.MessagePort, files);
  worker.postMessage({ files: port2 }, [port2]);
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    listen: (hear) => {
      worker.on('message', hear);
      return { dispose: () => worker.off('message', hear) };
    },
    terminate: () => {
      port1.close();
      return worker.terminate();
    },
  };
}
