import { exp2, multiplyAdd, panel, product } from './float64';
import { activateGru, activateLstm, activateRnn, gru, paddedBytes, rnn } from './float64Cells';

/**
 * The network in float64 for the inspector (`wasmStateReader.ts`): several streams that read the same characters, layer by
 * layer, every hidden state of the top kept, and the logarithms of softmax. Two numbers in a vector; the panels of eight rows that weights are packed in
 * keep eight sums going, with two streams four loads of weights serve sixteen products.
 *
 * Memory is laid out by the caller. Rows of `hidden` and of what is returned are compact, so that they are typed arrays
 * as they stand; `scratch` has rows padded to whole panels.
 */

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
 * What a layer above the first is given at every step of every stream, (rows, gates, padded H): Wxh x + bh, with x the
 * hidden state of the layer below.
 *
 * @param wxh panels of Wxh, each gate padded to whole panels. bias: (gates, padded H). below: (rows, H).
 */
export function readBelow(
  H: i32,
  gates: i32,
  wxh: usize,
  bias: usize,
  below: usize,
  rows: i32,
  fromBelow: usize,
): void {
  const stride = <usize>gates * paddedBytes(H);
  product(wxh, 0, stride >> 6, H, below, rows, bias, fromBelow, stride);
}

/**
 * One layer reads in several streams; see `StateReader.read`.
 *
 * The sums of a step begin with a row that all streams share, as all read the same character: of the first layer the
 * column of that character, to which a gru's has the candidate's input added behind, as it stays apart:
 *
 *     columns    rnn, lstm   [ Wxh[:, c] + bh ]  each gate padded
 *                gru         [ r: Wxh[:, c] + bh ][ z: likewise ][ bn ][ n: Wxh[:, c] + bh ]
 *
 * Of an upper layer they begin with `start`, zeros or a gru's bn in the third place, and get their row of `fromBelow`.
 *
 * @param whh panels of Whh, each gate padded to whole panels.
 * @param columns of the first layer, (V, ...); of an upper one `start`, one row.
 * @param inputs characters, u16. fromBelow: of an upper layer, (T, B, gates, padded H); 0 for the first.
 * @param states (B, H): h before. c: (B, padded H), an lstm's, in place. hidden: (T, B, H), written.
 * @param scratch (B, gates, padded H).
 * @param held `holds` entries of 16 bytes: stream, neuron (i32 each), value (f64).
 */
export function readLayer(
  cell: i32,
  H: i32,
  gates: i32,
  whh: usize,
  columns: usize,
  inputs: usize,
  fromBelow: usize,
  T: i32,
  B: i32,
  states: usize,
  c: usize,
  hidden: usize,
  scratch: usize,
  held: usize,
  holds: i32,
): void {
  const row = paddedBytes(H);
  const stride = <usize>gates * row;
  const columnBytes = cell === gru ? stride + row : stride;
  /** What of a row from below is added to the sums; a gru's candidate keeps its own apart. */
  const added = cell === gru ? row << 1 : stride;
  const rowBytes = <usize>H << 3;
  let before = states;
  let below = fromBelow;
  for (let t = 0; t < T; t++) {
    let start = columns;
    if (fromBelow === 0) {
      start += <usize>load<u16>(inputs + (<usize>t << 1)) * columnBytes;
    }
    const after = hidden + <usize>t * <usize>B * rowBytes;
    product(whh, 0, stride >> 6, H, before, B, start, scratch, stride);
    for (let b: usize = 0; b < <usize>B; b++) {
      const sums = scratch + b * stride;
      let candidate = start + stride;
      if (fromBelow !== 0) {
        for (let k: usize = 0; k < added; k += 16) {
          v128.store(sums + k, f64x2.add(v128.load(sums + k), v128.load(below + k)));
        }
        candidate = below + added;
        below += stride;
      }
      if (cell === rnn) {
        activateRnn(H, sums);
      } else if (cell === gru) {
        activateGru(H, sums, candidate, before + b * rowBytes);
      } else {
        activateLstm(H, sums, c + b * row);
      }
      memory.copy(after + b * rowBytes, sums, rowBytes);
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
