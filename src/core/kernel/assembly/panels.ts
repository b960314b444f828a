/**
 * How a matrix of weights lies in memory, so that a product with a vector reads it from front to back once.
 *
 * Four rows make a band (one 128-bit vector holds a number of each), seven bands make a panel of 28 rows. Within a panel
 * the columns follow one another:
 *
 *     panel 0: rows 0..27                                  panel 1: rows 28..55
 *     [column 0: 7 bands of 4][column 1: 7 bands] ...      [column 0: 7 bands] ...
 *
 * What is left over (less than seven bands) makes panels of 4, 2 and 1 bands. A band takes the same room in each, so the
 * panel that begins with band b begins at b * 16 * words bytes. Rows past the last are zero.
 *
 * Two formats, named by their type parameter:
 * - `f32`: a word is one number, a lane of a band is W[row, column].
 * - `i16`: a word is two numbers of neighbouring columns, a lane of a band is the pair W[row, 2k], W[row, 2k + 1], as
 *   `i32x4.dot_i16x8_s` multiplies and adds them: half the bytes and half the instructions. Each row has a scale:
 *   W[row, column] = scale[row] * integer.
 *
 * Why seven: in one block of the inner loop the accumulators, the loaded weights and the broadcast word must fit the 15
 * vector registers that the engine hands out. Eight bands cost 35 % on the engine of Node 20 (measured before these
 * kernels were written, on a prototype). An engine that joins two vectors to one of 256 bits wants an even number of bands,
 * and has registers to spare: what is built for it (`WIDE`) has panels of eight.
 */
import { flush4 } from './tanh';

/**
 * Hidden states are multiplied by this before they are rounded to i16; |h| <= 1, and clamped neurons reach +-8. A sum of
 * K products has to fit 32 bits, so what states get, weights lose: the two errors are equal where the scale is about
 * sqrt(2^30 / K). 2,048 for 250 units.
 */
export function stateScale(columns: i32): f32 {
  return columns <= 128 ? 4096 : columns <= 512 ? 2048 : 1024;
}

/** Bands in a column of so many rows. */
// @ts-ignore: decorator
@inline
export function bandsOf(rows: i32): i32 {
  return (rows + 3) >> 2;
}

/** Words in a row of so many columns. */
// @ts-ignore: decorator
@inline
export function wordsOf<T>(columns: i32): i32 {
  return isFloat<T>() ? columns : (columns + 1) >> 1;
}

/** Bands in a panel, where so many are left. */
export const widest: i32 = WIDE ? 8 : 7;

/** Bands in the panel that begins where so many bands are left. */
// @ts-ignore: decorator
@inline
export function panelBands(left: i32): i32 {
  return left >= widest ? widest : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/**
 * Packs the rows [begin, end) of a matrix; any others wait, so that who loads a large one can do it in slices.
 *
 * @param source (rows, columns), row-major float32.
 * @param target bands * words * 16 bytes.
 * @param scales (4 * bands) float32, written for `i16` only: the unit of each row's sums, scale[row] / `stateScale`.
 */
export function pack<T>(
  source: usize,
  rows: i32,
  columns: i32,
  begin: i32,
  end: i32,
  target: usize,
  scales: usize,
): void {
  const bands = bandsOf(rows);
  const words = wordsOf<T>(columns);
  const unit = stateScale(columns);
  for (let first = 0; first < bands; ) {
    const width = panelBands(bands - first);
    const panel = target + ((<usize>first * words) << 4);
    for (let row = max(begin, first << 2); row < min(end, (first + width) << 2); row++) {
      const line = source + ((<usize>row * columns) << 2);
      // Lane `row % 4` of band `row / 4`.
      const lane = panel + (<usize>(row - (first << 2)) << 2);
      if (isFloat<T>()) {
        for (let k = 0; k < columns; k++) {
          store<f32>(lane + ((<usize>k * width) << 4), flush(load<f32>(line + (<usize>k << 2))));
        }
      } else {
        const scale = rowScale(line, columns, unit);
        store<f32>(scales + (<usize>row << 2), scale / unit);
        for (let k = 0; k < columns; k++) {
          const integer = nearest(load<f32>(line + (<usize>k << 2)) / scale);
          store<i16>(lane + ((<usize>(k >> 1) * width) << 4) + ((k & 1) << 1), <i16>(<i32>integer));
        }
      }
    }
    first += width;
  }
}

/**
 * The scale of a row of i16 weights: as fine as can be, with the largest weight inside +-32,767 and no overflow of the sum
 * in 32 bits. With all |h| <= 1 the sum stays below 2^30; the other half is room for clamped neurons beyond 1.
 */
function rowScale(line: usize, columns: i32, unit: f32): f32 {
  let largest: f64 = 0;
  let sum: f64 = 0;
  for (let k = 0; k < columns; k++) {
    const size = abs<f64>(load<f32>(line + (<usize>k << 2)));
    largest = max(largest, size);
    sum += size;
  }
  // Half a unit of rounding for each column is left free.
  const room = 1073741824.0 / unit - 0.5 * columns;
  const scale = max(largest / 32767, sum / room);
  return scale > 1e-30 ? <f32>scale : 1;
}

/** As `flush4`, one number. */
// @ts-ignore: decorator
@inline
function flush(x: f32): f32 {
  return f32x4.extract_lane(flush4(f32x4.splat(x)), 0);
}
