/**
 * What every cell needs between sums and the words that the next product takes. Formats as in `panels.ts`; the cells
 * themselves are `rnnCell.ts`, `gruCell.ts` and `lstmCell.ts`.
 */

/** The sums of a band as float32: integers times the scales of their rows. */
// @ts-ignore: decorator
@inline
export function toFloat<T>(sums: v128, scales: usize): v128 {
  return isFloat<T>() ? sums : f32x4.mul(f32x4.convert_i32x4_s(sums), v128.load(scales));
}

/**
 * The scale of i16 words, and 1.5 * 2^23, which added to a number below 2^22 leaves the nearest integer in the lowest
 * bits. Loaded, not written out as literals, as in `tanh.ts`.
 */
const constants = memory.data<f32>([1, 12582912]);

/** Sets the scale of i16 words, `stateScale`. */
export function setWordScale(scale: f32): void {
  store<f32>(constants, scale);
}

/** Four numbers within +-8 as integers. */
// @ts-ignore: decorator
@inline
function toIntegers(h: v128): v128 {
  const rounder = v128.load32_splat(constants, 4);
  return i32x4.sub(f32x4.add(f32x4.mul(h, v128.load32_splat(constants)), rounder), rounder);
}

/** Stores the words of two bands. */
// @ts-ignore: decorator
@inline
export function storeWords<T>(words: usize, first: v128, second: v128): void {
  if (isFloat<T>()) {
    v128.store(words, first, 0);
    v128.store(words, second, 16);
  } else {
    v128.store(words, i16x8.narrow_i32x4_s(toIntegers(first), toIntegers(second)));
  }
}

/** Bytes of the words of two bands. */
// @ts-ignore: decorator
@inline
export function wordBytes<T>(): usize {
  return isFloat<T>() ? 32 : 16;
}

/** out = sums + bias, a row of float32; in place where out is sums. */
export function addBias<T>(sums: usize, scales: usize, bias: usize, bands: i32, out: usize): void {
  for (let at: usize = 0; at < <usize>bands << 4; at += 16) {
    v128.store(out + at, f32x4.add(toFloat<T>(v128.load(sums + at), scales + at), v128.load(bias + at)));
  }
}
