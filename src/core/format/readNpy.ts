import { parse } from 'npyjs';
import { PersonError } from '../personError';
import type { Slicer } from '../pause';
import { isNumeric } from './dtype';
import type { NdArray, NumberView } from './ndArray';
import { readNpyHeader } from './npyHeader';
import { arrayOf } from './pickleValue';
import { readPickle } from './readPickle';

/**
 * Reads an .npy file.
 *
 * npyjs reads little-endian numbers, but believes whatever the header says and takes elements to the end of the
 * buffer; so it is given only what `readNpyHeader` has passed. The rest is our own: npyjs does not know `>` and `S`,
 * reads `U` past the array's end, has no `=` and no objects, and cannot read elements at odd positions.
 *
 * @param where the member's name, for messages.
 * @throws PersonError naming the member and what is wrong.
 */
export async function readNpy(bytes: Uint8Array, where: string, slicer: Slicer): Promise<NdArray> {
  const { dtype, shape, fortranOrder, dataBegin } = readNpyHeader(bytes, where);
  const elements = bytes.subarray(dataBegin);
  if (dtype.kind === 'O') {
    const array = arrayOf(await readPickle(elements, where, slicer));
    if (array?.data.kind !== 'objects') {
      throw new PersonError('{0} should hold a pickled array of objects, by its header, but does not.', {
        values: [where],
      });
    }
    return array;
  }
  if (isNumeric(dtype) && !/^[>=]/.test(dtype.text) && dataBegin % dtype.size === 0) {
    // npyjs wants a buffer that begins with the file and views elements in place: one copy, which is ours to keep.
    const buffer = new Uint8Array(bytes).buffer;
    const view = parse(buffer, { convertFloat16: false }).data as NumberView;
    return { dtype, shape, fortranOrder, data: { kind: 'numbers', view } };
  }
  return { dtype, shape, fortranOrder, data: { kind: 'bytes', bytes: elements } };
}
