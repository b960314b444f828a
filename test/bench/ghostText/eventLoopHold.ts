import { stopwatch, type Times } from './stopwatch';

/** Does work and measures it, and for how long at most it kept everything else on the event loop waiting. */
export async function eventLoopHold<T>(
  work: () => Promise<T>,
): Promise<{ result: T; longest: Times; total: Times }> {
  const longest = { clock: 0, processor: 0 };
  let running = true;
  // One turn before the work, so that the clock is not counted.
  await new Promise((resolve) => setImmediate(resolve));
  let stop = stopwatch();
  const look = (): void => {
    const { clock, processor } = stop();
    longest.clock = Math.max(longest.clock, clock);
    longest.processor = Math.max(longest.processor, processor);
    stop = stopwatch();
    if (running) {
      setImmediate(look);
    }
  };
  setImmediate(look);
  const stopAll = stopwatch();
  const result = await work();
  const total = stopAll();
  running = false;
  look();
  return { result, longest, total };
}
