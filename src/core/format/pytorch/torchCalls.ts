import { PersonError } from '../../personError';
import { quoted } from '../byteText';
import { parseDtype } from '../dtype';
import { limits } from '../limits';
import type { PickleCalls } from '../pickleCalls';
import {
  kindOf,
  PickledDict,
  PickledGlobal,
  PickledStorage,
  PickledTensor,
  PickledTuple,
  textOf,
  type PickledRole,
  type PickleValue,
  type TensorType,
} from '../pickleValue';

/** The only names that are known: those that a state dict needs. */
const roles = new Map<string, PickledRole>([
  ['collections OrderedDict', 'orderedDict'],
  ['torch._utils _rebuild_tensor_v2', 'tensor'],
  ['torch._utils _rebuild_parameter', 'parameter'],
]);

/** PyTorch's types of storage, in NumPy's notation. */
const storageTypes = new Map<string, TensorType | undefined>([
  ...(
    [
      ['DoubleStorage', '<f8'],
      ['FloatStorage', '<f4'],
      ['HalfStorage', '<f2'],
      ['LongStorage', '<i8'],
      ['IntStorage', '<i4'],
      ['ShortStorage', '<i2'],
      ['CharStorage', '|i1'],
      ['ByteStorage', '|u1'],
      ['BoolStorage', '|u1'],
    ] as const
  ).map(([name, dtype]): [string, TensorType | undefined] => [`torch ${name}`, parseDtype(dtype)]),
  ['torch BFloat16Storage', 'bfloat16'],
]);

type Arguments = readonly (PickleValue | undefined)[];

/** Reads what PyTorch's pickles of state dicts build: dicts, numbers, texts and tensors. */
export class TorchCalls implements PickleCalls {
  private dicts = 0;

  /** @param where names the file, for messages. */
  constructor(private readonly where: string) {}

  global(module: string, name: string): PickledGlobal {
    const full = `${module} ${name}`;
    const role = roles.get(full);
    if (role !== undefined) {
      return new PickledGlobal(role);
    }
    const type = storageTypes.get(full);
    if (type !== undefined) {
      return new PickledGlobal('storageType', type);
    }
    throw new PersonError(
      '{0} calls {1}: only tensors, dicts, lists, text and numbers are read, and ' +
        'nothing is run. Save the state dict alone: torch.save(model.state_dict(), FILE).',
      { values: [this.where, quoted(`${module}.${name}`)] },
    );
  }

  call(callee: PickleValue, parameters: PickleValue): PickleValue {
    if (callee instanceof PickledGlobal && parameters instanceof PickledTuple) {
      const { items } = parameters;
      if (callee.role === 'orderedDict' && items.length === 0) {
        if (++this.dicts > limits.pickleContainers) {
          throw new PersonError('{0} has more than {1} dicts.', {
            values: [this.where, limits.pickleContainers],
          });
        }
        return new PickledDict();
      }
      if (callee.role === 'tensor') {
        return this.tensor(items);
      }
      if (callee.role === 'parameter' && items[0] instanceof PickledTensor) {
        return items[0];
      }
    }
    throw this.wrong('a call of', callee);
  }

  /** A state dict carries versions of its modules as an attribute: nothing that the weights depend on. */
  build(target: PickleValue): void {
    if (!(target instanceof PickledDict)) {
      throw this.wrong('a state for', target);
    }
  }

  /** ('storage', its type, its key, a device, numbers in it). */
  persistent(id: PickleValue): PickledStorage {
    const [kind, type, key, , length] = id instanceof PickledTuple ? id.items : [];
    const name = textOf(key);
    if (
      textOf(kind) !== 'storage' ||
      !(type instanceof PickledGlobal) ||
      type.type === undefined ||
      name === undefined ||
      !isCount(length)
    ) {
      throw this.wrong('a reference to', type);
    }
    return new PickledStorage(type.type, name, length);
  }

  /** `_rebuild_tensor_v2(storage, offset, shape, strides, whether it has a gradient, hooks)`. */
  private tensor([storage, offset, shape, strides]: Arguments): PickledTensor {
    if (!(storage instanceof PickledStorage) || !isCount(offset)) {
      throw this.wrong('a tensor in', storage);
    }
    const [lengths, steps] = [shape, strides].map((tuple) => {
      const items = tuple instanceof PickledTuple ? tuple.items : undefined;
      if (!items?.every(isCount) || items.length > 8) {
        throw this.wrong('a tensor whose shape is', tuple);
      }
      return items;
    });
    if (lengths.length !== steps.length) {
      throw this.wrong('a tensor whose strides are', strides);
    }
    const last = lengths.reduce((sum, length, axis) => sum + (length - 1) * steps[axis], offset);
    if (!lengths.includes(0) && last >= storage.length) {
      throw new PersonError('{0} has a tensor that needs number {1} of a storage with {2}.', {
        values: [this.where, last, storage.length],
      });
    }
    return new PickledTensor(storage, offset, lengths, steps);
  }

  private wrong(what: string, value: PickleValue | undefined): PersonError {
    return new PersonError("{0} does not follow PyTorch's form: it has {1} {2}.", {
      values: [this.where, what, kindOf(value)],
    });
  }
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
