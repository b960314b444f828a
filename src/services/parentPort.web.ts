import type { Port } from '../protocol/port';
import { filesOver } from './web/filesLine';
import { provideHostFiles } from './web/hostFiles';
import { isBeginning } from './web/webWorker';

// This is a worker: `self` is no window.
const scope = self as unknown as Worker;

scope.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (isBeginning(data)) {
    provideHostFiles(filesOver(data.files));
  }
});

export const parentPort: Port = {
  post: (message, transfer = []) => scope.postMessage(message, transfer),
  listen: (hear) => {
    const listener = ({ data }: MessageEvent<unknown>): void => {
      if (!isBeginning(data)) {
        hear(data);
      }
    };
    scope.addEventListener('message', listener);
    return { dispose: () => scope.removeEventListener('message', listener) };
  },
};
