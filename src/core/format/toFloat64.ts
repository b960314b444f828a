import { PersonError } from '../personError';
import type { Slicer } from '../pause';
import { readableNumbers } from './dtype';
import { maximumFloat32 } from './limits';
import { elementCount, type NdArray } from './ndArray';
import { numberReader } from './numberReader';

/** Numbers converted between two looks at the clock: about a third of a millisecond, once compiled. */
const chunk = 8192;
/** The first time fewer: before this loop is compiled it takes ten times as long. */
const firstChunk = 1024;

/**
 * An array's numbers, row-major (C order), as float64, which holds every f2, f4, f8 and i4 exactly. The array must
 * have one or two axes or none.
 *
 * @param where the member's name, for messages.
 * @param lowest the smallest number allowed, with what to say of a smaller one.
 * @throws PersonError for numbers that are NaN, infinite, past float32's range or too low, with their coordinates.
 */
export async function toFloat64(
  array: NdArray,
  where: string,
  slicer: Slicer,
  lowest?: { readonly value: number; readonly because: string },
): Promise<Float64Array> {
  const count = elementCount(array.shape);
  const at = numberReader(array);
  if (at === undefined) {
    throw new PersonError('{0} has type {1}: expected numbers ({2}).', {
      values: [where, array.dtype.text, readableNumbers],
    });
  }
  const columns = array.shape.at(-1) ?? 1;
  const rows = count / columns;
  const transposed = array.fortranOrder && array.shape.length > 1;
  const minimum = lowest?.value ?? -maximumFloat32;
  const out = new Float64Array(count);
  for (let begin = 0, size = firstChunk; begin < count; begin += size, size = Math.min(2 * size, chunk)) {
    const end = Math.min(count, begin + size);
    const placeOf = (index: number): number => (index % columns) * rows + Math.floor(index / columns);
    const wrong = transposed
      ? convert((index) => at(placeOf(index)), out, begin, end, minimum)
      : convert(at, out, begin, end, minimum);
    if (wrong < end) {
      throw refused(array, where, wrong, out[wrong], lowest?.because);
    }
    await slicer.done(0);
  }
  return out;
}

/**
 * Converts the numbers [begin, end) until one is out of range, which is written too.
 *
 * @returns its index, or `end`. A function of its own: V8 optimises a loop better where nothing is awaited.
 */
function convert(
  at: (index: number) => number,
  out: Float64Array,
  begin: number,
  end: number,
  minimum: number,
): number {
  for (let index = begin; index < end; index++) {
    const value = at(index);
    out[index] = value;
    // Written so that NaN, which compares with nothing, is refused too.
    if (!(value >= minimum && value <= maximumFloat32)) {
      return index;
    }
  }
  return end;
}

/** Where an element stands, as Python would index it: `Wxh[3][7]`. */
export function coordinates(where: string, shape: readonly number[], index: number): string {
  const columns = shape.at(-1) ?? 1;
  switch (shape.length) {
    case 0:
      return where;
    case 1:
      return `${where}[${index}]`;
    default:
      return `${where}[${Math.floor(index / columns)}][${index % columns}]`;
  }
}

/** Why a number cannot be a weight, or undefined if it can. */
export function whyNotWeight(value: number): string | undefined {
  if (!Number.isFinite(value)) {
    return `${value}: a network with it computes nothing`;
  }
  return Math.abs(value) <= maximumFloat32
    ? undefined
    : `${value}: too large for float32, in which networks run (at most ${maximumFloat32})`;
}

function refused(array: NdArray, where: string, index: number, value: number, because?: string): PersonError {
  const place = coordinates(where, array.shape, index);
  return new PersonError('{0} is {1}.', {
    values: [place, whyNotWeight(value) ?? `${value}: ${because ?? 'too low'}`],
  });
}
