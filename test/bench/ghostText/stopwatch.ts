import { processorTime } from '../../processorTime';

/** Milliseconds that something took: by the clock, and of the processor. */
export interface Times {
  readonly clock: number;
  /**
   * Processor time of the thread. What else the machine does does not count in it, so on a busy machine it is the better
   * measure. Before Node 23.9 it is that of the whole process, its compiling and collecting threads included: then it is
   * the larger one where there is no other load.
   */
  readonly processor: number;
}

/** Starts measuring; call what is returned to stop. */
export function stopwatch(): () => Times {
  const clock = performance.now();
  const before = processorTime();
  return () => {
    return { clock: performance.now() - clock, processor: processorTime() - before };
  };
}
