import type { Numbers } from './cellStep';

/**
 * out = bias + matrix x, the matrix (rows of out, columns of x), row-major; `bias` may be `out`. Four rows at a time: twice
 * as fast as one, as each sum waits for itself.
 */
export function product(matrix: Numbers, x: Numbers, bias: Numbers, out: Numbers): void {
  const columns = x.length;
  let row = 0;
  for (; row + 4 <= out.length; row += 4) {
    const base = row * columns;
    let [a, b, c, d] = [bias[row], bias[row + 1], bias[row + 2], bias[row + 3]];
    for (let j = 0; j < columns; j++) {
      const value = x[j];
      a += matrix[base + j] * value;
      b += matrix[base + columns + j] * value;
      c += matrix[base + 2 * columns + j] * value;
      d += matrix[base + 3 * columns + j] * value;
    }
    out[row] = a;
    out[row + 1] = b;
    out[row + 2] = c;
    out[row + 3] = d;
  }
  for (; row < out.length; row++) {
    let sum = bias[row];
    for (let j = 0; j < columns; j++) {
      sum += matrix[row * columns + j] * x[j];
    }
    out[row] = sum;
  }
}

/** out += matrix^T y, (columns). */
export function addTransposedProduct(matrix: Numbers, y: Float64Array, out: Float64Array): void {
  const columns = out.length;
  for (let row = 0; row < y.length; row++) {
    const value = y[row];
    for (let j = 0; j < columns; j++) {
      out[j] += matrix[row * columns + j] * value;
    }
  }
}

/** matrix += y x^T. */
export function addOuter(y: Float64Array, x: Float64Array, matrix: Float64Array): void {
  const columns = x.length;
  for (let row = 0; row < y.length; row++) {
    const value = y[row];
    for (let j = 0; j < columns; j++) {
      matrix[row * columns + j] += value * x[j];
    }
  }
}
