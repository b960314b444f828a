import { processorTime } from './processorTime';

/** What some work did to the event loop that it shares with everything else. */
export interface Hold<T> {
  readonly result: T;
  /** Milliseconds of this thread's processor time between two turns of the loop, the longest first. */
  readonly holds: readonly number[];
  /** The longest by the clock, which goes on while other processes have the cores. */
  readonly longestByClock: number;
  /** All of it, by the clock. */
  readonly clock: number;
}

/**
 * Does work and looks at every turn of the event loop how long everything else has waited. (`setImmediate` comes once a
 * turn; so long as it is there the loop never sleeps, so that waiting for files costs processor time too, in small turns.)
 */
export async function eventLoopHold<T>(work: () => Promise<T>): Promise<Hold<T>> {
  const holds: number[] = [];
  let longestByClock = 0;
  let running = true;
  // One turn before the work, so that the clock is not counted.
  await new Promise((resolve) => setImmediate(resolve));
  let [processor, clock] = [processorTime(), performance.now()];
  const look = (): void => {
    holds.push(processorTime() - processor);
    longestByClock = Math.max(longestByClock, performance.now() - clock);
    [processor, clock] = [processorTime(), performance.now()];
    if (running) {
      setImmediate(look);
    }
  };
  setImmediate(look);
  const began = performance.now();
  const result = await work();
  const all = performance.now() - began;
  running = false;
  look();
  holds.sort((a, b) => b - a);
  return { result, holds, longestByClock, clock: all };
}
