import type { Port } from '../src/protocol/port';

/** What VS Code puts into the page. It can be had once only. */
interface VsCodeApi {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** The line to the extension. */
export const extensionPort: Port = {
  post: (message) => api.postMessage(message),
  listen: (hear) => {
    const listener = (event: MessageEvent): void => hear(event.data);
    window.addEventListener('message', listener);
    return { dispose: () => window.removeEventListener('message', listener) };
  },
};

/** What survives hiding, moving and reloading. */
export const kept = {
  read: (): unknown => api.getState(),
  write: (state: unknown): void => api.setState(state),
};
