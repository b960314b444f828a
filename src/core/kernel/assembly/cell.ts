/**
 * The step from sums to what the next step reads: the nonlinearity of the vanilla cell, and the words that the next product
 * takes. Formats as in `panels.ts`.
 */
import { stateScale } from './panels';
import { tanh4 } from './tanh';

/** The sums of a band as float32: integers times the scales of their rows. */
// @ts-ignore: decorator
@inline
export function toFloat<T>(sums: v128, scales: usize): v128 {
  return isFloat<T>() ? sums : f32x4.mul(f32x4.convert_i32x4_s(sums), v128.load(scales));
}

/** Stores four numbers as words: as they are, or rounded to i16. */
// @ts-ignore: decorator
@inline
export function storeWords<T>(words: usize, band: usize, h: v128): void {
  if (isFloat<T>()) {
    v128.store(words + (band << 4), h);
  } else {
    const integers = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(h, f32x4.splat(stateScale))));
    v128.store64_lane(words + (band << 3), i16x8.narrow_i32x4_s(integers, integers), 0);
  }
}

/**
 * h = tanh(sums + bias) for one stream.
 *
 * @param sums (4 * bands): Whh h, as the product left it.
 * @param bias (4 * bands) float32: the column of Wxh for the character read, bh added.
 * @param state (4 * bands) float32, written.
 * @param words what the next product reads, written.
 */
export function activate<T>(
  sums: usize,
  scales: usize,
  bias: usize,
  bands: i32,
  state: usize,
  words: usize,
): void {
  for (let band: usize = 0; band < <usize>bands; band++) {
    const at = band << 4;
    const h = tanh4(f32x4.add(toFloat<T>(v128.load(sums + at), scales + at), v128.load(bias + at)));
    v128.store(state + at, h);
    storeWords<T>(words, band, h);
  }
}

/** logits = sums + by, for one stream. */
export function addBias<T>(sums: usize, scales: usize, bias: usize, bands: i32, logits: usize): void {
  for (let at: usize = 0; at < <usize>bands << 4; at += 16) {
    v128.store(logits + at, f32x4.add(toFloat<T>(v128.load(sums + at), scales + at), v128.load(bias + at)));
  }
}
