/** What the modules in float64 share: products of matrices two numbers at a time, and exp. */

/** Rows in a panel. Panel p of a matrix (R, K) holds, for each column k, the rows 8p ... 8p + 7 side by side. */
export const panel: usize = 8;

/**
 * out[row] = start + matrix x[row] for `rows` rows of x: (rows, K) with K numbers a row, out with `stride` bytes a row.
 * Of the matrix, only panels from `firstPanel` up to `panels`. The panel is outermost: it stays in the first-level cache while all rows pass by.
 */
export function product(
  matrix: usize,
  firstPanel: usize,
  panels: usize,
  K: usize,
  x: usize,
  rows: usize,
  start: usize,
  out: usize,
  stride: usize,
): void {
  const bytes = K << 3;
  for (let p = firstPanel; p < panels; p++) {
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
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/**
 * exp of two numbers. exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2; Taylor's polynomial of degree 13 leaves
 * 4e-18. Below -708 it is 0; above 709 it is nonsense.
 */
// @ts-ignore: decorator
@inline
export function exp2(argument: v128): v128 {
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
