/** Milliseconds that something took: by the clock, and of the processor. */
export interface Times {
  readonly clock: number;
  /**
   * Processor time of the whole process, its compiling and collecting threads included. What else the machine does
   * does not count in it, so on a busy machine it is the better measure; without other load it is the larger one.
   */
  readonly processor: number;
}

/** Starts measuring; call what is returned to stop. */
export function stopwatch(): () => Times {
  const clock = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { clock: performance.now() - clock, processor: (user + system) / 1000 };
  };
}
