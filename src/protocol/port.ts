/** One end of a line on which messages travel: a webview's, a page's or a worker's. */
export interface Port {
  /** Buffers in `transfer` are handed over rather than copied, where the line can do that. */
  post(message: unknown, transfer?: ArrayBuffer[]): void;
  /** Hears every message that comes until what is returned is disposed of. */
  listen(hear: (message: unknown) => void): { dispose(): void };
}
