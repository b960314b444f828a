import { isBias, weightNamesOf, weightOf, weightShape, type Parameters } from '../parameters';
import { PersonError } from '../personError';
import { maximumHalf } from './half';
import { toInt8Rows } from './int8Rows';
import { coordinates, whyNotWeight } from './toFloat64';
import { writeFloats, writeNpy } from './writeNpy';

/**
 * How numbers are written. `f8` keeps every bit; `f4` is what a float32 kernel sees anyway; `f2` is half precision; `i1` has
 * a byte for each number of a matrix and a float32 for each of its rows, and biases as f4.
 */
export const precisions = ['f8', 'f4', 'f2', 'i1'] as const;
export type Precision = (typeof precisions)[number];

/** Where the scales of a matrix in bytes stand. */
export function scaleName(name: string): string {
  return `${name}_scale`;
}

/**
 * All weights of a network, or arrays shaped like them, as .npy files by name.
 *
 * @param prefix stands before each weight's name: nothing for the weights, m for Adagrad's memories.
 * @throws PersonError for a number that no reader would take back, or that is too large for the precision.
 */
export function weightMembers(
  arrays: Parameters,
  prefix: string,
  precision: Precision,
): Map<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  for (const name of weightNamesOf(arrays)) {
    const values = weightOf(arrays, name);
    const shape = weightShape(name, arrays);
    checkNumbers(values, prefix + name, shape, precision);
    if (precision === 'i1' && !isBias(name)) {
      const { integers, scales } = toInt8Rows(values, shape[1]);
      members.set(prefix + name, writeNpy('|i1', shape, bytesOf(integers)));
      members.set(scaleName(prefix + name), writeNpy('<f4', [shape[0], 1], bytesOf(scales)));
    } else {
      members.set(prefix + name, writeFloats(values, shape, precision === 'i1' ? 'f4' : precision));
    }
  }
  return members;
}

function bytesOf({ buffer, byteOffset, byteLength }: Int8Array | Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** @throws PersonError for a number that no reader would take back, or that is too large for the precision. */
export function checkNumbers(
  values: Float64Array,
  where: string,
  shape: readonly number[],
  precision: Precision,
): void {
  const wrong = values.findIndex((value) => whyNotWeight(value) !== undefined);
  if (wrong >= 0) {
    throw new PersonError(
      '{0} is {1} ' + '(training with a lower learning rate may keep it from diverging)',
      { values: [coordinates(where, shape, wrong), whyNotWeight(values[wrong]) ?? ''] },
    );
  }
  const large = precision === 'f2' ? values.findIndex((value) => Math.abs(value) > maximumHalf) : -1;
  if (large >= 0) {
    throw new PersonError('{0} is {1}: too large for half precision, f2 (at most ' + '{2}); f4 holds it', {
      values: [coordinates(where, shape, large), values[large], maximumHalf],
    });
  }
}
