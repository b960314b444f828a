import { readFileSync, utimesSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';

/** Who trains, as the lock's file says. */
export interface LockHolder {
  readonly pid: number;
  /** The text's name, for people. */
  readonly text: string;
}

/** Milliseconds from one sign of life of the holder to the next, and without one before it counts as dead. */
const beat = 2000;
const deadAfter = 60_000;

/**
 * Lets one process train at a time, whichever window started it. The lock is a file with the holder's process number, whose
 * time is renewed while the holder lives: one whose process is gone, or which has not been renewed for a minute (the number
 * may be another process's by now), is void. After the clock was set, or the machine slept, a lock seems old whose holder is
 * about to renew it: so it is waited for.
 */
export class RunLock {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly content: string,
    onLost: () => void,
  ) {
    this.timer = setInterval(() => {
      if (this.isOurs()) {
        utimesSync(path, new Date(), new Date());
      } else {
        clearInterval(this.timer);
        onLost();
      }
    }, beat);
    this.timer.unref();
  }

  /**
   * @param onLost is called when another process has taken the lock, which it does of one that seemed dead.
   * @returns the lock, or who has it.
   */
  static async take(path: string, text: string, onLost: () => void): Promise<RunLock | LockHolder> {
    const content = JSON.stringify({ pid: process.pid, text } satisfies LockHolder);
    for (;;) {
      try {
        await writeFile(path, content, { flag: 'wx' });
        return new RunLock(path, content, onLost);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
          throw error;
        }
      }
      const holder = await lockHolder(path);
      if (holder && holder.pid !== process.pid) {
        return holder;
      }
      await rm(path, { force: true });
    }
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    if (this.isOurs()) {
      await rm(this.path, { force: true });
    }
  }

  private isOurs(): boolean {
    try {
      return readFileSync(this.path, 'utf8') === this.content;
    } catch {
      return false;
    }
  }
}

/**
 * Who holds a lock and is alive; undefined if nobody does. Takes a few seconds where the lock's time says nothing: a minute
 * ago, or to come.
 */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  try {
    const { pid, text } = JSON.parse(await readFile(path, 'utf8')) as LockHolder;
    if (!isAlive(pid)) {
      return undefined;
    }
    const { mtimeMs } = await stat(path);
    if (Math.abs(Date.now() - mtimeMs) >= deadAfter) {
      await new Promise((resolve) => setTimeout(resolve, 1.5 * beat));
      if ((await stat(path)).mtimeMs === mtimeMs) {
        return undefined;
      }
    }
    return { pid, text };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
