/**
 * Softmax over logits: drawing a character from it, and the surprise of one. The rules are those of `sampling.ts`: the
 * largest logit is taken off first, temperature 0 takes the first of the largest; a NaN is never drawn, and makes every
 * surprise NaN.
 *
 * Logits lie as float32, (4 * bands); those past the last character are -Infinity, so that they weigh nothing.
 */
import { exp4 } from './exponential';
import { logarithm } from './logarithm';
import { uniform } from './philox';

/** The largest logit, passing over NaN; -Infinity where there is none. */
// @ts-ignore: decorator
@inline
function largest(logits: usize, bands: i32): f32 {
  let max = f32x4.splat(-Infinity);
  for (const end = logits + (<usize>bands << 4); logits < end; logits += 16) {
    // pmax(a, b) is a < b ? b : a, so a NaN for b is passed over.
    max = f32x4.pmax(max, v128.load(logits));
  }
  max = f32x4.pmax(max, v128.shuffle<i32>(max, max, 2, 3, 0, 1));
  max = f32x4.pmax(max, v128.shuffle<i32>(max, max, 1, 0, 3, 2));
  return f32x4.extract_lane(max, 0);
}

/** The four numbers of float32, as float64, added to two sums: lanes 0 and 2 to the first, 1 and 3 to the second. */
// @ts-ignore: decorator
@inline
function addTo(sums: v128, x: v128): v128 {
  const upper = v128.shuffle<i32>(x, x, 2, 3, 2, 3);
  return f64x2.add(sums, f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(upper)));
}

/**
 * Draws an index from softmax(logits / temperature): the first at which the cumulative weight exceeds u times the whole,
 * u = uniform(seed, position).
 *
 * @param weights (4 * bands) float32, overwritten.
 */
export function sample(
  logits: usize,
  bands: i32,
  count: i32,
  temperature: f64,
  seed: u64,
  position: u64,
  weights: usize,
): i32 {
  if (temperature === 0) {
    return argmax(logits, count);
  }
  const max = f32x4.splat(largest(logits, bands));
  // The largest float32 that is not denormal is tiny enough to leave only the largest logits, as any smaller one would.
  const divisor = f32x4.splat(<f32>Math.max(temperature, 1.1754943508222875e-38));
  let sums = f64x2.splat(0);
  for (let at: usize = 0; at < <usize>bands << 4; at += 16) {
    const exponential = exp4(f32x4.div(f32x4.sub(v128.load(logits + at), max), divisor));
    const weight = v128.and(exponential, f32x4.gt(exponential, f32x4.splat(0)));
    v128.store(weights + at, weight);
    sums = addTo(sums, weight);
  }
  const target = uniform(seed, position, 0) * (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
  let cumulative: f64 = 0;
  let last = 0;
  for (let index = 0; index < count; index++) {
    const weight = load<f32>(weights + (<usize>index << 2));
    cumulative += <f64>weight;
    if (cumulative > target) {
      return index;
    }
    if (weight > 0) {
      last = index;
    }
  }
  // Rounding left the target at the very end; or nothing had any weight (NaN logits), and index 0 it is.
  return last;
}

/** The index of the largest logit, the first among equals. */
function argmax(logits: usize, count: i32): i32 {
  let best = 0;
  let most = load<f32>(logits);
  for (let index = 1; index < count; index++) {
    const logit = load<f32>(logits + (<usize>index << 2));
    if (logit > most) {
      best = index;
      most = logit;
    }
  }
  return best;
}

/** -ln softmax(logits)[index], in nats. */
export function surprise(logits: usize, bands: i32, index: i32): f64 {
  const most = largest(logits, bands);
  const max = f32x4.splat(most);
  let sums = f64x2.splat(0);
  for (let at: usize = 0; at < <usize>bands << 4; at += 16) {
    sums = addTo(sums, exp4(f32x4.sub(v128.load(logits + at), max)));
  }
  const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  return <f64>most + logarithm(sum) - <f64>load<f32>(logits + (<usize>index << 2));
}
