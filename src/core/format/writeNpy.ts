import { numberToHalf } from './half';
import { shapeText } from './ndArray';

/** An .npy file, version 1.0, C order: the header padded so that the elements begin at a multiple of 64 bytes. */
export function writeNpy(dtype: string, shape: readonly number[], elements: Uint8Array): Uint8Array {
  const dict = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${shapeText(shape)}, }`;
  const preamble = 10;
  const begin = 64 * Math.ceil((preamble + dict.length + 1) / 64);
  const file = new Uint8Array(begin + elements.length).fill(0x20, 0, begin);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(file.buffer).setUint16(8, begin - preamble, true);
  file.set(new TextEncoder().encode(dict), preamble);
  file[begin - 1] = 0x0a;
  file.set(elements, begin);
  return file;
}

/** Numbers as `<f8`, `<f4` or `<f2`. Typed arrays are little-endian wherever VS Code runs. */
export function writeFloats(
  values: Float64Array,
  shape: readonly number[],
  precision: 'f8' | 'f4' | 'f2',
): Uint8Array {
  const { buffer, byteOffset, byteLength } = toPrecision[precision](values);
  return writeNpy(`<${precision}`, shape, new Uint8Array(buffer, byteOffset, byteLength));
}

const toPrecision = {
  f8: (values: Float64Array) => values,
  f4: (values: Float64Array) => Float32Array.from(values),
  f2: (values: Float64Array) => Uint16Array.from(values, numberToHalf),
};

/** One integer as `<i8`, with no axes. */
export function writeInteger(value: number): Uint8Array {
  const elements = new DataView(new ArrayBuffer(8));
  elements.setBigInt64(0, BigInt(value), true);
  return writeNpy('<i8', [], new Uint8Array(elements.buffer));
}

/** Single characters: `|S1` if all are ASCII, as Python 2 has them, else `<U1` (UCS4). */
export function writeCharacters(characters: readonly string[]): Uint8Array {
  const codePoints = characters.map((character) => character.codePointAt(0) ?? 0);
  const isAscii = codePoints.every((codePoint) => codePoint < 128);
  return writeNpy(
    isAscii ? '|S1' : '<U1',
    [characters.length],
    isAscii ? Uint8Array.from(codePoints) : ucs4(codePoints),
  );
}

/** A text with no axes: `<U` and its length. */
export function writeText(text: string): Uint8Array {
  const codePoints = [...text].map((character) => character.codePointAt(0) ?? 0);
  return writeNpy(`<U${codePoints.length}`, [], ucs4(codePoints));
}

function ucs4(codePoints: readonly number[]): Uint8Array {
  const elements = new DataView(new ArrayBuffer(4 * codePoints.length));
  codePoints.forEach((codePoint, index) => elements.setUint32(4 * index, codePoint, true));
  return new Uint8Array(elements.buffer);
}
