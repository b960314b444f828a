import { tableSize } from './palette';

/**
 * How values become colours. `linear` is symmetric about zero, so that a colour's strength is the weight's size;
 * `log` is for what spans many orders of magnitude and is never negative (Adagrad's memories).
 */
export type Scale =
  | {
      readonly kind: 'linear';
      readonly largest: number;
      /** Whether there are values beyond: they have the strongest colour too. */
      readonly isCut?: boolean;
    }
  | { readonly kind: 'log'; readonly smallest: number; readonly largest: number };

/**
 * A linear scale, symmetric about zero.
 *
 * @param share of the values that it tells apart, the smallest first; what is beyond is cut off, since a few weights
 *     that are ten times the others would leave these without colour.
 */
export function linearScale(values: ArrayLike<number>, share = 1): Scale {
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    largest = Math.max(largest, Math.abs(values[at]));
  }
  const end = share < 1 ? quantile(values, largest, share) : largest;
  return { kind: 'linear', largest: end || largest || 1, isCut: end > 0 && end < largest };
}

/** Fine enough: a hundredth of a colour. */
const bins = 16_384;

/** The size that this share of the values does not exceed, to a bin: counted, as sorting millions takes too long. */
function quantile(values: ArrayLike<number>, largest: number, share: number): number {
  const counts = new Uint32Array(bins);
  for (let at = 0; at < values.length; at++) {
    counts[Math.min(bins - 1, Math.floor((Math.abs(values[at]) / largest) * bins))]++;
  }
  let within = 0;
  for (let bin = 0; bin < bins; bin++) {
    within += counts[bin];
    if (within >= share * values.length) {
      return ((bin + 1) / bins) * largest;
    }
  }
  return largest;
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
