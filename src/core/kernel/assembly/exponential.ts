/**
 * exp of four numbers at once, for softmax: arguments are at most 0 (the largest logit has been taken off).
 *
 * exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2, exp(r) by a polynomial of degree 6 fitted to the least
 * relative error (3.1e-9); in float32 the error stays below 1e-7. Below -87, where exp would become denormal, it is 0, and
 * so it is for NaN: what `sampling.ts` makes of both.
 */

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, the first with so few digits that n times it is exact (Cody and Waite).
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440054690583e-4)));
  let p = f32x4.add(f32x4.mul(r, f32x4.splat(0.0013814541744068265)), f32x4.splat(0.00836874544620514));
  p = f32x4.add(f32x4.mul(r, p), f32x4.splat(0.04166838899254799));
  p = f32x4.add(f32x4.mul(r, p), f32x4.splat(0.1666652113199234));
  p = f32x4.add(f32x4.mul(r, p), f32x4.splat(0.4999999403953552));
  p = f32x4.add(f32x4.mul(r, p), f32x4.splat(1));
  p = f32x4.add(f32x4.mul(r, p), f32x4.splat(1));
  // 2^n by adding n to the exponent's bits.
  const scaled = i32x4.add(p, i32x4.shl(i32x4.trunc_sat_f32x4_s(n), 23));
  return v128.and(scaled, f32x4.ge(x, f32x4.splat(-87)));
}
