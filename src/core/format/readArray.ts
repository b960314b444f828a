import { weightNamesOf, type Architecture } from '../parameters';
import { PersonError } from '../personError';
import { holds, type MemberSource } from './memberSource';
import { shapeText, type NdArray } from './ndArray';
import { arrayOf, kindOf } from './pickleValue';

/** A member that must be there and be an array. @throws PersonError naming it. */
export async function readArray(
  source: MemberSource,
  member: string,
  network: Pick<Architecture, 'cell' | 'layers'>,
): Promise<NdArray> {
  const value = await source.read(member);
  if (value === undefined) {
    throw new PersonError('{0} is missing: expected {1} and the vocabulary. {2}', {
      values: [member, weightNamesOf(network).join(', '), holds(source)],
    });
  }
  const array = arrayOf(value);
  if (array === undefined) {
    throw new PersonError('{0} is {1}: expected an array of numbers.', { values: [member, kindOf(value)] });
  }
  return array;
}

/** The shape and type of an array, for messages. */
export function described({ dtype, shape }: NdArray): string {
  return `shape ${shapeText(shape)} and type ${dtype.text}`;
}
