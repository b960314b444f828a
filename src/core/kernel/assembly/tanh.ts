/**
 * tanh of four numbers at once, the nonlinearity of every cell.
 *
 * A quotient of two polynomials in z = x^2, tanh(x) = x P(z) / Q(z), both of degree 4, fitted to the least relative error
 * over |x| <= 9 (2.1e-8). In float32 the error stays below 3.5e-7, relative and absolute. Beyond 8 the value at 8 stands,
 * 1.2e-7 short of 1: up to there rounding never lifts the quotient above 1, which saves a clamp. Additions, products and
 * one division in a fixed order: the same bits everywhere, which a library's tanh does not promise.
 *
 * `pmin` and `pmax` are one instruction each where `min` and `max`, which care for signed zeros, are seven; in this order
 * they keep a NaN.
 */

/**
 * The constants: limit, -limit, P from the highest power (the last one is 1 and serves Q too), Q from the highest power.
 * Each is fetched by a load, which is one instruction; a splat of a literal is three, and cost 8 % of all on Node 24.
 */
const constants = memory.data<f32>([
  8, -8,
  1.333679744419669e-8, 2.0596235117409378e-5, 0.0034948086831718683, 0.13380369544029236, 1,
  7.769261856083176e-7, 0.0003284359409008175, 0.02587401680648327, 0.46713685989379883,
]);

// @ts-ignore: decorator
@inline
function constant(index: usize): v128 {
  return v128.load32_splat(constants + (index << 2));
}

// @ts-ignore: decorator
@inline
export function tanh4(argument: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(argument, constant(0)), constant(1));
  const z = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(z, constant(2)), constant(3));
  p = f32x4.add(f32x4.mul(z, p), constant(4));
  p = f32x4.add(f32x4.mul(z, p), constant(5));
  p = f32x4.add(f32x4.mul(z, p), constant(6));
  let q = f32x4.add(f32x4.mul(z, constant(7)), constant(8));
  q = f32x4.add(f32x4.mul(z, q), constant(9));
  q = f32x4.add(f32x4.mul(z, q), constant(10));
  q = f32x4.add(f32x4.mul(z, q), constant(6));
  return flush4(f32x4.div(f32x4.mul(x, p), q));
}

/**
 * Rounds numbers to multiples of 2^-53 where they are smaller than about 2^-7, and leaves the others alone (to a unit in
 * the last place): adding 2^-30 pushes the lower digits out. WebAssembly cannot flush denormal numbers to zero, and
 * arithmetic on them is several times slower; the product of two flushed numbers is never one.
 */
// @ts-ignore: decorator
@inline
export function flush4(x: v128): v128 {
  const pushed = f32x4.splat(9.313225746154785e-10);
  return f32x4.sub(f32x4.add(x, pushed), pushed);
}
