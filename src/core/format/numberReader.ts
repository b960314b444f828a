import { isNumeric } from './dtype';
import { halfToNumber } from './half';
import type { NdArray } from './ndArray';

/** How to get the number at `index`, as the elements lie in the file; undefined for an array of anything else. */
export function numberReader({ dtype, data }: NdArray): ((index: number) => number) | undefined {
  if (data.kind === 'objects' || !isNumeric(dtype)) {
    return undefined;
  }
  const { kind, size } = dtype;
  if (data.kind === 'bytes') {
    return byteReader(data.bytes, `${kind}${size}`, size, !dtype.bigEndian);
  }
  const { view } = data;
  if (kind === 'f' && size === 2) {
    return (index) => halfToNumber(Number(view[index]));
  }
  if (view instanceof BigInt64Array || view instanceof BigUint64Array) {
    return (index) => Number(view[index]);
  }
  return (index) => view[index];
}

function byteReader(
  bytes: Uint8Array,
  type: string,
  size: number,
  little: boolean,
): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'f8':
      return (index) => view.getFloat64(index * size, little);
    case 'f4':
      return (index) => view.getFloat32(index * size, little);
    case 'f2':
      return (index) => halfToNumber(view.getUint16(index * size, little));
    case 'i8':
      return (index) => Number(view.getBigInt64(index * size, little));
    case 'u8':
      return (index) => Number(view.getBigUint64(index * size, little));
    case 'i4':
      return (index) => view.getInt32(index * size, little);
    case 'u4':
      return (index) => view.getUint32(index * size, little);
    case 'i2':
      return (index) => view.getInt16(index * size, little);
    case 'u2':
      return (index) => view.getUint16(index * size, little);
    case 'i1':
      return (index) => view.getInt8(index);
    default:
      return (index) => bytes[index];
  }
}
