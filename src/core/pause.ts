import type { Pieces } from './kernel/pieces';

/**
 * Lets everything else that waits on the event loop run once. `setImmediate` where there is one (Node), a message to
 * ourselves elsewhere: a timer would wait at least a millisecond, four in browsers.
 */
export function pause(): Promise<void> {
  if (typeof setImmediate === 'function') {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** What long work is given by its caller. */
export interface Control {
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each slice. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Lets the event loop run; replaced in tests. */
  readonly pause?: () => Promise<void>;
}

/**
 * Cuts long work into slices of a few milliseconds. Ask `size` for how many items to do next, do them, then
 * `await done(items)`: it measures how long they took, and pauses when the slice is used up.
 */
export class Slicer {
  private perItem = 0;
  private began = performance.now();
  private last = this.began;
  private items = 0;

  /**
   * @param total items in all, for progress.
   * @param slice milliseconds of uninterrupted work.
   */
  constructor(
    private readonly control: Control,
    private readonly total: number,
    private readonly slice = 4,
  ) {
    control.signal?.throwIfAborted();
  }

  /** How many items should fit in what is left of this slice: at least 1, at most `limit`. */
  size(limit: number): number {
    if (this.perItem === 0) {
      return Math.min(limit, 16);
    }
    const left = this.slice - (performance.now() - this.began);
    return Math.max(1, Math.min(limit, Math.floor(left / this.perItem)));
  }

  /** Accounts for finished items, and pauses if the slice is used up (to nine tenths, lest the next be tiny). */
  async done(items: number): Promise<void> {
    const now = performance.now();
    if (items > 0) {
      const measured = Math.max(1e-5, (now - this.last) / items);
      // The first call runs before the optimising compiler steps in, so later ones count more.
      this.perItem = this.perItem === 0 ? measured : 0.5 * (this.perItem + measured);
    }
    this.last = now;
    this.items += items;
    if (now - this.began >= 0.9 * this.slice) {
      this.control.onProgress?.(this.items, this.total);
      await (this.control.pause ?? pause)();
      this.control.signal?.throwIfAborted();
      this.began = this.last = performance.now();
    }
  }
}

/** Does work in pieces, in slices of a few milliseconds. @throws the signal's reason once it is aborted. */
export async function inSlices<T>(work: Pieces<T>, control: Control = {}): Promise<T> {
  const slicer = new Slicer(control, 0);
  for (;;) {
    const step = work.next();
    if (step.done) {
      return step.value;
    }
    await slicer.done(step.value);
  }
}
