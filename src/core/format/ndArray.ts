import type { Dtype } from './dtype';
import type { PickleValue } from './pickleValue';

/** A view of numbers as they lie in memory, one element each. float16 has no such array: it travels as Uint16Array. */
export type NumberView =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** A NumPy array as a file has it, not yet converted. */
export interface NdArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Whether the first index runs fastest (column-major). */
  readonly fortranOrder: boolean;
  readonly data:
    | { readonly kind: 'numbers'; readonly view: NumberView }
    /** The elements' bytes, in the byte order of `dtype`. */
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
    | { readonly kind: 'objects'; readonly items: readonly PickleValue[] };
}

/** How many elements an array of this shape has; may be past 2^53, and is then inexact but still too many. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, length) => count * length, 1);
}

/** A shape as Python writes it: (), (62,) or (250, 62). */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}
