import type { Tensor, TensorFlow } from './tensorFlow';

/** How numbers are cut out of tensors: what differs most between the backends. */
export interface Movement {
  /** `count` equal parts of a matrix along an axis, as `tf.split` makes them. */
  split(matrix: Tensor, count: number, axis: 0 | 1): Tensor[];
  /** The rows of a matrix that `indices` names, in `count` equal parts. */
  rows(matrix: Tensor, indices: Int32Array, count: number): Tensor[];
}

/** The way that suits a backend: TensorFlow's own has operations for it. */
export function movementFor(tf: TensorFlow): Movement {
  return tf.getBackend() === 'tensorflow' ? onDevice(tf) : throughHost(tf);
}

/** By TensorFlow's operations: one call for all parts. */
export function onDevice(tf: TensorFlow): Movement {
  const split = (matrix: Tensor, count: number, axis: 0 | 1): Tensor[] =>
    count === 1 ? [matrix] : tf.split(matrix, count, axis);
  return {
    split,
    rows: (matrix, indices, count) => split(tf.gather(matrix, tf.tensor1d(indices, 'int32')), count, 0),
  };
}

/**
 * By typed arrays, for backends whose numbers lie in the process's own memory. There each `slice` of the wasm backend
 * copies the whole matrix first (so that 50 slices of 10 MB took 475 ms), and its `gather` looks at one number at a time
 * (3.7 ms for 50 rows of 1,000).
 */
export function throughHost(tf: TensorFlow): Movement {
  return {
    split: (matrix, count, axis) => {
      if (count === 1) {
        return [matrix];
      }
      const [rows, columns] = matrix.shape as [number, number];
      const values = matrix.dataSync<'float32'>();
      if (axis === 0) {
        const size = (rows / count) * columns;
        return Array.from({ length: count }, (_, part) =>
          tf.tensor2d(values.subarray(part * size, (part + 1) * size), [rows / count, columns]),
        );
      }
      const width = columns / count;
      return Array.from({ length: count }, (_, part) => {
        const out = new Float32Array(rows * width);
        for (let row = 0; row < rows; row++) {
          const start = row * columns + part * width;
          out.set(values.subarray(start, start + width), row * width);
        }
        return tf.tensor2d(out, [rows, width]);
      });
    },
    rows: (matrix, indices, count) => {
      const columns = matrix.shape[1]!;
      const values = matrix.dataSync<'float32'>();
      const rows = indices.length / count;
      return Array.from({ length: count }, (_, part) => {
        const out = new Float32Array(rows * columns);
        for (let row = 0; row < rows; row++) {
          const start = indices[part * rows + row] * columns;
          out.set(values.subarray(start, start + columns), row * columns);
        }
        return tf.tensor2d(out, [rows, columns]);
      });
    },
  };
}
