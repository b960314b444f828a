import { exp2, panel, product } from './float64';

/**
 * Mean probabilities for sets of neurons that grow by one (`core/attribution/transitionPlaces.ts`), one place at a time.
 * With F[c][k] = exp(what neuron k changes in the logit of c), a set's unnormalised probabilities are a row r[c], a product
 * of columns of F, and for every k at once the sums over c of r[c] F[c][k] are a product of matrices.
 */

/** Rows that are multiplied at a time: so many sums of 250 neurons, and their rows, fit the second-level cache. */
const block: i32 = 64;

/**
 * F at one place: exp(changes[k] * weights[c][k]).
 *
 * @param weights panels of (H, V). changes: (padded H). factors: panels, written.
 */
export function writeFactors(H: i32, V: i32, weights: usize, changes: usize, factors: usize): void {
  const panels = (<usize>H + panel - 1) / panel;
  let at: usize = 0;
  for (let p: usize = 0; p < panels; p++) {
    for (let q: usize = 0; q < 64; q += 16) {
      const change = v128.load(changes + (p << 6) + q);
      for (let c = 0; c < V; c++) {
        const offset = at + (<usize>c << 6) + q;
        v128.store(factors + offset, exp2(f64x2.mul(change, v128.load(weights + offset))));
      }
    }
    at += <usize>V << 6;
  }
}

/**
 * Adds, for each set and each k, p(to) of the set with k to `sums`. What is added for k in the set, and for some k before
 * the set's `first`, means nothing.
 *
 * @param base (V): probabilities of the empty set. to: a character.
 * @param sets `count` records of i32: `first`, then `size` neurons.
 * @param rows (block, V). products: (block, padded H). zeros: (padded H). sums: (count, padded H), added to.
 */
export function extend(
  H: i32,
  V: i32,
  factors: usize,
  base: usize,
  to: i32,
  sets: usize,
  size: i32,
  count: i32,
  rows: usize,
  products: usize,
  zeros: usize,
  sums: usize,
): void {
  const panels = (<usize>H + panel - 1) / panel;
  const stride = panels << 6;
  const record = <usize>(size + 1) << 2;
  const panelBytes = <usize>V << 6;
  for (let from = 0; from < count; from += block) {
    const many = min(block, count - from);
    let first = H;
    for (let i = 0; i < many; i++) {
      const set = sets + <usize>(from + i) * record;
      first = min(first, load<i32>(set));
      const row = rows + <usize>(i * V) * 8;
      memory.copy(row, base, <usize>V << 3);
      for (let n = 0; n < size; n++) {
        const k = <usize>load<i32>(set + 4 + (<usize>n << 2));
        let factor = factors + (k >> 3) * panelBytes + ((k & 7) << 3);
        for (let c: usize = 0; c < <usize>V << 3; c += 8) {
          store<f64>(row + c, load<f64>(row + c) * load<f64>(factor));
          factor += 64;
        }
      }
    }
    const firstPanel = <usize>first >> 3;
    product(factors, firstPanel, panels, V, rows, many, zeros, products, stride);
    for (let i = 0; i < many; i++) {
      const wanted = f64x2.splat(load<f64>(rows + (<usize>(i * V + to) << 3)));
      const sum = sums + <usize>(from + i) * stride;
      const all = products + <usize>i * stride;
      for (let p = firstPanel; p < panels; p++) {
        const factor = factors + p * panelBytes + (<usize>to << 6);
        for (let q: usize = 0; q < 64; q += 16) {
          const at = (p << 6) + q;
          const probability = f64x2.div(f64x2.mul(wanted, v128.load(factor + q)), v128.load(all + at));
          v128.store(sum + at, f64x2.add(v128.load(sum + at), probability));
        }
      }
    }
  }
}
