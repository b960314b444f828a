/**
 * The step from sums to what the next step reads: the nonlinearity of the vanilla cell, and the words that the next product
 * takes. Formats as in `panels.ts`.
 *
 * Bands go by two: the constants of tanh are then fetched half as often (the engine has no registers left to keep them),
 * and eight i16 words make one store. So rows of hidden units are an even number of bands long. Measured for 250 units: 35
 * cycles for two bands, of which the ports for products and divisions take 20; the chain of the polynomial's steps is the
 * rest. Before bands were paired and clamps were one instruction each, a step of the network took a quarter longer.
 */
import { tanh4 } from './tanh';

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

/**
 * h = tanh(sums + bias) for one stream.
 *
 * @param sums (4 * bands): Whh h, as the product left it.
 * @param bias (4 * bands) float32: the column of Wxh for the character read, bh added.
 * @param bands an even number.
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
  for (const end = sums + (<usize>bands << 4); sums < end; sums += 32) {
    const first = tanh4(f32x4.add(toFloat<T>(v128.load(sums, 0), scales), v128.load(bias, 0)));
    const second = tanh4(f32x4.add(toFloat<T>(v128.load(sums, 16), scales + 16), v128.load(bias, 16)));
    v128.store(state, first, 0);
    v128.store(state, second, 16);
    storeWords<T>(words, first, second);
    scales += 32;
    bias += 32;
    state += 32;
    words += wordBytes<T>();
  }
}

/** logits = sums + by, for one stream. */
export function addBias<T>(sums: usize, scales: usize, bias: usize, bands: i32, logits: usize): void {
  for (let at: usize = 0; at < <usize>bands << 4; at += 16) {
    v128.store(logits + at, f32x4.add(toFloat<T>(v128.load(sums + at), scales + at), v128.load(bias + at)));
  }
}
