/**
 * Passes over matrices of activations, forward and back. What they write never holds a denormal: WebAssembly cannot flush
 * those to zero by itself, and arithmetic on them is several times slower.
 */
import { tanh4 } from './tanh';

/** The floor for what enters products: two such numbers make 1e-38, the smallest that is not denormal. 1 and 1/2. */
const constants = memory.data<f32>([1e-19, 1, 0.5]);

/** The floor, as a vector: to be had before a loop, as a constant inside of one is made anew in each turn. */
// @ts-ignore: decorator
@inline
export function smallestFactor(): v128 {
  return v128.load32_splat(constants);
}

/** x where |x| >= floor, else 0; a NaN becomes 0 too. */
// @ts-ignore: decorator
@inline
export function flush(x: v128, floor: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), floor));
}

/** h = tanh(h + input + bias), one row of `columns` (a multiple of four). */
export function tanhRow(h: usize, input: usize, bias: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const sum = f32x4.add(f32x4.add(v128.load(h + at), v128.load(input + at)), v128.load(bias + at));
    v128.store(h + at, tanh4(sum));
  }
}

/**
 * The way back through tanh, in place: D = (1 - H^2) D, where D (rows, columns) is the gradient with respect to
 * H = tanh(A) and becomes the gradient with respect to A.
 *
 * @returns the sum of all |D|: NaN or infinite if one is.
 */
export function tanhBackwardRows(d: usize, h: usize, row: usize, rows: i32, columns: i32): f32 {
  const one = v128.load32_splat(constants, 4);
  const floor = smallestFactor();
  const bytes = <usize>columns << 2;
  let sums = f32x4.splat(0);
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = v128.load(h + at);
      const slope = f32x4.sub(one, f32x4.mul(value, value));
      const gradient = f32x4.mul(v128.load(d + at), slope);
      sums = f32x4.add(sums, f32x4.abs(gradient));
      v128.store(d + at, flush(gradient, floor));
    }
    d += row;
    h += row;
  }
  return sumOfLanes(sums);
}

/** The logistic function s(x) = 1 / (1 + exp(-x)), as tanh(x / 2) / 2 + 1/2: from 6e-8 up to 1 in float32. */
// @ts-ignore: decorator
@inline
export function logistic4(x: v128): v128 {
  const half = v128.load32_splat(constants, 8);
  return f32x4.add(f32x4.mul(tanh4(f32x4.mul(x, half)), half), half);
}

/** 1, as a vector: to be had before a loop. */
// @ts-ignore: decorator
@inline
export function one(): v128 {
  return v128.load32_splat(constants, 4);
}

/** The sum of the four numbers of a vector. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}
