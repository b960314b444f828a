import { availableParallelism, freemem } from 'node:os';

/** What is to be known of the machine that this runs on. */

/** The person's home folder; undefined where it is unknown. */
export function homeFolder(): string | undefined {
  return process.env.HOME ?? process.env.USERPROFILE;
}

/** For a report: names and values. */
export function describeMachine(): readonly (readonly [name: string, value: string])[] {
  const { platform, arch, versions } = process;
  return [
    ['system', `${platform} ${arch}`],
    ['Node.js', versions.node],
  ];
}

/** Bytes that this process holds. */
export function heldMemory(): number {
  return process.memoryUsage.rss();
}

/** Bytes that this process can still have: of the machine, or of the container that it is in. */
export function availableMemory(): number {
  const { availableMemory: ofProcess } = process as { availableMemory?: () => number };
  return ofProcess?.call(process) ?? freemem();
}

/** Ends this process; a worker, in a browser. */
export function endProcess(): void {
  process.exit(1);
}

/** Threads that can run side by side. */
export function coresHere(): number {
  return availableParallelism();
}
