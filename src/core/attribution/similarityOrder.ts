import { Slicer, type Control } from '../pause';

/**
 * An order of vectors in which like stands beside like: clusters are merged two by two, those that are nearest on average
 * first (UPGMA, by the nearest-neighbour chain of Murtagh 1983, in n^2 steps), and the leaves are read from the tree, each
 * pair of branches turned so that the ends that meet are the more alike. The distance is 1 minus the cosine.
 *
 * @param vectors (n, d).
 * @returns indices of vectors, (n).
 */
export async function similarityOrder(
  vectors: Float64Array,
  n: number,
  control: Control = {},
): Promise<Uint32Array> {
  const distances = await distancesOf(vectors, n, control);
  /** The leaves of each cluster in order; undefined once it was merged into another. */
  const leaves: (number[] | undefined)[] = Array.from({ length: n }, (_, at) => [at]);
  const between = distances.slice();
  const chain: number[] = [];
  let first = 0;
  for (let merges = 0; merges < n - 1;) {
    if (chain.length === 0) {
      while (!leaves[first]) {
        first++;
      }
      chain.push(first);
    }
    const end = chain[chain.length - 1];
    const before = chain.length > 1 ? chain[chain.length - 2] : -1;
    // Among equals the one before in the chain, or the chain would never end.
    let nearest = before;
    for (let other = 0; other < n; other++) {
      if (
        leaves[other] &&
        other !== end &&
        (nearest < 0 || between[end * n + other] < between[end * n + nearest])
      ) {
        nearest = other;
      }
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    merge(leaves, between, distances, n, before, end);
    merges++;
  }
  return Uint32Array.from(leaves.find((cluster) => cluster !== undefined) ?? []);
}

/** Merges two clusters into the first: their distance to others is the mean over members. */
function merge(
  leaves: (number[] | undefined)[],
  between: Float64Array,
  distances: Float64Array,
  n: number,
  a: number,
  b: number,
): void {
  const [left, right] = [leaves[a]!, leaves[b]!];
  const share = left.length / (left.length + right.length);
  for (let other = 0; other < n; other++) {
    if (leaves[other] && other !== a && other !== b) {
      const mean = share * between[a * n + other] + (1 - share) * between[b * n + other];
      between[a * n + other] = between[other * n + a] = mean;
    }
  }
  leaves[a] = joined(left, right, (i, j) => distances[i * n + j]);
  leaves[b] = undefined;
}

/** Two runs one after the other, each turned so that the ends that meet are nearest. */
function joined(left: number[], right: number[], distance: (a: number, b: number) => number): number[] {
  const [l0, l1, r0, r1] = [left[0], left[left.length - 1], right[0], right[right.length - 1]];
  const ways = [
    { d: distance(l1, r0), make: () => [...left, ...right] },
    { d: distance(l1, r1), make: () => [...left, ...right.reverse()] },
    { d: distance(l0, r0), make: () => [...left.reverse(), ...right] },
    { d: distance(l0, r1), make: () => [...right, ...left] },
  ];
  return ways.reduce((best, way) => (way.d < best.d ? way : best)).make();
}

/** 1 - cosine of every two vectors, (n, n); a vector of zeros is at 1 from all. */
async function distancesOf(vectors: Float64Array, n: number, control: Control): Promise<Float64Array> {
  const d = vectors.length / n;
  const units = vectors.slice();
  for (let i = 0; i < n; i++) {
    const unit = units.subarray(i * d, (i + 1) * d);
    const length = Math.sqrt(unit.reduce((sum, value) => sum + value * value, 0));
    if (length > 0) {
      unit.forEach((value, at) => (unit[at] = value / length));
    }
  }
  const distances = new Float64Array(n * n);
  const slicer = new Slicer(control, n, 8);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let product = 0;
      for (let at = 0; at < d; at++) {
        product += units[i * d + at] * units[j * d + at];
      }
      distances[i * n + j] = distances[j * n + i] = 1 - product;
    }
    await slicer.done(1);
  }
  return distances;
}
