import { parseDtype } from '../dtype';
import { elementCount, type NdArray } from '../ndArray';
import type { TensorType } from '../pickleValue';

/** Bytes of a number. */
export function sizeOfType(type: TensorType): number {
  return type === 'bfloat16' ? 2 : type.size;
}

/** A tensor in C order as an array; bfloat16 becomes float32, of which it is the upper half. */
export function tensorArray(type: TensorType, shape: readonly number[], bytes: Uint8Array): NdArray {
  if (type !== 'bfloat16') {
    return { dtype: type, shape, fortranOrder: false, data: { kind: 'bytes', bytes } };
  }
  const wide = new Uint8Array(4 * elementCount(shape));
  for (let at = 0; at < bytes.length; at += 2) {
    wide[2 * at + 2] = bytes[at];
    wide[2 * at + 3] = bytes[at + 1];
  }
  return { dtype: parseDtype('<f4')!, shape, fortranOrder: false, data: { kind: 'bytes', bytes: wide } };
}
