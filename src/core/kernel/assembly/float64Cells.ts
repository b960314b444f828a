/**
 * The cells in float64, two units at a time: from the sums of one stream to its next hidden state. Formulas:
 * `core/parameters.ts`. Rows of sums have each gate padded to whole panels of eight; h lies compact, a row of H numbers.
 *
 *     rnn    sums   [ H, padded ]                              Whh h' + Wxh x + bh
 *     gru    sums   [ r: H, padded ][ z ][ recurrent part of n ]   the last one Whh h' + bn
 *            input  [ n: H, padded ]                              Wxh x + bh of the candidate
 *     lstm   sums   [ i: H, padded ][ f ][ g ][ o ]
 *            c      [ H, padded ]                              in place
 */
import { exp2, panel } from './float64';

/** Cells by the numbers that `wasmStateReader.ts` passes: their places in the list of `parameters.ts`. */
export const rnn: i32 = 0;
export const gru: i32 = 1;
export const lstm: i32 = 2;

/** Bytes of a row of hidden units, padded to whole panels. */
// @ts-ignore: decorator
@inline
export function paddedBytes(H: i32): usize {
  return ((<usize>H + panel - 1) / panel) << 6;
}

/** tanh of two numbers: (1 - e) / (1 + e) with e = exp(-2|x|), and the sign of x. Absolute error below 3e-16. */
// @ts-ignore: decorator
@inline
function tanh2(x: v128): v128 {
  const sign = v128.and(x, f64x2.splat(-0.0));
  const e = exp2(f64x2.mul(f64x2.abs(x), f64x2.splat(-2)));
  const one = f64x2.splat(1);
  return v128.or(f64x2.div(f64x2.sub(one, e), f64x2.add(one, e)), sign);
}

/** The logistic function of two numbers, 1 / (1 + exp(-x)); from below 0 as e / (1 + e), as exp takes nothing above 0. */
// @ts-ignore: decorator
@inline
function sigmoid2(x: v128): v128 {
  const one = f64x2.splat(1);
  const e = exp2(f64x2.neg(f64x2.abs(x)));
  return f64x2.div(v128.bitselect(e, one, f64x2.lt(x, f64x2.splat(0))), f64x2.add(one, e));
}

/** h = tanh(sums), in the sums' place. */
// @ts-ignore: decorator
@inline
export function activateRnn(H: i32, sums: usize): void {
  for (let k: usize = 0; k < <usize>H << 3; k += 16) {
    v128.store(sums + k, tanh2(v128.load(sums + k)));
  }
}

/** h = (1 - z) n + z h', in the place of the first sums. */
// @ts-ignore: decorator
@inline
export function activateGru(H: i32, sums: usize, input: usize, before: usize): void {
  const gate = paddedBytes(H);
  for (let k: usize = 0; k < <usize>H << 3; k += 16) {
    const r = sigmoid2(v128.load(sums + k));
    const z = sigmoid2(v128.load(sums + gate + k));
    const n = tanh2(f64x2.add(v128.load(input + k), f64x2.mul(r, v128.load(sums + (gate << 1) + k))));
    const kept = f64x2.mul(z, v128.load(before + k));
    v128.store(sums + k, f64x2.add(f64x2.mul(f64x2.sub(f64x2.splat(1), z), n), kept));
  }
}

/** c = f c' + i g, in its place; h = o tanh(c), in the place of the first sums. */
// @ts-ignore: decorator
@inline
export function activateLstm(H: i32, sums: usize, c: usize): void {
  const gate = paddedBytes(H);
  for (let k: usize = 0; k < <usize>H << 3; k += 16) {
    const i = sigmoid2(v128.load(sums + k));
    const f = sigmoid2(v128.load(sums + gate + k));
    const g = tanh2(v128.load(sums + (gate << 1) + k));
    const o = sigmoid2(v128.load(sums + gate * 3 + k));
    const next = f64x2.add(f64x2.mul(f, v128.load(c + k)), f64x2.mul(i, g));
    v128.store(c + k, next);
    v128.store(sums + k, f64x2.mul(o, tanh2(next)));
  }
}
