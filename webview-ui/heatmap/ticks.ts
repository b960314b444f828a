/** One word on an axis. */
export interface Tick {
  /** Where it stands, in the order shown. */
  readonly at: number;
  /** The middle of its cell, in pixels of the plot. */
  readonly middle: number;
}

/**
 * Which rows or columns get a word, so that words do not touch: every one, or every 2nd, 5th, 10th, 20th...
 *
 * @param first the position at the edge of the plot, in cells
 * @param cell pixels of a cell
 * @param length pixels of the plot
 * @param room pixels that a word needs
 */
export function ticks(count: number, first: number, cell: number, length: number, room: number): Tick[] {
  const step = stepFor(room / cell);
  const result: Tick[] = [];
  const start = Math.ceil(Math.floor(first) / step) * step;
  for (let at = start; at < count; at += step) {
    const middle = (at + 0.5 - first) * cell;
    if (middle > length) {
      break;
    }
    if (middle >= 0) {
      result.push({ at, middle });
    }
  }
  return result;
}

function stepFor(least: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 5]) {
      if (digit * power >= least) {
        return digit * power;
      }
    }
  }
}
