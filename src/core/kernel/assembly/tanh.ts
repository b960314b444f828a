/**
 * tanh of four numbers at once, the nonlinearity of every cell.
 *
 * A quotient of two polynomials in z = x^2, tanh(x) = x P(z) / Q(z), both of degree 4, fitted to the least relative error
 * over |x| <= 9.01 (2.1e-8); beyond it tanh rounds to 1. In float32 the error stays below 3.4e-7, relative and absolute
 * (`tanh.test.ts` measures it). Additions, products and one division in a fixed order: the same bits everywhere, which
 * a library's tanh does not promise.
 */

// @ts-ignore: decorator
@inline
export function tanh4(argument: v128): v128 {
  // pmin and pmax are one instruction each, and with the number first they keep a NaN; min and max take six to eight.
  const x = f32x4.pmax(f32x4.pmin(argument, f32x4.splat(9.01)), f32x4.splat(-9.01));
  const z = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(z, f32x4.splat(1.333679744419669e-8)), f32x4.splat(2.0596235117409378e-5));
  p = f32x4.add(f32x4.mul(z, p), f32x4.splat(0.0034948086831718683));
  p = f32x4.add(f32x4.mul(z, p), f32x4.splat(0.13380369544029236));
  p = f32x4.add(f32x4.mul(z, p), f32x4.splat(1));
  let q = f32x4.add(f32x4.mul(z, f32x4.splat(7.769261856083176e-7)), f32x4.splat(0.0003284359409008175));
  q = f32x4.add(f32x4.mul(z, q), f32x4.splat(0.02587401680648327));
  q = f32x4.add(f32x4.mul(z, q), f32x4.splat(0.46713685989379883));
  q = f32x4.add(f32x4.mul(z, q), f32x4.splat(1));
  const y = f32x4.div(f32x4.mul(x, p), q);
  return flush4(f32x4.pmax(f32x4.pmin(y, f32x4.splat(1)), f32x4.splat(-1)));
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
