import { Session, type Profiler } from 'node:inspector';
import { processorTime, tellsThreads } from '../processorTime';

/** A turn of the event loop: everything that ran between two looks at the clock, which come once in a turn. */
export interface Turn {
  /** Milliseconds of processor time that this thread worked, whoever's work it was. */
  readonly work: number;
  /** How much of that was the extension's: its code, and what that called (WebAssembly, Node). */
  readonly ours: number;
  /** The extension's functions that the time was spent in, with the share of each, the largest first. */
  readonly where: readonly string[];
}

/** Microseconds between two samples of the profiler. */
const interval = 500;
/** As much as one sample counts for at most, ms. */
const longestGap = 2;
/** The bundle that the extension is. */
const ourBundle = /[\\/]dist[\\/]extension\.js$/;

/**
 * Watches who holds the event loop of this process. The clock would lie, as it goes on while other programs have the
 * cores; so each turn is measured in this thread's own processor time. That tells how long, but not who: VS Code and the
 * tests work in the same thread. So V8's profiler samples the stack meanwhile, and a turn's time is shared out by the
 * samples that fell into it: one is ours if our bundle stands anywhere in its stack. The collector of garbage has no
 * stack, and counts for nobody. Where Node cannot tell a thread's time (before 23.9), each sample counts for the time since
 * the one before: while a thread has no core, none is taken of it on Linux, and a long gap counts for `longestGap` only.
 */
export class TurnWatch {
  private readonly session = new Session();
  /** End of each turn in microseconds of V8's clock, and the processor time until then in ms. */
  private readonly ends: { readonly at: number; readonly spent: number }[] = [];
  private next: NodeJS.Immediate | undefined;

  constructor() {
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.setSamplingInterval', { interval });
  }

  /** What happens in the event loop while something is done. */
  async turnsDuring(work: () => Promise<unknown>): Promise<Turn[]> {
    this.session.post('Profiler.start');
    this.ends.length = 0;
    const look = (): void => {
      this.ends.push({ at: Number(process.hrtime.bigint() / 1000n), spent: processorTime() });
      this.next = setImmediate(look);
    };
    // The turn in which the profiler was started is its own.
    await new Promise((resolve) => setImmediate(resolve));
    look();
    try {
      await work();
      // To the end of the turn in which it was done.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      clearImmediate(this.next);
    }
    return this.turns(await this.profile());
  }

  dispose(): void {
    clearImmediate(this.next);
    this.session.disconnect();
  }

  private profile(): Promise<Profiler.Profile> {
    return new Promise((resolve, reject) => {
      this.session.post('Profiler.stop', (error, { profile }) => {
        if (error) {
          reject(error);
        } else {
          resolve(profile);
        }
      });
    });
  }

  private turns({ nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile): Turn[] {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
    /** The extension's function that a sample is in, and undefined where it is in none. */
    const ourFunction = (sample: number): string | undefined => {
      for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
        const frame = byId.get(id)?.callFrame;
        if (frame && ourBundle.test(frame.url)) {
          return `${frame.functionName || '(anonymous)'}:${frame.lineNumber + 1}`;
        }
      }
      return undefined;
    };
    const turns: Turn[] = [];
    let sample = 0;
    let at = startTime + (timeDeltas.at(0) ?? 0);
    for (let turn = 0; turn < this.ends.length - 1; turn++) {
      const [begin, end] = [this.ends[turn], this.ends[turn + 1]];
      const found = new Map<string, number>();
      let all = 0;
      let ours = 0;
      for (; sample < samples.length && at < end.at; at += timeDeltas[++sample] ?? 0) {
        if (at < begin.at) {
          continue;
        }
        const weight = Math.min(longestGap, timeDeltas[sample] / 1000);
        all += weight;
        const name = ourFunction(samples[sample]);
        if (name !== undefined) {
          ours += weight;
          found.set(name, (found.get(name) ?? 0) + weight);
        }
      }
      const work = end.spent - begin.spent;
      const share = tellsThreads && all > 0 ? work / all : 1;
      const where = [...found]
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${name} ${(count * share).toFixed(1)} ms`);
      turns.push({ work, ours: ours * share, where });
    }
    return turns;
  }
}
