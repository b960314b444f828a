/**
 * exp of four numbers at once, for softmax: arguments are at most 0 (the largest logit has been taken off).
 *
 * exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2, exp(r) by a polynomial of degree 6 fitted to the least
 * relative error (3.1e-9); in float32 the error stays below 1e-7. Below -87, where exp would become denormal, it is
 * 0; a NaN stays one.
 */

/**
 * The constants: 1 / ln 2; 1.5 * 2^23, which added to a number below 2^22 leaves the nearest integer in the lowest bits;
 * ln 2 in two parts, the first with so few digits that n times it is exact (Cody and Waite); the polynomial from the
 * highest power, where the last two are 1; the lower end. Loaded, not written out as literals, as in `tanh.ts`.
 */
const constants = memory.data<f32>([
  1.4426950408889634,
  12582912,
  0.693359375, -2.12194440054690583e-4,
  0.0013814541744068265, 0.00836874544620514, 0.04166838899254799, 0.1666652113199234, 0.4999999403953552, 1,
  -87,
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(constants + (index << 2));
}

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const rounded = f32x4.add(f32x4.mul(x, constant(0)), constant(1));
  const n = f32x4.sub(rounded, constant(1));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, constant(2))), f32x4.mul(n, constant(3)));
  let p = f32x4.add(f32x4.mul(r, constant(4)), constant(5));
  p = f32x4.add(f32x4.mul(r, p), constant(6));
  p = f32x4.add(f32x4.mul(r, p), constant(7));
  p = f32x4.add(f32x4.mul(r, p), constant(8));
  p = f32x4.add(f32x4.mul(r, p), constant(9));
  p = f32x4.add(f32x4.mul(r, p), constant(9));
  // 2^n by adding n to the exponent's bits; the shift leaves nothing else of `rounded`.
  const scaled = i32x4.add(p, i32x4.shl(rounded, 23));
  return v128.andnot(scaled, f32x4.lt(x, constant(10)));
}
