import type { Curve, RunView } from '../../src/protocol/training/view';

/** A range of values and where its grid lines are. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** Of the training's figures, so many of the highest may leave the picture: at first the loss falls like a stone. */
const shareAbove = 0.03;

/**
 * The range that shows what matters: all levels, nearly all figures, and a little air. Undefined without any figure.
 */
export function valueRange(curves: readonly Curve[], levels: readonly number[]): Range | undefined {
  const tops: number[] = [...levels];
  const bottoms: number[] = [...levels];
  for (const { values } of curves) {
    if (values.length > 0) {
      const sorted = [...values].sort((a, b) => a - b);
      tops.push(sorted[Math.floor((sorted.length - 1) * (1 - shareAbove))]);
      bottoms.push(sorted[0]);
    }
  }
  if (!curves.some(({ values }) => values.length > 0)) {
    return undefined;
  }
  const [low, high] = [Math.min(...bottoms), Math.max(...tops)];
  const air = 0.06 * (high - low) || Math.max(0.05, 0.05 * Math.abs(high));
  const from = low >= 0 ? Math.max(0, low - air) : low - air;
  const to = high + air;
  return { from, to, ticks: ticksWithin(from, to, 5) };
}

/**
 * The last step that a picture has room for: while training goes on, a little more than there is, so that a curve of few
 * steps can be seen too.
 */
export function lastStep({ status, progress }: RunView): number {
  if (progress === null) {
    return 1;
  }
  const { step, steps } = progress;
  return status === 'ended' ? Math.max(1, step) : Math.max(1, Math.min(steps, Math.ceil(1.3 * step)));
}

/** Round numbers within a range: 1, 2 or 5 times a power of ten apart, about so many. */
export function ticksWithin(from: number, to: number, about: number): number[] {
  if (!(to > from)) {
    return [];
  }
  const rough = (to - from) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const apart = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(from / apart);
  return Array.from({ length: Math.floor(to / apart) - first + 1 }, (_, n) =>
    Number(((first + n) * apart).toPrecision(12)),
  );
}

/**
 * Places names of lines down an edge so that none covers another: each as near to where it belongs as the others let it.
 *
 * @param wanted where each belongs, in pixels.
 * @returns where each goes, in the same order.
 */
export function spread(wanted: readonly number[], apart: number, from: number, to: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  let last = from - apart;
  for (const label of order) {
    label.at = last = Math.max(label.at, last + apart);
  }
  let limit = to;
  for (const label of [...order].reverse()) {
    label.at = Math.min(label.at, limit);
    limit = label.at - apart;
  }
  const placed: number[] = [];
  for (const { at, index } of order) {
    placed[index] = at;
  }
  return placed;
}
