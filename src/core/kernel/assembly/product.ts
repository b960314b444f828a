/**
 * Matrix products in tiles of 2 x 16:
 *
 *     C (rows, columns) += A (rows, depth) B (depth, columns)
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
 * 2 x 5 35.9 / 34.4; 2 x 4 with k unrolled by two 30.9 / 35.5. The limit of 128-bit arithmetic is 58.
 *
 * Rows of B and C are a whole number of 64-byte lines long, and an odd one (`rowBytes` in trainerPlan.ts): rows of 1,024
 * bytes would share an eighth of the first-level cache's sets. Columns past a matrix's own are zero, so no tile is cut.
 *
 * A is read by two strides, so that it may be transposed: A[r][k] lies at a + r * aRow + k * aStep.
 */

/** sum + x y, fused where the build has relaxed SIMD: one rounding and half the instructions. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(x: v128, y: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, sum) : f32x4.add(sum, f32x4.mul(x, y));
}

/**
 * How many k one pass takes. A block of B, 16 columns wide, must stay in the first-level cache (32 KiB) while all rows
 * of A go by. A as it lies: 256 k, 16 KiB.
 */
const blockOfRows: i32 = 256;
/**
 * A transposed: both operands touch one line for each k. (250, K) x (K, 256), strict, GFLOP/s: blocks of 64 46.5,
 * 128 44.6, 256 38.5, 1,024 31.9.
 */
const blockOfColumns: i32 = 64;

/** C += A B with A (rows, depth) as it lies, rows `aRow` bytes apart. `columns` is a multiple of 16. */
export function addProduct(
  a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize, rows: i32, columns: i32, depth: i32,
): void {
  for (let k = 0; k < depth; k += blockOfRows) {
    addBlock(a + (<usize>k << 2), aRow, 4, b + <usize>k * bRow, bRow, c, cRow, rows, columns, min(blockOfRows, depth - k));
  }
}

/** C += A^T B with A (depth, rows) as it lies, rows `aRow` bytes apart: a sum of outer products. */
export function addTransposedProduct(
  a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize, rows: i32, columns: i32, depth: i32,
): void {
  for (let k = 0; k < depth; k += blockOfColumns) {
    addBlock(a + <usize>k * aRow, 4, aRow, b + <usize>k * bRow, bRow, c, cRow, rows, columns, min(blockOfColumns, depth - k));
  }
}

/** One block: 16 columns at a time, two rows at a time, a last row alone. */
function addBlock(
  a: usize, aRow: usize, aStep: usize, b: usize, bRow: usize, c: usize, cRow: usize, rows: i32, columns: i32, depth: i32,
): void {
  const depthBytes = <usize>depth * bRow;
  for (let column = 0; column < columns; column += 16) {
    const panel = b + (<usize>column << 2);
    let x = a;
    let y = c + (<usize>column << 2);
    for (let pair = rows >> 1; pair > 0; pair--) {
      addTileOfTwo(x, x + aRow, aStep, panel, panel + depthBytes, bRow, y, y + cRow);
      x += aRow << 1;
      y += cRow << 1;
    }
    if (rows & 1) {
      addTileOfOne(x, aStep, panel, panel + depthBytes, bRow, y);
    }
  }
}

/** c0, c1 (16) += sum over k of x0[k], x1[k] times B[k] (16). */
// @ts-ignore: decorator
@inline
function addTileOfTwo(
  x0: usize, x1: usize, xStep: usize, b: usize, bEnd: usize, bRow: usize, c0: usize, c1: usize,
): void {
  let c00 = v128.load(c0, 0);
  let c01 = v128.load(c0, 16);
  let c02 = v128.load(c0, 32);
  let c03 = v128.load(c0, 48);
  let c10 = v128.load(c1, 0);
  let c11 = v128.load(c1, 16);
  let c12 = v128.load(c1, 32);
  let c13 = v128.load(c1, 48);
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
function addTileOfOne(x: usize, xStep: usize, b: usize, bEnd: usize, bRow: usize, c: usize): void {
  let c0 = v128.load(c, 0);
  let c1 = v128.load(c, 16);
  let c2 = v128.load(c, 32);
  let c3 = v128.load(c, 48);
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

/**
 * Writes the transpose of A (rows, columns) to B (columns, rows), four by four through registers; both are multiples of
 * four here, the padding of a matrix included.
 */
export function transpose(a: usize, aRow: usize, b: usize, bRow: usize, rows: i32, columns: i32): void {
  for (let row = 0; row < rows; row += 4) {
    let from = a + <usize>row * aRow;
    let to = b + (<usize>row << 2);
    for (let column = 0; column < columns; column += 4) {
      const r0 = v128.load(from);
      const r1 = v128.load(from + aRow);
      const r2 = v128.load(from + 2 * aRow);
      const r3 = v128.load(from + 3 * aRow);
      // Pairs of rows interleaved, then pairs of pairs.
      const low01 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
      const high01 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
      const low23 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
      const high23 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5));
      v128.store(to + bRow, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7));
      v128.store(to + 2 * bRow, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5));
      v128.store(to + 3 * bRow, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7));
      from += 16;
      to += bRow << 2;
    }
  }
}
