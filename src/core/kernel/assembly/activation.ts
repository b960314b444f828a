/**
 * Elementwise functions on vectors of four float32, and their passes over matrices. None of them makes a denormal:
 * WebAssembly cannot flush them to zero by itself, and one slows an instruction down by far more than the whole pass.
 */
import { multiplyAdd } from './product';

/** The floor for what enters products: two such numbers make 1e-38, the smallest that is not denormal. */
export const smallestFactor: f32 = 1e-19;

/** x where |x| >= floor, else 0; a NaN becomes 0 too. */
// @ts-ignore: decorator
@inline
export function flush(x: v128, floor: f32): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(floor)));
}

/**
 * tanh(x) as x P(x^2) / Q(x^2), both of the fourth degree, |x| cut at 8 (tanh(8) is 1 to 2e-7). A minimax fit of the
 * relative error; in float32 at most 3.5e-7, relative or absolute. A NaN stays one.
 */
// @ts-ignore: decorator
@inline
export function tanh(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, f32x4.splat(8)), f32x4.splat(-8));
  const u = f32x4.mul(x, x);
  let p = f32x4.splat(1.5230405635390732e-8);
  p = multiplyAdd(p, u, f32x4.splat(2.189465334449864e-5));
  p = multiplyAdd(p, u, f32x4.splat(0.003571597512717001));
  p = multiplyAdd(p, u, f32x4.splat(0.1344449755380388));
  p = multiplyAdd(p, u, f32x4.splat(0.9999999935724316));
  let q = f32x4.splat(8.522441695965579e-7);
  q = multiplyAdd(q, u, f32x4.splat(0.00034112911718294425));
  q = multiplyAdd(q, u, f32x4.splat(0.026164441004378123));
  q = multiplyAdd(q, u, f32x4.splat(0.46777824873690305));
  q = multiplyAdd(q, u, f32x4.splat(1));
  const one = f32x4.splat(1);
  const result = f32x4.max(f32x4.min(f32x4.div(f32x4.mul(x, p), q), one), f32x4.neg(one));
  // Not "x >= floor and ...": a NaN must pass.
  return v128.andnot(result, f32x4.lt(f32x4.abs(x), f32x4.splat(smallestFactor)));
}

/** The logistic function, 1 / (1 + exp(-x)) = 1/2 + tanh(x / 2) / 2: error at most 2e-7. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return multiplyAdd(tanh(f32x4.mul(x, half)), half, half);
}

/**
 * exp(x) for x <= 0, and 0 below -64 (e^-64 is 1.6e-28). x = n ln 2 + r with |r| <= ln 2 / 2; exp(r) by a polynomial of
 * the sixth degree, 2^n by writing n into the exponent. Error 1 ulp or so (1.2e-7 relative). A NaN stays one.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const low = f32x4.splat(-64);
  const cut = f32x4.max(x, low);
  const n = f32x4.nearest(f32x4.mul(cut, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts: the first has few bits, so that n times it is exact.
  let r = f32x4.sub(cut, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(1 / 720.0);
  p = multiplyAdd(p, r, f32x4.splat(1 / 120.0));
  p = multiplyAdd(p, r, f32x4.splat(1 / 24.0));
  p = multiplyAdd(p, r, f32x4.splat(1 / 6.0));
  p = multiplyAdd(p, r, f32x4.splat(0.5));
  p = multiplyAdd(p, r, f32x4.splat(1));
  p = multiplyAdd(p, r, f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const result = f32x4.mul(p, power);
  // Not "x > low and ...": a NaN must pass.
  return v128.andnot(result, f32x4.le(x, low));
}

/** ln(x) in float64, for normal x > 0: ln m + e ln 2, ln m = 2 atanh((m - 1) / (m + 1)). Error below 1e-13. */
export function log(x: f64): f64 {
  const bits = reinterpret<i64>(x);
  let e = <i32>(bits >> 52) - 1023;
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e++;
  }
  const s = (m - 1) / (m + 1); // |s| <= 0.1716
  const u = s * s;
  let sum: f64 = 1.0 / 15;
  sum = sum * u + 1.0 / 13;
  sum = sum * u + 1.0 / 11;
  sum = sum * u + 1.0 / 9;
  sum = sum * u + 1.0 / 7;
  sum = sum * u + 1.0 / 5;
  sum = sum * u + 1.0 / 3;
  sum = sum * u + 1;
  return 2 * s * sum + <f64>e * 0.6931471805599453;
}

/** H = tanh(H) in place: `rows` rows of `columns` (a multiple of four), `row` bytes apart. */
export function tanhRows(h: usize, row: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++) {
    const end = h + (<usize>columns << 2);
    for (let at = h; at < end; at += 16) {
      v128.store(at, tanh(v128.load(at)));
    }
    h += row;
  }
}

/**
 * The way back through tanh, in place: D = (1 - H^2) D, where D (rows, columns) is the gradient with respect to
 * H = tanh(A) and becomes the gradient with respect to A.
 *
 * @returns the largest |D|, or NaN if one is NaN.
 */
export function tanhBackwardRows(d: usize, h: usize, row: usize, rows: i32, columns: i32): f32 {
  const one = f32x4.splat(1);
  let largest = f32x4.splat(0);
  for (let r = 0; r < rows; r++) {
    const bytes = <usize>columns << 2;
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = v128.load(h + at);
      const slope = f32x4.sub(one, f32x4.mul(value, value));
      const gradient = f32x4.mul(v128.load(d + at), slope);
      largest = f32x4.max(largest, f32x4.abs(gradient));
      v128.store(d + at, flush(gradient, smallestFactor));
    }
    d += row;
    h += row;
  }
  return max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
}
