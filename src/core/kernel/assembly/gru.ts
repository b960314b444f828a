/**
 * The gated recurrent unit (Cho et al. 2014, with the reset gate behind the product as in cuDNN), one row at a time:
 *
 *     r, z = s(Wxh x + Whh h' + bh)      n = tanh(Wxh x + bh + r q),  q = Whh h' + bn      h = (1 - z) n + z h'
 *
 * A row of gates has four parts, so that the products read and write what lies together. Wxh and bh have their gates in the
 * order of the first three (n, r, z), Whh and bn in that of the last three (r, z, n):
 *
 *     after the product      [    |  r  |  z  |  q  ]      sums of Whh h'
 *     after the way forward  [  n |  r  |  z  |  q  ]
 *     after the way back     [ dn | dr  | dz  | r dn]      gradients with respect to the sums
 *                            |-- Wxh, bh --|
 *                                  |-- Whh, bn --|
 *
 * Columns are a multiple of four; those past the last unit hold zeros throughout, but for r and z, which are 1/2.
 */
import { flush, logistic4, one, smallestFactor, sumOfLanes } from './activation';
import { flush4, tanh4 } from './tanh';

/** Forward. @param input what the gates get from below, (n, r, z). @param bn as long as a row of Whh's gates. */
export function gruRow(gates: usize, input: usize, bh: usize, bn: usize, before: usize, h: usize, columns: i32): void {
  const part = <usize>columns << 2;
  for (let at: usize = 0; at < part; at += 16) {
    const g = gates + at;
    const x = input + at;
    const b = bh + at;
    const r = logistic4(f32x4.add(f32x4.add(v128.load(g + part), v128.load(x + part)), v128.load(b + part)));
    const z = logistic4(f32x4.add(f32x4.add(v128.load(g + 2 * part), v128.load(x + 2 * part)), v128.load(b + 2 * part)));
    const q = f32x4.add(v128.load(g + 3 * part), v128.load(bn + at + 2 * part));
    const n = tanh4(f32x4.add(f32x4.add(v128.load(x), v128.load(b)), f32x4.mul(r, q)));
    v128.store(g, n);
    v128.store(g + part, r);
    v128.store(g + 2 * part, z);
    v128.store(g + 3 * part, q);
    v128.store(h + at, flush4(f32x4.add(n, f32x4.mul(z, f32x4.sub(v128.load(before + at), n)))));
  }
}

/**
 * The way back, in place: with d the gradient with respect to h,
 *
 *     dn = d (1 - z) (1 - n^2)     dr = dn q r (1 - r)     dz = d (h' - n) z (1 - z)     beyond += d z
 *
 * @param beyond the gradient with respect to h' as far as it is known: what goes through Whh is added by the next product.
 * @returns the sum of all sizes: NaN or infinite if one is.
 */
export function gruBackwardRow(gates: usize, delta: usize, before: usize, beyond: usize, columns: i32): f32 {
  const whole = one();
  const floor = smallestFactor();
  const part = <usize>columns << 2;
  let sums = f32x4.splat(0);
  for (let at: usize = 0; at < part; at += 16) {
    const g = gates + at;
    const n = v128.load(g);
    const r = v128.load(g + part);
    const z = v128.load(g + 2 * part);
    const q = v128.load(g + 3 * part);
    const d = v128.load(delta + at);
    const through = f32x4.mul(d, z);
    const taken = f32x4.sub(d, through);
    const dn = f32x4.mul(taken, f32x4.sub(whole, f32x4.mul(n, n)));
    const rdn = f32x4.mul(dn, r);
    const dr = f32x4.mul(f32x4.mul(rdn, q), f32x4.sub(whole, r));
    const dz = f32x4.mul(f32x4.mul(taken, z), f32x4.sub(v128.load(before + at), n));
    // Before they are flushed, which makes a zero of a NaN.
    sums = f32x4.add(sums, f32x4.add(f32x4.add(f32x4.abs(dn), f32x4.abs(dr)), f32x4.add(f32x4.abs(dz), f32x4.abs(d))));
    v128.store(g, flush(dn, floor));
    v128.store(g + part, flush(dr, floor));
    v128.store(g + 2 * part, flush(dz, floor));
    v128.store(g + 3 * part, flush(rdn, floor));
    v128.store(beyond + at, flush(f32x4.add(v128.load(beyond + at), through), floor));
  }
  return sumOfLanes(sums);
}
