/** A network between machines. */
export interface Wire {
  readonly name: string;
  /** Bytes a second, each way. */
  readonly bandwidth: number;
  /** Seconds from one machine to the next. */
  readonly latency: number;
}

export const wires: readonly Wire[] = [
  { name: '1 Gbit/s, 100 µs', bandwidth: 0.125e9, latency: 100e-6 },
  { name: '10 Gbit/s, 50 µs', bandwidth: 1.25e9, latency: 50e-6 },
  { name: '100 Gbit/s, 10 µs', bandwidth: 12.5e9, latency: 10e-6 },
];

/**
 * Seconds of a ring all-reduce: 2 (n - 1) rounds, in each of which every machine sends an n-th of all bytes to the next
 * (Patarasuk and Yuan 2009).
 */
export function ringSeconds(bytes: number, machines: number, { bandwidth, latency }: Wire): number {
  return 2 * (machines - 1) * (latency + bytes / machines / bandwidth);
}

/** Share of the time in which machines compute, where nothing of the all-reduce is hidden behind it. */
export function efficiency(compute: number, bytes: number, machines: number, wire: Wire): number {
  return compute / (compute + ringSeconds(bytes, machines, wire));
}

/** Seconds of an all-reduce as latency and bytes over bandwidth, by least squares of relative errors. */
export function fitAllReduce(measured: ReadonlyMap<number, number>): { latency: number; bandwidth: number } {
  // a + b x against y with weights 1 / y^2, x in bytes.
  let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
  for (const [numbers, y] of measured) {
    const x = 4 * numbers;
    const weight = 1 / (y * y);
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wy += weight * y;
    wxy += weight * x * y;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  return { latency: Math.max(0, (wy - slope * wx) / w), bandwidth: 1 / slope };
}
