import { maximumFloat32 } from './limits';

/** A matrix in bytes: row i is `scales[i]` times the integers of row i. */
export interface Int8Rows {
  readonly integers: Int8Array;
  /** One for each row, (rows). */
  readonly scales: Float32Array;
}

/** Each row scaled so that its largest number, of either sign, is 127; off by half a step, largest / 254, at most. */
export function toInt8Rows(values: Float64Array, columns: number): Int8Rows {
  const rows = values.length / columns;
  const integers = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const begin = row * columns;
    let largest = 0;
    for (let at = begin; at < begin + columns; at++) {
      largest = Math.max(largest, Math.abs(values[at]));
    }
    scales[row] = largest / 127;
    if (scales[row] * 127 > maximumFloat32) {
      scales[row] *= 1 - 2 ** -23;
    }
    for (let at = begin; at < begin + columns && scales[row] > 0; at++) {
      integers[at] = Math.max(-127, Math.min(127, Math.round(values[at] / scales[row])));
    }
  }
  return { integers, scales };
}
