import { PersonError } from '../../personError';
import { quoted } from '../byteText';
import { ByteCursor } from '../byteCursor';
import { parseDtype } from '../dtype';
import { elementCount, shapeText, type NdArray } from '../ndArray';
import type { TensorType } from '../pickleValue';
import { sizeOfType, tensorArray } from './tensorArray';

/** Bytes of the header at most: names and shapes of a thousand tensors take a tenth of this. */
const longestHeader = 2 ** 20;

const types = new Map<string, TensorType | undefined>([
  ['F64', parseDtype('<f8')],
  ['F32', parseDtype('<f4')],
  ['F16', parseDtype('<f2')],
  ['BF16', 'bfloat16'],
  ['I64', parseDtype('<i8')],
  ['I32', parseDtype('<i4')],
  ['I16', parseDtype('<i2')],
  ['I8', parseDtype('|i1')],
  ['U8', parseDtype('|u1')],
]);

/**
 * The tensors of a safetensors file, by name: the length of a JSON header in 8 bytes, the header, the numbers. Tensors must
 * fill the file without gaps or overlaps, as the format demands.
 *
 * @throws PersonError saying what is wrong.
 */
export function readSafetensors(file: Uint8Array): Map<string, NdArray> {
  const { header, data } = readHeader(file);
  const arrays = new Map<string, NdArray>();
  const places: { name: string; begin: number; end: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      continue;
    }
    const { dtype, shape, begin, end } = tensorEntry(name, entry);
    const type = types.get(dtype);
    if (type === undefined) {
      throw new PersonError('{0} has type {1}: expected {2}.', {
        values: [name, quoted(dtype), [...types.keys()].join(', ')],
      });
    }
    const size = elementCount(shape) * sizeOfType(type);
    if (end - begin !== size || end > data.length) {
      throw new PersonError(
        '{0} has shape {1} and type {2}, {3} bytes, but its place is {4} to {5} of ' + '{6}.',
        { values: [name, shapeText(shape), dtype, size, begin, end, data.length] },
      );
    }
    places.push({ name, begin, end });
    arrays.set(name, tensorArray(type, shape, data.subarray(begin, end)));
  }
  let expected = 0;
  for (const { name, begin, end } of places.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== expected) {
      throw new PersonError('{0} begins at byte {1}, but the tensor before it ends at {2}.', {
        values: [name, begin, expected],
      });
    }
    expected = end;
  }
  if (expected !== data.length) {
    throw new PersonError('The safetensors file has {0} bytes after its last tensor.', {
      values: [data.length - expected],
    });
  }
  return arrays;
}

/** What a safetensors file says of itself, by key. @throws PersonError saying what is wrong. */
export function safetensorsTexts(file: Uint8Array): ReadonlyMap<string, string> {
  const texts = readHeader(file).header.__metadata__;
  return new Map(
    Object.entries(typeof texts === 'object' && texts !== null ? texts : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

function readHeader(file: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  const cursor = new ByteCursor(file, 'The safetensors file');
  const length = cursor.u64();
  if (length > longestHeader) {
    throw new PersonError('The safetensors file has a header of {0} bytes: at most {1} are read.', {
      values: [length, longestHeader],
    });
  }
  const header = parseHeader(cursor.take(length));
  return { header, data: file.subarray(cursor.position) };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw new PersonError('The safetensors file has a header that is no JSON object.');
}

function tensorEntry(
  name: string,
  entry: unknown,
): { dtype: string; shape: number[]; begin: number; end: number } {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = (typeof entry === 'object' && entry !== null ? entry : {}) as Partial<Record<string, unknown>>;
  if (
    typeof dtype !== 'string' ||
    !isCounts(shape) ||
    shape.length > 8 ||
    !isCounts(offsets) ||
    offsets.length !== 2 ||
    offsets[0] > offsets[1]
  ) {
    throw new PersonError("The entry of {0} is not a tensor's: expected dtype, shape and data_offsets.", {
      values: [quoted(name)],
    });
  }
  return { dtype, shape, begin: offsets[0], end: offsets[1] };
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0)
  );
}
