import { exp2, multiplyAdd, panel, product } from './float64';

/**
 * The network in float64 for the inspector (`wasmStateReader.ts`): several streams that read the same characters, every hidden
 * state kept, and the logarithms of softmax. Two numbers in a vector; the panels of eight rows that weights are packed in
 * keep eight sums going, with two streams four loads of weights serve sixteen products.
 *
 * Memory is laid out by the caller. Rows of `hidden` and of what is returned are compact, so that they are typed arrays
 * as they stand; `scratch` has rows padded to whole panels.
 */

/** tanh of two numbers: (1 - e) / (1 + e) with e = exp(-2|x|), and the sign of x. Absolute error below 3e-16. */
// @ts-ignore: decorator
@inline
function tanh2(x: v128): v128 {
  const sign = v128.and(x, f64x2.splat(-0.0));
  const e = exp2(f64x2.mul(f64x2.abs(x), f64x2.splat(-2)));
  const one = f64x2.splat(1);
  return v128.or(f64x2.div(f64x2.sub(one, e), f64x2.add(one, e)), sign);
}

/** ln of a number from 1 up: Halley's iteration on exp, from a straight line between powers of two. */
function logarithm(s: f64): f64 {
  const bits = reinterpret<u64>(s);
  const exponent = <f64>(<i64>(bits >> 52) - 1023);
  const mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  let y = (exponent + mantissa - 1) * 0.6931471805599453;
  for (let round = 0; round < 3; round++) {
    // exp2 takes no positive numbers: s e^-y is 1 at the root.
    const e = s * f64x2.extract_lane(exp2(f64x2.splat(-y)), 0);
    y += (2 * (e - 1)) / (e + 1);
  }
  return y;
}

/**
 * Reads characters in several streams; see `StateReader.read`.
 *
 * @param whh panels of Whh. columns: (V, padded H): Wxh transposed, with bh added.
 * @param states (B, H) before. hidden: (T, B, H), written. scratch: (B, padded H).
 * @param held `holds` entries of 16 bytes: stream, neuron (i32 each), value (f64).
 */
export function read(
  H: i32,
  whh: usize,
  columns: usize,
  inputs: usize,
  T: i32,
  B: i32,
  states: usize,
  hidden: usize,
  scratch: usize,
  held: usize,
  holds: i32,
): void {
  const K = <usize>H;
  const panels = (K + panel - 1) / panel;
  const stride = panels << 6;
  const rowBytes = K << 3;
  let before = states;
  for (let t = 0; t < T; t++) {
    const column = columns + <usize>load<u16>(inputs + (<usize>t << 1)) * stride;
    const after = hidden + <usize>t * <usize>B * rowBytes;
    product(whh, 0, panels, K, before, B, column, scratch, stride);
    for (let b = 0; b < B; b++) {
      const from = scratch + <usize>b * stride;
      const to = after + <usize>b * rowBytes;
      let k: usize = 0;
      for (; k + 16 <= rowBytes; k += 16) {
        v128.store(to + k, tanh2(v128.load(from + k)));
      }
      if (k < rowBytes) {
        store<f64>(to + k, f64x2.extract_lane(tanh2(v128.load(from + k)), 0));
      }
    }
    for (let i = 0; i < holds; i++) {
      const entry = held + (<usize>i << 4);
      store<f64>(after + <usize>load<i32>(entry) * rowBytes + (<usize>load<i32>(entry, 4) << 3), load<f64>(entry, 8));
    }
    before = after;
  }
}

/**
 * Logits of `rows` hidden states into `out`, rows padded to whole panels.
 *
 * @param why panels of Why. by: padded to whole panels with numbers so low that their exp is 0.
 */
export function logits(H: i32, V: i32, why: usize, by: usize, hidden: usize, rows: i32, out: usize): void {
  const panels = (<usize>V + panel - 1) / panel;
  product(why, 0, panels, H, hidden, rows, by, out, panels << 6);
}

/**
 * ln softmax of `count` rows of logits: `first`, `first + step`, ...
 *
 * @param rows logits, padded. hidden: the states that they are of. outputs: (H, padded V), Why transposed.
 * @param replaced `replacements` entries of 16 bytes: neuron (i32 at 4), value (f64): their part in the logits is replaced.
 * @param row room for one padded row. out: (count, V), written.
 */
export function logProbabilities(
  H: i32,
  V: i32,
  rows: usize,
  hidden: usize,
  outputs: usize,
  first: i32,
  step: i32,
  count: i32,
  replaced: usize,
  replacements: i32,
  row: usize,
  out: usize,
): void {
  const stride = ((<usize>V + panel - 1) / panel) << 6;
  const rowBytes = <usize>V << 3;
  for (let i = 0; i < count; i++) {
    const at = <usize>(first + i * step);
    const to = out + <usize>i * rowBytes;
    let from = rows + at * stride;
    if (replacements > 0) {
      memory.copy(row, from, stride);
      from = row;
      for (let r = 0; r < replacements; r++) {
        const entry = replaced + (<usize>r << 4);
        const neuron = <usize>load<i32>(entry, 4);
        const change = f64x2.splat(load<f64>(entry, 8) - load<f64>(hidden + ((at * <usize>H + neuron) << 3)));
        const column = outputs + neuron * stride;
        for (let c: usize = 0; c < stride; c += 16) {
          v128.store(row + c, multiplyAdd(v128.load(column + c), change, v128.load(row + c)));
        }
      }
    }
    let most = v128.load(from);
    for (let c: usize = 16; c < stride; c += 16) {
      most = f64x2.max(most, v128.load(from + c));
    }
    const largest = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
    const largest2 = f64x2.splat(largest);
    let sums = f64x2.splat(0);
    for (let c: usize = 0; c < stride; c += 16) {
      sums = f64x2.add(sums, exp2(f64x2.sub(v128.load(from + c), largest2)));
    }
    const shift = largest + logarithm(f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1));
    const shift2 = f64x2.splat(shift);
    let c: usize = 0;
    for (; c + 16 <= rowBytes; c += 16) {
      v128.store(to + c, f64x2.sub(v128.load(from + c), shift2));
    }
    if (c < rowBytes) {
      store<f64>(to + c, load<f64>(from + c) - shift);
    }
  }
}
