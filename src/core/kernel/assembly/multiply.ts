/**
 * Products of a packed matrix (`panels.ts`) with one vector or with many.
 *
 *     out (4 * bands) = W (4 * bands, columns) x (columns)
 *
 * One routine serves both formats, as only the innermost step differs; it sums over the columns from first to last, one
 * product after the other, so that every tile gives the same bits. `f32` gives float32, `i16` int32.
 */
import { panelBands, widest } from './panels';
import { multiplyAdd } from './product';

/** sum + weights * word in each of the four lanes; fused only in what is built for relaxed SIMD. */
// @ts-ignore: decorator
@inline
function accumulate<T>(sum: v128, weights: v128, word: v128): v128 {
  if (isFloat<T>()) {
    return multiplyAdd(weights, word, sum);
  }
  return i32x4.add(sum, i32x4.dot_i16x8_s(weights, word));
}

/**
 * One vector.
 *
 * @param packed the matrix.
 * @param x `words` words of 4 bytes.
 * @param out 16 bytes for each band.
 */
export function multiplyVector<T>(packed: usize, bands: i32, words: i32, x: usize, out: usize): void {
  let panel = packed;
  for (let band = 0; band < bands; ) {
    const width = panelBands(bands - band);
    onePanel<T>(panel, width, words, x, out);
    band += width;
    panel += (<usize>width * words) << 4;
    out += <usize>width << 4;
  }
}

// @ts-ignore: decorator
@inline
function onePanel<T>(panel: usize, width: i32, words: i32, x: usize, out: usize): void {
  if (width < widest) {
    panelRest<T>(panel, width, words, x, out);
  } else if (WIDE) {
    panel8<T>(panel, words, x, out);
  } else {
    panel7<T>(panel, words, x, out);
  }
}

/**
 * Several vectors: row r of x (stride `xStride` bytes) gives row r of out (stride `outStride` bytes). A panel is read from
 * the second-level cache once and then serves every vector from the first level (28 rows of 250 columns are 14 kB as i16,
 * 28 kB as f32). Vectors go by two.
 */
export function multiplyMany<T>(
  packed: usize,
  bands: i32,
  words: i32,
  x: usize,
  xStride: usize,
  rows: i32,
  out: usize,
  outStride: usize,
): void {
  let panel = packed;
  for (let band = 0; band < bands; ) {
    const width = panelBands(bands - band);
    let xRow = x;
    let outRow = out;
    let row = 0;
    for (; row + 2 <= rows; row += 2) {
      if (WIDE && width === widest) {
        tile8x2<T>(panel, words, xRow, xStride, outRow, outStride);
      } else if (width === widest) {
        tile4x2<T>(panel, 112, words, xRow, xStride, outRow, outStride);
        tile3x2<T>(panel + 64, 112, words, xRow, xStride, outRow + 64, outStride);
      } else if (width === 4) {
        tile4x2<T>(panel, 64, words, xRow, xStride, outRow, outStride);
      } else {
        panelRest<T>(panel, width, words, xRow, outRow);
        panelRest<T>(panel, width, words, xRow + xStride, outRow + outStride);
      }
      xRow += xStride << 1;
      outRow += outStride << 1;
    }
    if (row < rows) {
      onePanel<T>(panel, width, words, xRow, outRow);
    }
    band += width;
    panel += (<usize>width * words) << 4;
    out += <usize>width << 4;
  }
}

/**
 * 28 rows times one vector. For each word of x, one broadcast and seven loads of weights serve seven products:
 *
 *     x[k] x[k] x[k] x[k]     the word in all four lanes
 *       *    *    *    *
 *     W[0,k] ... W[3,k]   ->  s0
 *     W[4,k] ... W[7,k]   ->  s1     ...     W[24,k] ... W[27,k]  ->  s6
 *
 * Measured on Zen 4 (250 units, i16, instructions and loads as the engine emits them): 5.3 cycles a word on Node 20, 5.0
 * on Node 24, where two 16-byte loads a cycle allow 4.0 and gcc reaches 4.5. Unrolled by two words it loses 20 % on Node 20,
 * which loads everything first and then runs out of registers, and 1 % on Node 24, which unrolls by itself.
 */
function panel7<T>(panel: usize, words: i32, x: usize, out: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  let s4 = i32x4.splat(0);
  let s5 = i32x4.splat(0);
  let s6 = i32x4.splat(0);
  for (const end = x + (<usize>words << 2); x < end; x += 4) {
    const word = v128.load32_splat(x);
    s0 = accumulate<T>(s0, v128.load(panel, 0), word);
    s1 = accumulate<T>(s1, v128.load(panel, 16), word);
    s2 = accumulate<T>(s2, v128.load(panel, 32), word);
    s3 = accumulate<T>(s3, v128.load(panel, 48), word);
    s4 = accumulate<T>(s4, v128.load(panel, 64), word);
    s5 = accumulate<T>(s5, v128.load(panel, 80), word);
    s6 = accumulate<T>(s6, v128.load(panel, 96), word);
    panel += 112;
  }
  v128.store(out, s0, 0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
  v128.store(out, s5, 80);
  v128.store(out, s6, 96);
}

/** What is left over: 4, 2 or 1 bands times one vector. */
function panelRest<T>(panel: usize, width: i32, words: i32, x: usize, out: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  const end = x + (<usize>words << 2);
  if (width === 4) {
    for (; x < end; x += 4) {
      const word = v128.load32_splat(x);
      s0 = accumulate<T>(s0, v128.load(panel, 0), word);
      s1 = accumulate<T>(s1, v128.load(panel, 16), word);
      s2 = accumulate<T>(s2, v128.load(panel, 32), word);
      s3 = accumulate<T>(s3, v128.load(panel, 48), word);
      panel += 64;
    }
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
  } else if (width === 2) {
    for (; x < end; x += 4) {
      const word = v128.load32_splat(x);
      s0 = accumulate<T>(s0, v128.load(panel, 0), word);
      s1 = accumulate<T>(s1, v128.load(panel, 16), word);
      panel += 32;
    }
  } else {
    for (; x < end; x += 4) {
      s0 = accumulate<T>(s0, v128.load(panel, 0), v128.load32_splat(x));
      panel += 16;
    }
  }
  v128.store(out, s0, 0);
  if (width > 1) {
    v128.store(out, s1, 16);
  }
}

/**
 * 16 rows times two vectors: eight accumulators, six loads for eight products.
 *
 *                 x[k]   y[k]
 *     W[0..3,k]    a0     b0
 *     W[4..7,k]    a1     b1      each weight is loaded once for both vectors
 *       ...
 *     W[12..15,k]  a3     b3
 *
 * Twelve accumulators would not leave room for what is loaded. Against `panel7` for each vector, batches are 10 % faster
 * on Node 20 and 4 % on Node 24: the products themselves are the limit (two a cycle), not the loads. Unrolled by two words
 * they are 22 % slower on Node 20.
 *
 * @param step the panel's width in bytes.
 */
function tile4x2<T>(
  panel: usize,
  step: usize,
  words: i32,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
): void {
  let a0 = i32x4.splat(0);
  let a1 = i32x4.splat(0);
  let a2 = i32x4.splat(0);
  let a3 = i32x4.splat(0);
  let b0 = i32x4.splat(0);
  let b1 = i32x4.splat(0);
  let b2 = i32x4.splat(0);
  let b3 = i32x4.splat(0);
  for (const end = x + (<usize>words << 2); x < end; x += 4) {
    const a = v128.load32_splat(x);
    const b = v128.load32_splat(x + xStride);
    let weights = v128.load(panel, 0);
    a0 = accumulate<T>(a0, weights, a);
    b0 = accumulate<T>(b0, weights, b);
    weights = v128.load(panel, 16);
    a1 = accumulate<T>(a1, weights, a);
    b1 = accumulate<T>(b1, weights, b);
    weights = v128.load(panel, 32);
    a2 = accumulate<T>(a2, weights, a);
    b2 = accumulate<T>(b2, weights, b);
    weights = v128.load(panel, 48);
    a3 = accumulate<T>(a3, weights, a);
    b3 = accumulate<T>(b3, weights, b);
    panel += step;
  }
  v128.store(out, a0, 0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  out += outStride;
  v128.store(out, b0, 0);
  v128.store(out, b1, 16);
  v128.store(out, b2, 32);
  v128.store(out, b3, 48);
}

/** 12 rows times two vectors: the other part of a panel of seven bands, as `tile4x2`. */
function tile3x2<T>(
  panel: usize,
  step: usize,
  words: i32,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
): void {
  let a0 = i32x4.splat(0);
  let a1 = i32x4.splat(0);
  let a2 = i32x4.splat(0);
  let b0 = i32x4.splat(0);
  let b1 = i32x4.splat(0);
  let b2 = i32x4.splat(0);
  for (const end = x + (<usize>words << 2); x < end; x += 4) {
    const a = v128.load32_splat(x);
    const b = v128.load32_splat(x + xStride);
    let weights = v128.load(panel, 0);
    a0 = accumulate<T>(a0, weights, a);
    b0 = accumulate<T>(b0, weights, b);
    weights = v128.load(panel, 16);
    a1 = accumulate<T>(a1, weights, a);
    b1 = accumulate<T>(b1, weights, b);
    weights = v128.load(panel, 32);
    a2 = accumulate<T>(a2, weights, a);
    b2 = accumulate<T>(b2, weights, b);
    panel += step;
  }
  v128.store(out, a0, 0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  out += outStride;
  v128.store(out, b0, 0);
  v128.store(out, b1, 16);
  v128.store(out, b2, 32);
}

/**
 * 32 rows times one vector, for engines that join vectors: two neighbouring loads, products and sums become one of 256 bits,
 * so that four registers hold the sums. On others the sums would not fit.
 */
function panel8<T>(panel: usize, words: i32, x: usize, out: usize): void {
  let s0 = i32x4.splat(0);
  let s1 = i32x4.splat(0);
  let s2 = i32x4.splat(0);
  let s3 = i32x4.splat(0);
  let s4 = i32x4.splat(0);
  let s5 = i32x4.splat(0);
  let s6 = i32x4.splat(0);
  let s7 = i32x4.splat(0);
  for (const end = x + (<usize>words << 2); x < end; x += 4) {
    const word = v128.load32_splat(x);
    s0 = accumulate<T>(s0, v128.load(panel, 0), word);
    s1 = accumulate<T>(s1, v128.load(panel, 16), word);
    s2 = accumulate<T>(s2, v128.load(panel, 32), word);
    s3 = accumulate<T>(s3, v128.load(panel, 48), word);
    s4 = accumulate<T>(s4, v128.load(panel, 64), word);
    s5 = accumulate<T>(s5, v128.load(panel, 80), word);
    s6 = accumulate<T>(s6, v128.load(panel, 96), word);
    s7 = accumulate<T>(s7, v128.load(panel, 112), word);
    panel += 128;
  }
  v128.store(out, s0, 0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
  v128.store(out, s5, 80);
  v128.store(out, s6, 96);
  v128.store(out, s7, 112);
}

/**
 * 32 rows times two vectors, for engines that join vectors: as `tile4x2`, with vectors of 256 bits.
 */
function tile8x2<T>(
  panel: usize,
  words: i32,
  x: usize,
  xStride: usize,
  out: usize,
  outStride: usize,
): void {
  let a0 = i32x4.splat(0);
  let a1 = i32x4.splat(0);
  let a2 = i32x4.splat(0);
  let a3 = i32x4.splat(0);
  let a4 = i32x4.splat(0);
  let a5 = i32x4.splat(0);
  let a6 = i32x4.splat(0);
  let a7 = i32x4.splat(0);
  let b0 = i32x4.splat(0);
  let b1 = i32x4.splat(0);
  let b2 = i32x4.splat(0);
  let b3 = i32x4.splat(0);
  let b4 = i32x4.splat(0);
  let b5 = i32x4.splat(0);
  let b6 = i32x4.splat(0);
  let b7 = i32x4.splat(0);
  for (const end = x + (<usize>words << 2); x < end; x += 4) {
    const a = v128.load32_splat(x);
    const b = v128.load32_splat(x + xStride);
    const w0 = v128.load(panel, 0);
    a0 = accumulate<T>(a0, w0, a);
    b0 = accumulate<T>(b0, w0, b);
    const w1 = v128.load(panel, 16);
    a1 = accumulate<T>(a1, w1, a);
    b1 = accumulate<T>(b1, w1, b);
    const w2 = v128.load(panel, 32);
    a2 = accumulate<T>(a2, w2, a);
    b2 = accumulate<T>(b2, w2, b);
    const w3 = v128.load(panel, 48);
    a3 = accumulate<T>(a3, w3, a);
    b3 = accumulate<T>(b3, w3, b);
    const w4 = v128.load(panel, 64);
    a4 = accumulate<T>(a4, w4, a);
    b4 = accumulate<T>(b4, w4, b);
    const w5 = v128.load(panel, 80);
    a5 = accumulate<T>(a5, w5, a);
    b5 = accumulate<T>(b5, w5, b);
    const w6 = v128.load(panel, 96);
    a6 = accumulate<T>(a6, w6, a);
    b6 = accumulate<T>(b6, w6, b);
    const w7 = v128.load(panel, 112);
    a7 = accumulate<T>(a7, w7, a);
    b7 = accumulate<T>(b7, w7, b);
    panel += 128;
  }
  v128.store(out, a0, 0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  v128.store(out, a4, 64);
  v128.store(out, a5, 80);
  v128.store(out, a6, 96);
  v128.store(out, a7, 112);
  out += outStride;
  v128.store(out, b0, 0);
  v128.store(out, b1, 16);
  v128.store(out, b2, 32);
  v128.store(out, b3, 48);
  v128.store(out, b4, 64);
  v128.store(out, b5, 80);
  v128.store(out, b6, 96);
  v128.store(out, b7, 112);
}
