import { PersonError } from '../personError';
import { isSurrogate, latin1 } from './byteText';
import type { Dtype } from './dtype';
import { limits } from './limits';
import { elementCount, type NdArray } from './ndArray';

/** The text of every element of an `S` or `U` array; undefined for an array of another type. */
export function textElements(array: NdArray, where: string): string[] | undefined {
  const { dtype, data } = array;
  if ((dtype.kind !== 'S' && dtype.kind !== 'U') || data.kind !== 'bytes') {
    return undefined;
  }
  return Array.from({ length: elementCount(array.shape) }, (_, index) =>
    textElement(dtype, data.bytes, index, where),
  );
}

/**
 * The text of one element. NumPy fills what an element leaves free with zeros. Bytes of an `S` become the code points
 * of their values, for the file does not say in which encoding they were.
 */
export function textElement(
  { kind, size, bigEndian }: Dtype,
  bytes: Uint8Array,
  index: number,
  where: string,
): string {
  const element = bytes.subarray(index * size, (index + 1) * size);
  if (kind === 'S') {
    return latin1(element.subarray(0, element.findLastIndex((byte) => byte !== 0) + 1));
  }
  const view = new DataView(element.buffer, element.byteOffset, element.byteLength);
  let length = size / 4;
  while (length > 0 && view.getUint32(4 * (length - 1)) === 0) {
    length--;
  }
  if (length > limits.notes) {
    throw new PersonError('{0} has a text of {1} characters: at most {2} are read.', {
      values: [where, length, limits.notes],
    });
  }
  let text = '';
  for (let at = 0; at < length; at++) {
    const codePoint = view.getUint32(4 * at, !bigEndian);
    if (codePoint > 0x10ffff || isSurrogate(codePoint)) {
      throw new PersonError('{0} has 0x{1} at element {2}, which is not a Unicode character.', {
        values: [where, codePoint.toString(16), index],
      });
    }
    text += String.fromCodePoint(codePoint);
  }
  return text;
}
