/**
 * Copies of weights packed for products: panels that are read from front to back, rebuilt after each update. B (depth,
 * columns) is the right-hand side of a product x B:
 *
 *     panel 0: width * 4 columns of B              panel 1: the next
 *     [k = 0: width vectors][k = 1] ...            [k = 0][k = 1] ...            k = 0 .. depth4, a multiple of four
 *
 * How wide a panel is depends on how many rows x has. Many: four vectors, for the tiles of `product.ts`. One: seven (4, 2
 * and 1 for what is left), for `multiplyVector`: a single row has only the width of a panel to hide the latency of additions
 * behind. (250) x (250, 250) takes 3.36 instead of 3.95 microseconds, with fused multiply-adds 2.87 instead of 4.32.
 */
import { panelBands } from './panels';

/** The depth of a panel in memory: transposing goes by four. Rows past B's own are zero. */
// @ts-ignore: decorator
@inline
export function paddedDepth(depth: i32): i32 {
  return (depth + 3) & ~3;
}

/** Vectors in the panel that begins where `left` are left. */
// @ts-ignore: decorator
@inline
function panelWidth(left: i32, single: bool): i32 {
  return single ? panelBands(left) : 4;
}

/**
 * B is W as it lies: writes rows `first` .. `first + count` of W (rows `row` bytes apart) to `packed`.
 *
 * @param depth the rows of W. @param vectors vectors in a row of B, a multiple of four unless `single`.
 */
export function packRows(
  w: usize, row: usize, first: i32, count: i32, depth: i32, vectors: i32, single: bool, packed: usize,
): void {
  for (let vector = 0; vector < vectors; ) {
    const width = panelWidth(vectors - vector, single);
    const bytes = <usize>width << 4;
    let from = w + <usize>first * row + (<usize>vector << 4);
    let to = packed + ((<usize>vector * paddedDepth(depth)) << 4) + <usize>first * bytes;
    for (let k = 0; k < count; k++) {
      for (let at: usize = 0; at < bytes; at += 16) {
        v128.store(to + at, v128.load(from + at));
      }
      from += row;
      to += bytes;
    }
    vector += width;
  }
}

/**
 * B is the transpose of W: writes rows `first` .. `first + count` of W, which are columns of B, to `packed`. `first` is a
 * multiple of four, and the rows of W are filled up with zeros to one.
 *
 * @param depth the columns of W. @param vectors vectors in a row of B, a multiple of four unless `single`.
 */
export function packColumns(
  w: usize, row: usize, first: i32, count: i32, depth: i32, vectors: i32, single: bool, packed: usize,
): void {
  for (let vector = 0; vector < vectors; ) {
    const width = panelWidth(vectors - vector, single);
    const start = max(first, vector << 2);
    const end = min(first + count, (vector + width) << 2);
    if (start < end) {
      const panel = packed + ((<usize>vector * paddedDepth(depth)) << 4);
      transpose(w + <usize>start * row, row, panel + (<usize>(start - (vector << 2)) << 2), <usize>width << 4, end - start, depth);
    }
    vector += width;
  }
}

/**
 * Writes the transpose of A (rows, columns) to B (columns, rows), four by four through registers: both sizes are rounded up
 * to multiples of four.
 */
function transpose(a: usize, aRow: usize, b: usize, bRow: usize, rows: i32, columns: i32): void {
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
