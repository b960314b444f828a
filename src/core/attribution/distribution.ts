/** How numbers are spread: `counts` are of equally wide bins from `from` to `to`, the last of which takes in `to`. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  /** Of the population. */
  readonly standardDeviation: number;
  readonly smallest: number;
  readonly largest: number;
  readonly histogram: {
    readonly from: number;
    readonly to: number;
    readonly counts: Uint32Array<ArrayBuffer>;
  };
}

/**
 * @param range of the histogram; default: of the values. Values beyond it count in the outermost bins.
 * @param bins at least 1.
 */
export function distributionOf(
  values: Float64Array,
  range?: readonly [number, number],
  bins = 40,
): Distribution {
  let sum = 0;
  let smallest = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    sum += value;
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  if (values.length === 0) {
    smallest = largest = 0;
  }
  const mean = values.length === 0 ? 0 : sum / values.length;
  let squares = 0;
  const [from, to] = range ?? [smallest, largest];
  const counts = new Uint32Array(bins);
  for (const value of values) {
    squares += (value - mean) ** 2;
    counts[binOf(value, from, to, bins)]++;
  }
  return {
    count: values.length,
    mean,
    standardDeviation: Math.sqrt(squares / Math.max(1, values.length)),
    smallest,
    largest,
    histogram: { from, to, counts },
  };
}

function binOf(value: number, from: number, to: number, bins: number): number {
  const bin = to > from ? Math.floor((bins * (value - from)) / (to - from)) : 0;
  return Math.min(bins - 1, Math.max(0, bin));
}
