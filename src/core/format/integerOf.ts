import { arrayOf, type PickleValue } from './pickleValue';
import { elementCount } from './ndArray';
import { numberReader } from './numberReader';

/** The integer of a pickled number or of an array of one number; undefined for anything else. */
export function integerOf(value: PickleValue): number | undefined {
  const array = arrayOf(value);
  const number = array !== undefined && elementCount(array.shape) === 1 ? numberReader(array)?.(0) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}
