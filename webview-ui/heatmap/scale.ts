import { tableSize } from './palette';

/**
 * How values become colours. `linear` is symmetric about zero, so that a colour's strength is the weight's size;
 * `log` is for what spans many orders of magnitude and is never negative (Adagrad's memories).
 */
export type Scale =
  | { readonly kind: 'linear'; readonly largest: number }
  | { readonly kind: 'log'; readonly smallest: number; readonly largest: number };

/** A linear scale over all values, symmetric about zero. */
export function linearScale(values: ArrayLike<number>): Scale {
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    largest = Math.max(largest, Math.abs(values[at]));
  }
  return { kind: 'linear', largest: largest || 1 };
}

/** A logarithmic scale over the positive values, at most twelve orders of magnitude; zero counts as the smallest. */
export function logScale(values: ArrayLike<number>): Scale {
  let smallest = Infinity;
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    if (values[at] > 0) {
      smallest = Math.min(smallest, values[at]);
      largest = Math.max(largest, values[at]);
    }
  }
  return largest === 0
    ? { kind: 'log', smallest: 0.1, largest: 1 }
    : { kind: 'log', smallest: Math.max(Math.min(smallest, largest / 10), largest * 1e-12), largest };
}

/** The entry of the colour table for a value: for a linear scale zero is in the middle, for a log scale at the start. */
export function tableEntry(scale: Scale, value: number): number {
  const share =
    scale.kind === 'linear'
      ? 0.5 + value / (2 * scale.largest)
      : value > 0
        ? Math.log(value / scale.smallest) / Math.log(scale.largest / scale.smallest)
        : 0;
  return Math.min(tableSize - 1, Math.max(0, Math.round(share * (tableSize - 1))));
}

/** Paints values as RGBA, one pixel for a value, into `pixels`, (values.length * 4). */
export function paint(
  values: ArrayLike<number>,
  scale: Scale,
  table: Uint8ClampedArray,
  pixels: Uint8ClampedArray,
): void {
  // One 32-bit store for a pixel in place of four.
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, values.length);
  const colours = new Uint32Array(table.buffer, table.byteOffset, tableSize);
  for (let at = 0; at < values.length; at++) {
    words[at] = colours[tableEntry(scale, values[at])];
  }
}
