import type { Slicer } from '../../pause';
import { PersonError } from '../../personError';
import { latin1, quoted } from '../byteText';
import { limits } from '../limits';
import { memberBytes } from '../memberBytes';
import { elementCount, type NdArray } from '../ndArray';
import { kindOf, PickledDict, PickledTensor, textOf } from '../pickleValue';
import { readPickle } from '../readPickle';
import { readZipDirectory, type ZipMember } from '../zipDirectory';
import { sizeOfType, tensorArray } from './tensorArray';
import { TorchCalls } from './torchCalls';

/** Keys under which training scripts keep a state dict beside other things. */
const usualKeys = ['model', 'state_dict', 'model_state_dict', 'model_state'];

/**
 * The tensors of a `torch.save` file (PyTorch 1.6 and later: a zip of a pickle and the numbers), by name. The file holds a
 * state dict, or a dict that has one under `model`, `state_dict`, `model_state_dict` or `model_state`. Nothing is run.
 *
 * @throws PersonError saying what is wrong.
 */
export async function readTorchZip(file: Uint8Array, slicer: Slicer): Promise<Map<string, NdArray>> {
  const members = new Map(readZipDirectory(file).map((member) => [member.name, member]));
  const pickleName = [...members.keys()].find((name) => name.endsWith('/data.pkl'));
  if (pickleName === undefined) {
    throw new PersonError('The zip has no data.pkl: expected what torch.save writes.');
  }
  checkSize(file, [...members.values()]);
  const folder = pickleName.slice(0, -'data.pkl'.length);
  const order = members.get(`${folder}byteorder`);
  if (order && latin1(await memberBytes(file, order, slicer)) !== 'little') {
    throw new PersonError(
      'The tensors are big-endian: expected little-endian ones, as usual machines write them.',
    );
  }
  const where = 'The pickle';
  const pickle = await memberBytes(file, members.get(pickleName)!, slicer);
  const value = await readPickle(pickle, where, slicer, new TorchCalls(where));
  if (!(value instanceof PickledDict)) {
    throw new PersonError(
      'The file holds {0}: expected a state dict, torch.save(model.state_dict(), FILE).',
      { values: [kindOf(value)] },
    );
  }
  const storages = new Map<string, Uint8Array>();
  const arrays = new Map<string, NdArray>();
  let gathered = 0;
  for (const [name, tensor] of tensorsOf(value)) {
    const { storage, offset, shape, strides } = tensor;
    const size = sizeOfType(storage.dtype);
    let bytes = storages.get(storage.key);
    if (bytes === undefined) {
      const member = members.get(`${folder}data/${storage.key}`);
      if (member === undefined) {
        throw new PersonError('{0} has its numbers in {1}, which is not in the zip.', {
          values: [name, quoted(`data/${storage.key}`)],
        });
      }
      bytes = await memberBytes(file, member, slicer);
      storages.set(storage.key, bytes);
    }
    if (bytes.length < storage.length * size) {
      throw new PersonError(
        '{0} should have {1} numbers of {2} bytes in its storage, but it has {3} bytes.',
        { values: [name, storage.length, size, bytes.length] },
      );
    }
    const count = elementCount(shape);
    if (isContiguous(shape, strides)) {
      arrays.set(
        name,
        tensorArray(storage.dtype, shape, bytes.subarray(offset * size, (offset + count) * size)),
      );
    } else {
      gathered += count;
      if (gathered > limits.parameters) {
        throw new PersonError('The tensors have more than {0} numbers out of order: too many here.', {
          values: [limits.parameters],
        });
      }
      arrays.set(name, tensorArray(storage.dtype, shape, gather(bytes, size, tensor)));
    }
  }
  return arrays;
}

/** The tensors of a state dict, or of the one that is found under a usual key. */
function tensorsOf(dict: PickledDict): [string, PickledTensor][] {
  const entries = dict.keys.map((key, at) => [textOf(key) ?? kindOf(key), dict.values[at]] as const);
  const tensors = entries.filter(
    (entry): entry is [string, PickledTensor] => entry[1] instanceof PickledTensor,
  );
  const inner = entries.find(([key, value]) => usualKeys.includes(key) && value instanceof PickledDict);
  if (tensors.length === 0 && inner?.[1] instanceof PickledDict) {
    return tensorsOf(inner[1]);
  }
  if (tensors.length === 0) {
    const shown = entries.slice(0, 20).map(([key, value]) => `${quoted(key)} (${kindOf(value)})`);
    throw new PersonError('The file has no tensors, but {0}: expected a state dict.', {
      values: [shown.join(', ') || 'nothing'],
    });
  }
  const names = new Set<string>();
  for (const [name] of tensors) {
    if (names.has(name)) {
      throw new PersonError('The state dict has {0} twice.', { values: [quoted(name)] });
    }
    names.add(name);
  }
  return tensors;
}

/** Whether numbers follow one another in C order. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) {
      return false;
    }
    expected *= shape[axis];
  }
  return true;
}

/** The bytes of a tensor's numbers, put into C order. */
function gather(bytes: Uint8Array, size: number, { offset, shape, strides }: PickledTensor): Uint8Array {
  const count = elementCount(shape);
  const out = new Uint8Array(count * size);
  for (let index = 0; index < count; index++) {
    let from = offset;
    let rest = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    out.set(bytes.subarray(from * size, (from + 1) * size), index * size);
  }
  return out;
}

/** PyTorch stores without compressing: what claims to inflate a lot was not made by it. */
function checkSize(file: Uint8Array, members: readonly ZipMember[]): void {
  const claimed = members.reduce((sum, { size }) => sum + size, 0);
  if (claimed > Math.max(limits.inflationFloor, limits.inflation * file.length)) {
    throw new PersonError('The zip would inflate from {0} to {1} bytes: it is not read.', {
      values: [file.length, claimed],
    });
  }
}
