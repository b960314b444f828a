import type { Port } from '../../protocol/port';
import { serveFiles } from './filesLine';
import { hostFiles } from './hostFiles';

/** What a worker is sent first: how it reaches files. */
export interface WorkerBeginning {
  readonly files: MessagePort;
}

export function isBeginning(message: unknown): message is WorkerBeginning {
  return typeof message === 'object' && message !== null && 'files' in message;
}

/** A line to a worker, and the end of it. */
export interface WebWorkerLine extends Port {
  /** Called when the worker broke down, or could not be started. */
  onFailure(hear: (error: Error) => void): void;
  dispose(): void;
}

/**
 * Starts a worker from dist/web, beside the extension host's own. Its code is read as a file and started as a blob: the
 * page's policy lets in no script from where the extension lies, and that is often another origin.
 *
 * @param name of its file, without `.worker.js`.
 */
export function startWebWorker(name: string): WebWorkerLine {
  const hearers = new Set<(message: unknown) => void>();
  const failures = new Set<(error: Error) => void>();
  /** What was said before it had started. */
  let waiting: (() => void)[] = [];
  let worker: Worker | undefined;
  let isDisposed = false;
  const fail = (error: Error): void => {
    if (!isDisposed) {
      failures.forEach((hear) => hear(error));
    }
  };
  const begin = async (): Promise<void> => {
    const code = await hostFiles().readBuilt(`web/${name}.worker.js`);
    if (code === undefined) {
      throw new Error(`web/${name}.worker.js is missing from the extension.`);
    }
    if (isDisposed) {
      return;
    }
    const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    worker = new Worker(address, { name: `char-rnn ${name}` });
    worker.onmessage = ({ data }: MessageEvent<unknown>) => hearers.forEach((hear) => hear(data));
    worker.onerror = ({ message }) => fail(new Error(message || 'The worker could not be started.'));
    worker.onmessageerror = () => fail(new Error('A message could not be read.'));
    const { port1, port2 } = new MessageChannel();
    serveFiles(port1, hostFiles());
    worker.postMessage({ files: port2 } satisfies WorkerBeginning, [port2]);
    waiting.forEach((post) => post());
    waiting = [];
  };
  begin().catch((error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
  return {
    post: (message, transfer = []) => {
      if (worker) {
        worker.postMessage(message, transfer);
      } else {
        waiting.push(() => worker?.postMessage(message, transfer));
      }
    },
    listen: (hear) => {
      hearers.add(hear);
      return { dispose: () => hearers.delete(hear) };
    },
    onFailure: (hear) => failures.add(hear),
    dispose: () => {
      isDisposed = true;
      worker?.terminate();
    },
  };
}
