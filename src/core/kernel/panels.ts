/** Rows in a panel of packed weights, as `assembly/float64.ts` has it. */
const panel = 8;

/** Rows rounded up to whole panels. */
export function padded(rows: number): number {
  return Math.ceil(rows / panel) * panel;
}

/**
 * Packs a row-major matrix of `columns` columns for `assembly/float64.ts`: for each panel of rows, column after column, the
 * panel's rows side by side. What pads the last panel is left as it is: zeros in a new array.
 */
export function packPanels(matrix: Float64Array, columns: number, out: Float64Array): void {
  for (let row = 0; row < matrix.length / columns; row++) {
    const base = Math.floor(row / panel) * panel * columns + (row % panel);
    for (let j = 0; j < columns; j++) {
      out[base + j * panel] = matrix[row * columns + j];
    }
  }
}
