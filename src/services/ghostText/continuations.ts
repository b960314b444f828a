import type { Context } from '../../core/completion';
import type { Drawing } from './drawings';

/** Characters that were written, and where the network stands after them. */
export interface Written {
  readonly indices: Uint16Array;
  readonly end: Context;
}

interface Run extends Written {
  /** The text that they were written after, and how many characters were read of it. */
  readonly text: string;
  readonly position: number;
}

/** Runs that are kept: more than there are alternatives. */
const most = 16;

/**
 * Remembers what was written last with each drawing. The n-th character of a text has the random number (seed, n), so
 * while a person types along a suggestion the rest of it is what would be written now, and only its last character is
 * new: two steps of the network instead of a hundred.
 */
export class Continuations {
  /** By drawing, the oldest first. */
  private readonly runs = new Map<string, Run>();

  /**
   * What is already written after a text with this drawing; nothing if the text did not go on as it was written.
   *
   * @param read where the network stands after the text.
   */
  after(text: string, read: Context, drawing: Drawing): Written {
    const run = this.runs.get(keyOf(drawing));
    if (run && text.startsWith(run.text)) {
      const typed = read.position - run.position;
      if (typed <= run.indices.length && endsWith(read.tail, run.indices.subarray(0, typed))) {
        return { indices: run.indices.subarray(typed), end: run.end };
      }
    }
    return { indices: new Uint16Array(), end: read };
  }

  remember(text: string, read: Context, drawing: Drawing, { indices, end }: Written): void {
    const key = keyOf(drawing);
    this.runs.delete(key);
    this.runs.set(key, { text, position: read.position, indices, end });
    for (const [oldest] of this.runs) {
      if (this.runs.size <= most) {
        break;
      }
      this.runs.delete(oldest);
    }
  }
}

function keyOf({ seed, temperature }: Drawing): string {
  return `${seed} ${temperature}`;
}

function endsWith(all: Uint16Array, end: Uint16Array): boolean {
  const from = all.length - end.length;
  return from >= 0 && end.every((index, at) => all[from + at] === index);
}
