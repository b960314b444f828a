const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };

/** Whether the time of this thread can be told from that of others. */
export const tellsThreads = threadCpuUsage !== undefined;

/**
 * Milliseconds of processor time that this thread has had (on a Node before 23.9, which cannot tell, the process). Tests
 * of how long work takes measure with it: on a busy machine the clock goes on while others have the cores.
 */
export function processorTime(): number {
  // Linux brings a thread's account up to date at its ticks, every 4 ms, and when the process's account is asked for.
  const whole = process.cpuUsage();
  const { user, system } = threadCpuUsage?.() ?? whole;
  return (user + system) / 1000;
}
