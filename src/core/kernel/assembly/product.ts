/**
 * Matrix products in tiles of 2 x 16:
 *
 *     C (rows, columns) = S + A (rows, depth) B (depth, columns)
 *
 *                  B: 4 vectors of row k
 *                 [....][....][....][....]
 *     A[r][k]   x  c00   c01   c02   c03       <- 8 accumulators stay in registers while k runs
 *     A[r+1][k] x  c10   c11   c12   c13
 *
 * Each k costs 2 broadcasts and 4 loads for 64 operations. Why 2 x 4: TurboFan hoists all loads of a basic block to its
 * top, so accumulators, vectors, broadcasts and (without a fused multiply-add) one product must fit into the 15 vector
 * registers that it hands out: 8 + 4 + 2 + 1. Measured on Zen 4 at 3.65 GHz, (64, 248) x (248, 256), in GFLOP/s,
 * strict / fused: 2 x 4 45.7 / 54.1, 4 x 2 42.5 / 53.6, 3 x 2 41.0 / 43.6, 3 x 3 34.6 / 53.9, 3 x 4 38.9 / 40.7,
 * 2 x 5 35.9 / 34.4; 2 x 4 with k unrolled by two 30.9 / 35.5. The engine turns the loop into 26 instructions without one
 * move too many; the processor takes 6 of them a cycle, which allows 54 strict, and its arithmetic allows 58.
 *
 * B may lie as it is or packed into panels of 16 columns, which is read from front to back (48.1 instead of 45.7 strict):
 *
 *     row-major: bRow = bytes from row to row, bPanel = 64         packed: bRow = 64, bPanel = depth * 64
 *     [panel 0, k = 0][panel 1, k = 0] ...                         [panel 0, k = 0][panel 0, k = 1] ...
 *     [panel 0, k = 1][panel 1, k = 1] ...                         [panel 1, k = 0] ...
 *
 * Rows that are not packed are a whole number of 64-byte lines long, and an odd one (`rowBytes` in trainerPlan.ts): rows of
 * 1,024 bytes would share an eighth of the first-level cache's sets. Columns past a matrix's own are zero, so no tile is cut.
 */

/** sum + x y, fused where the build has relaxed SIMD: one rounding and half the instructions. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(x: v128, y: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, sum) : f32x4.add(sum, f32x4.mul(x, y));
}

/**
 * How many k one pass takes. A panel of B must stay in the first-level cache (32 KiB) while all rows of A go by.
 * A as it lies: 256 k, 16 KiB.
 */
const rowsDepth: i32 = 256;
/**
 * A transposed: both operands touch one line for each k. (250, K) x (K, 256), strict, GFLOP/s: 64 at a time 46.5,
 * 128 44.6, 256 38.5, 1,024 31.9.
 */
const columnsDepth: i32 = 64;

/**
 * C = S + A B, A (rows, depth) row-major.
 *
 * @param s where the sums begin: C itself, or a row of biases or zeros with `sRow` 0.
 * @param columns a multiple of 16.
 */
export function product(
  s: usize, sRow: usize, a: usize, aRow: usize, b: usize, bRow: usize, bPanel: usize,
  c: usize, cRow: usize, rows: i32, columns: i32, depth: i32,
): void {
  for (let k = 0; k < depth; k += rowsDepth) {
    block(
      s, sRow, a + (<usize>k << 2), aRow, 4, b + <usize>k * bRow, bRow, bPanel,
      c, cRow, rows, columns, min(rowsDepth, depth - k),
    );
    s = c;
    sRow = cRow;
  }
}

/** C = S + A^T B, A (depth, rows) row-major: a sum of outer products. */
export function transposedProduct(
  s: usize, sRow: usize, a: usize, aRow: usize, b: usize, bRow: usize, bPanel: usize,
  c: usize, cRow: usize, rows: i32, columns: i32, depth: i32,
): void {
  for (let k = 0; k < depth; k += columnsDepth) {
    block(
      s, sRow, a + <usize>k * aRow, 4, aRow, b + <usize>k * bRow, bRow, bPanel,
      c, cRow, rows, columns, min(columnsDepth, depth - k),
    );
    s = c;
    sRow = cRow;
  }
}

/** One pass over k: 16 columns at a time, two rows at a time, a last row alone. A[r][k] lies at a + r * aRow + k * aStep. */
function block(
  s: usize, sRow: usize, a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, bPanel: usize,
  c: usize, cRow: usize, rows: i32, columns: i32, depth: i32,
): void {
  const bytes = <usize>depth * bRow;
  for (let column = 0; column < columns; column += 16) {
    let start = s;
    let x = a;
    let y = c;
    let left = rows;
    // @ts-ignore: a constant of the build
    if (WIDE) {
      for (; left > 3; left -= 4) {
        tileOfFour(start, sRow, x, aRow, aStep, b, b + bytes, bRow, y, cRow);
        start += sRow << 2;
        x += aRow << 2;
        y += cRow << 2;
      }
    }
    for (; left > 1; left -= 2) {
      tileOfTwo(start, start + sRow, x, x + aRow, aStep, b, b + bytes, bRow, y, y + cRow);
      start += sRow << 1;
      x += aRow << 1;
      y += cRow << 1;
    }
    if (left) {
      tileOfOne(start, x, aStep, b, b + bytes, bRow, y);
    }
    s += 64;
    b += bPanel;
    c += 64;
  }
}

/**
 * The same for four rows, where the engine joins neighbouring vectors of 128 bits to such of 256: 8 accumulators again, each
 * of two. Two layers of 400 GRU units, all of a step, GFLOP/s of one core: 67 instead of 49 with two rows at a time; without
 * joined vectors 28 instead of 42, as 16 accumulators do not stay in registers. Sums are in the same order in all tiles.
 */
// @ts-ignore: decorator
@inline
function tileOfFour(
  s0: usize, sRow: usize, x0: usize, xRow: usize, xStep: usize, b: usize, bEnd: usize, bRow: usize, c0: usize, cRow: usize,
): void {
  const s1 = s0 + sRow;
  const s2 = s1 + sRow;
  const s3 = s2 + sRow;
  let x1 = x0 + xRow;
  let x2 = x1 + xRow;
  let x3 = x2 + xRow;
  let c00 = v128.load(s0, 0);
  let c01 = v128.load(s0, 16);
  let c02 = v128.load(s0, 32);
  let c03 = v128.load(s0, 48);
  let c10 = v128.load(s1, 0);
  let c11 = v128.load(s1, 16);
  let c12 = v128.load(s1, 32);
  let c13 = v128.load(s1, 48);
  let c20 = v128.load(s2, 0);
  let c21 = v128.load(s2, 16);
  let c22 = v128.load(s2, 32);
  let c23 = v128.load(s2, 48);
  let c30 = v128.load(s3, 0);
  let c31 = v128.load(s3, 16);
  let c32 = v128.load(s3, 32);
  let c33 = v128.load(s3, 48);
  do {
    const a0 = v128.load32_splat(x0);
    const a1 = v128.load32_splat(x1);
    const a2 = v128.load32_splat(x2);
    const a3 = v128.load32_splat(x3);
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    c02 = multiplyAdd(a0, b2, c02);
    c03 = multiplyAdd(a0, b3, c03);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    c12 = multiplyAdd(a1, b2, c12);
    c13 = multiplyAdd(a1, b3, c13);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    c22 = multiplyAdd(a2, b2, c22);
    c23 = multiplyAdd(a2, b3, c23);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    c32 = multiplyAdd(a3, b2, c32);
    c33 = multiplyAdd(a3, b3, c33);
    x0 += xStep;
    x1 += xStep;
    x2 += xStep;
    x3 += xStep;
    b += bRow;
  } while (b != bEnd);
  const c1 = c0 + cRow;
  const c2 = c1 + cRow;
  const c3 = c2 + cRow;
  v128.store(c0, c00, 0);
  v128.store(c0, c01, 16);
  v128.store(c0, c02, 32);
  v128.store(c0, c03, 48);
  v128.store(c1, c10, 0);
  v128.store(c1, c11, 16);
  v128.store(c1, c12, 32);
  v128.store(c1, c13, 48);
  v128.store(c2, c20, 0);
  v128.store(c2, c21, 16);
  v128.store(c2, c22, 32);
  v128.store(c2, c23, 48);
  v128.store(c3, c30, 0);
  v128.store(c3, c31, 16);
  v128.store(c3, c32, 32);
  v128.store(c3, c33, 48);
}

/** c0, c1 (16) = s0, s1 + the sum over k of x0[k], x1[k] times B[k] (16). */
// @ts-ignore: decorator
@inline
function tileOfTwo(
  s0: usize, s1: usize, x0: usize, x1: usize, xStep: usize, b: usize, bEnd: usize, bRow: usize, c0: usize, c1: usize,
): void {
  let c00 = v128.load(s0, 0);
  let c01 = v128.load(s0, 16);
  let c02 = v128.load(s0, 32);
  let c03 = v128.load(s0, 48);
  let c10 = v128.load(s1, 0);
  let c11 = v128.load(s1, 16);
  let c12 = v128.load(s1, 32);
  let c13 = v128.load(s1, 48);
  do {
    const a0 = v128.load32_splat(x0);
    const a1 = v128.load32_splat(x1);
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    c02 = multiplyAdd(a0, b2, c02);
    c03 = multiplyAdd(a0, b3, c03);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    c12 = multiplyAdd(a1, b2, c12);
    c13 = multiplyAdd(a1, b3, c13);
    x0 += xStep;
    x1 += xStep;
    b += bRow;
  } while (b != bEnd);
  v128.store(c0, c00, 0);
  v128.store(c0, c01, 16);
  v128.store(c0, c02, 32);
  v128.store(c0, c03, 48);
  v128.store(c1, c10, 0);
  v128.store(c1, c11, 16);
  v128.store(c1, c12, 32);
  v128.store(c1, c13, 48);
}

/** The same for one row. */
// @ts-ignore: decorator
@inline
function tileOfOne(s: usize, x: usize, xStep: usize, b: usize, bEnd: usize, bRow: usize, c: usize): void {
  let c0 = v128.load(s, 0);
  let c1 = v128.load(s, 16);
  let c2 = v128.load(s, 32);
  let c3 = v128.load(s, 48);
  do {
    const a = v128.load32_splat(x);
    c0 = multiplyAdd(a, v128.load(b, 0), c0);
    c1 = multiplyAdd(a, v128.load(b, 16), c1);
    c2 = multiplyAdd(a, v128.load(b, 32), c2);
    c3 = multiplyAdd(a, v128.load(b, 48), c3);
    x += xStep;
    b += bRow;
  } while (b != bEnd);
  v128.store(c, c0, 0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
}
