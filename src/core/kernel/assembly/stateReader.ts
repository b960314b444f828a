/**
 * The network in float64 for the inspector (`wasmStateReader.ts`): several streams that read the same characters, every hidden
 * state kept, and the logarithms of softmax. Two numbers in a vector; the panels of eight rows that weights are packed in
 * keep eight sums going, with two streams four loads of weights serve sixteen products.
 *
 * Memory is laid out by the caller. Rows of `hidden` and of what is returned are compact, so that they are typed arrays
 * as they stand; `scratch` has rows padded to whole panels.
 */

/** Rows in a panel. Panel p of a matrix (R, K) holds, for each column k, the rows 8p ... 8p + 7 side by side. */
const panel: usize = 8;

/**
 * out[row] = start + matrix x[row] for `rows` rows of x: (rows, K) with K numbers a row, out with `stride` bytes a row.
 * The panel is outermost: it stays in the first-level cache while all rows pass by.
 */
function product(
  matrix: usize,
  panels: usize,
  K: usize,
  x: usize,
  rows: usize,
  start: usize,
  out: usize,
  stride: usize,
): void {
  const bytes = K << 3;
  for (let p: usize = 0; p < panels; p++) {
    const offset = p << 6;
    let row: usize = 0;
    for (; row + 2 <= rows; row += 2) {
      let w = matrix + p * K * 64;
      let a0 = v128.load(start + offset, 0);
      let a1 = v128.load(start + offset, 16);
      let a2 = v128.load(start + offset, 32);
      let a3 = v128.load(start + offset, 48);
      let b0 = a0;
      let b1 = a1;
      let b2 = a2;
      let b3 = a3;
      let at = x + row * bytes;
      const end = at + bytes;
      for (; at < end; at += 8) {
        const xa = v128.load64_splat(at);
        const xb = v128.load64_splat(at + bytes);
        let ww = v128.load(w, 0);
        a0 = multiplyAdd(ww, xa, a0);
        b0 = multiplyAdd(ww, xb, b0);
        ww = v128.load(w, 16);
        a1 = multiplyAdd(ww, xa, a1);
        b1 = multiplyAdd(ww, xb, b1);
        ww = v128.load(w, 32);
        a2 = multiplyAdd(ww, xa, a2);
        b2 = multiplyAdd(ww, xb, b2);
        ww = v128.load(w, 48);
        a3 = multiplyAdd(ww, xa, a3);
        b3 = multiplyAdd(ww, xb, b3);
        w += 64;
      }
      const target = out + row * stride + offset;
      v128.store(target, a0, 0);
      v128.store(target, a1, 16);
      v128.store(target, a2, 32);
      v128.store(target, a3, 48);
      v128.store(target + stride, b0, 0);
      v128.store(target + stride, b1, 16);
      v128.store(target + stride, b2, 32);
      v128.store(target + stride, b3, 48);
    }
    if (row < rows) {
      single(matrix + p * K * 64, K, x + row * bytes, start + offset, out + row * stride + offset);
    }
  }
}

/** The same for one panel and one row. */
function single(matrix: usize, K: usize, x: usize, start: usize, out: usize): void {
  let w = matrix;
  let a0 = v128.load(start, 0);
  let a1 = v128.load(start, 16);
  let a2 = v128.load(start, 32);
  let a3 = v128.load(start, 48);
  const end = x + (K << 3);
  for (let at = x; at < end; at += 8) {
    const xa = v128.load64_splat(at);
    a0 = multiplyAdd(v128.load(w, 0), xa, a0);
    a1 = multiplyAdd(v128.load(w, 16), xa, a1);
    a2 = multiplyAdd(v128.load(w, 32), xa, a2);
    a3 = multiplyAdd(v128.load(w, 48), xa, a3);
    w += 64;
  }
  v128.store(out, a0, 0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
}

// @ts-ignore: decorator
@inline
function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/**
 * exp of two numbers. exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2; Taylor's polynomial of degree 13 leaves
 * 4e-18 of it. Below -708 it is 0; above 0 it is not called.
 */
// @ts-ignore: decorator
@inline
function exp2(argument: v128): v128 {
  const x = f64x2.max(argument, f64x2.splat(-708));
  // Adding 1.5 * 2^52 rounds to a whole number, which then stands in the lowest bits.
  const magic = f64x2.splat(6755399441055744);
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(1.4426950408889634)), magic);
  const n = f64x2.sub(shifted, magic);
  // ln 2 in two parts, the first with so few digits that n times it is exact (Cody and Waite).
  let r = f64x2.sub(x, f64x2.mul(n, f64x2.splat(0.693147180369123816490)));
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(1.90821492927058770002e-10)));
  let p = f64x2.splat(1 / 6227020800.0);
  p = multiplyAdd(p, r, f64x2.splat(1 / 479001600.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 39916800.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 3628800.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 362880.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 40320.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 5040.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 720.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 120.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 24.0));
  p = multiplyAdd(p, r, f64x2.splat(1 / 6.0));
  p = multiplyAdd(p, r, f64x2.splat(0.5));
  p = multiplyAdd(p, r, f64x2.splat(1));
  p = multiplyAdd(p, r, f64x2.splat(1));
  const scaled = i64x2.add(p, i64x2.shl(shifted, 52));
  return v128.and(scaled, f64x2.ge(argument, f64x2.splat(-708)));
}

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
    product(whh, panels, K, before, B, column, scratch, stride);
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
  product(why, panels, H, hidden, rows, by, out, panels << 6);
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
