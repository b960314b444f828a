import { randomText } from '../randomText';
import { hostFiles } from '../web/hostFiles';
import type { LockHolder } from './runLock';

/** Milliseconds from one sign of life of the holder to the next, and without one before it counts as dead. */
const beat = 2000;
const deadAfter = 20_000;

/** What stands in the lock's file. */
interface Holding {
  /** Of the worker: there are no process numbers in a browser. */
  readonly holder: string;
  readonly text: string;
}

/**
 * Lets one worker train at a time, whichever of the browser's windows started it: they share the extension's storage. The
 * holder writes its file again and again; one that has been silent is gone, as a window does not always say so when it is
 * closed.
 */
export class RunLock {
  private readonly timer: ReturnType<typeof setInterval>;

  private constructor(
    private readonly path: string,
    private readonly holding: Holding,
    onLost: () => void,
  ) {
    this.timer = setInterval(() => {
      void read(path).then((found) => {
        if (found?.holder === holding.holder) {
          return write(path, holding);
        }
        clearInterval(this.timer);
        onLost();
      });
    }, beat);
  }

  /** @returns the lock, or who has it. */
  static async take(path: string, text: string, onLost: () => void): Promise<RunLock | LockHolder> {
    const holder = await lockHolder(path);
    if (holder) {
      return holder;
    }
    const holding = { holder: randomText(8), text };
    await write(path, holding);
    // Of two that came at the same moment, the one that wrote last has it.
    const found = await read(path);
    if (found && found.holder !== holding.holder) {
      return { pid: 0, text: found.text };
    }
    return new RunLock(path, holding, onLost);
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    if ((await read(this.path))?.holder === this.holding.holder) {
      await hostFiles().remove(this.path);
    }
  }
}

/** Who holds a lock and is alive; undefined if nobody does. */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  const stat = await hostFiles()
    .stat(path)
    .catch(() => undefined);
  if (!stat || Date.now() - stat.modified > deadAfter) {
    return undefined;
  }
  const found = await read(path);
  return found && { pid: 0, text: found.text };
}

async function read(path: string): Promise<Holding | undefined> {
  try {
    return JSON.parse(new TextDecoder().decode(await hostFiles().read(path))) as Holding;
  } catch {
    return undefined;
  }
}

function write(path: string, holding: Holding): Promise<void> {
  return hostFiles().write(path, new TextEncoder().encode(JSON.stringify(holding)));
}
