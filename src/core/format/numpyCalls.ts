import { PersonError } from '../personError';
import { ByteDecoder } from './byteDecoder';
import { quoted } from './byteText';
import { isNumeric, parseDtype, unreadable, withByteOrder, type Dtype } from './dtype';
import { elementCount, type NdArray } from './ndArray';
import {
  kindOf,
  PickledArray,
  PickledBytes,
  PickledDtype,
  PickledGlobal,
  PickledText,
  PickledTuple,
  textOf,
  type PickledRole,
  type PickleValue,
} from './pickleValue';
import type { PickleCalls } from './pickleCalls';
import { textElement } from './textElements';

/**
 * The only names that a pickle may use: those in which NumPy 1 (`numpy.core`) and 2 (`numpy._core`) pickle arrays,
 * types and scalars, and the one in which Python 3 hands bytes to protocols that know none. A name here only says
 * which of the functions below reads the arguments; nothing in a pickle is ever run.
 */
const roles = new Map<string, PickledRole>([
  ['numpy ndarray', 'ndarray'],
  ['numpy dtype', 'dtype'],
  ['numpy.core.multiarray _reconstruct', 'reconstruct'],
  ['numpy._core.multiarray _reconstruct', 'reconstruct'],
  ['numpy.core.multiarray scalar', 'scalar'],
  ['numpy._core.multiarray scalar', 'scalar'],
  ['numpy.core.numeric _frombuffer', 'frombuffer'],
  ['numpy._core.numeric _frombuffer', 'frombuffer'],
  ['_codecs encode', 'encode'],
]);

/** What a call or a state was given; a hostile one may have too little. */
type Arguments = readonly (PickleValue | undefined)[];

/** Reads what NumPy's pickles build. */
export class NumpyCalls implements PickleCalls {
  private encoded = 0;

  /**
   * @param where the member's name, for messages.
   * @param budget bytes that `_codecs.encode` may produce in all: the pickle's own length, for it has them as text.
   */
  constructor(
    private readonly where: string,
    private readonly budget: number,
  ) {}

  /** What a name stands for. @throws PersonError for any but the few that are known. */
  global(module: string, name: string): PickledGlobal {
    const role = roles.get(`${module} ${name}`);
    if (role === undefined) {
      throw new PersonError(
        '{0} is a pickle that calls {1}: only dicts, lists, text, numbers and ' +
          'NumPy arrays are read, and nothing is run. If you trust the file, open it in Python and save its arrays ' +
          'with numpy.savez.',
        { values: [this.where, quoted(`${module}.${name}`)] },
      );
    }
    return new PickledGlobal(role);
  }

  /** The value that calling `callee` would give, or a decoder for bytes that are yet to be decoded. */
  call(callee: PickleValue, parameters: PickleValue): PickleValue | ByteDecoder {
    if (callee instanceof PickledGlobal && parameters instanceof PickledTuple) {
      const { items } = parameters;
      switch (callee.role) {
        case 'reconstruct':
          return this.reconstruct(items);
        case 'frombuffer':
          return this.fromBuffer(items);
        case 'dtype':
          return this.dtype(items);
        case 'scalar':
          return this.scalar(items);
        case 'encode':
          return this.encode(items);
        case 'ndarray':
        case 'orderedDict':
        case 'tensor':
        case 'parameter':
        case 'storageType':
          break;
      }
    }
    throw this.wrong('a call of', callee);
  }

  /** Sets the state of an array or a type, as `__setstate__` would. */
  build(target: PickleValue, state: PickleValue): void {
    if (target instanceof PickledDtype && state instanceof PickledTuple) {
      target.dtype = this.dtypeState(target.dtype, state.items);
    } else if (target instanceof PickledArray && state instanceof PickledTuple) {
      target.array = this.arrayState(state.items);
    } else {
      throw this.wrong('a state for', target);
    }
  }

  /** `_reconstruct(ndarray, (0,), 'b')`: an empty array, whose state follows. */
  private reconstruct([type]: Arguments): PickledArray {
    if (!(type instanceof PickledGlobal) || type.role !== 'ndarray') {
      throw this.wrong('an array made from', type);
    }
    return new PickledArray();
  }

  /** (version, shape, dtype, whether in Fortran order, the bytes or a list of objects). */
  private arrayState([version, shape, type, fortran, data]: Arguments): NdArray {
    if (version !== 1 || !(type instanceof PickledDtype)) {
      throw this.wrong('an array state that begins with', version);
    }
    // Python 2 may write a bool as an int.
    if (typeof fortran !== 'boolean' && fortran !== 0 && fortran !== 1) {
      throw this.wrong('an array state whose order is', fortran);
    }
    return this.array(type.dtype, shape, Boolean(fortran), data);
  }

  /** `_frombuffer(bytes, dtype, shape, 'C' or 'F', and since NumPy 2.4 an axis order)`: protocol 5's arrays. */
  private fromBuffer([data, type, shape, order, axes]: Arguments): PickledArray {
    const letter = textOf(order);
    const plain = axes === undefined || axes === null;
    if (!(type instanceof PickledDtype) || (letter !== 'C' && letter !== 'F') || !plain) {
      throw this.wrong('an array from a buffer of order', order);
    }
    return new PickledArray(this.array(type.dtype, shape, letter === 'F', data));
  }

  private array(dtype: Dtype, shapeTuple: Arguments[0], fortranOrder: boolean, data: Arguments[0]): NdArray {
    const shape = shapeTuple instanceof PickledTuple ? shapeTuple.items : [];
    if (!(shapeTuple instanceof PickledTuple) || shape.length > 32 || !shape.every(isLength)) {
      throw this.wrong('an array whose shape is', shapeTuple);
    }
    const count = elementCount(shape);
    if (dtype.kind === 'O') {
      if (!Array.isArray(data) || data.length !== count) {
        throw this.wrong(`an array of ${count} objects in`, data);
      }
      return { dtype, shape, fortranOrder, data: { kind: 'objects', items: data } };
    }
    if (!(data instanceof PickledBytes)) {
      throw this.wrong('an array whose elements are in', data);
    }
    const { bytes } = data;
    if (bytes.length !== count * dtype.size) {
      throw new PersonError(
        '{0} has an array in its pickle that should have {1} bytes ({2} of ' + '{3}), but has {4}.',
        { values: [this.where, count * dtype.size, count, dtype.text, bytes.length] },
      );
    }
    return { dtype, shape, fortranOrder, data: { kind: 'bytes', bytes } };
  }

  /** `dtype('f8', False, True)`: the byte order comes with the state. */
  private dtype([name]: Arguments): PickledDtype {
    const text = textOf(name);
    const dtype = text === undefined ? undefined : parseDtype(text);
    if (dtype === undefined) {
      throw new PersonError('{0} has an array of {1} in its pickle.', {
        values: [this.where, unreadable(text ?? 'unknown')],
      });
    }
    return new PickledDtype(dtype);
  }

  /** (version, byte order, and for a plain type nothing that its name did not say). */
  private dtypeState(dtype: Dtype, [, order, subtype, names, fields]: readonly PickleValue[]): Dtype {
    const letter = textOf(order);
    const plain = [subtype, names, fields].every((part) => part === null);
    if (letter === undefined || !/^[<>|=]$/.test(letter) || !plain) {
      throw this.wrong('a type that is not a plain one, with byte order', order);
    }
    return withByteOrder(dtype, letter);
  }

  /** `scalar(dtype, bytes)`: a number, text or bytes. */
  private scalar([type, data]: Arguments): PickleValue {
    if (!(type instanceof PickledDtype) || !(data instanceof PickledBytes)) {
      throw this.wrong('a scalar in', data);
    }
    const { dtype } = type;
    if (data.bytes.length !== dtype.size || dtype.kind === 'O') {
      throw this.wrong(`a scalar of type ${dtype.text} in`, data);
    }
    return isNumeric(dtype)
      ? new PickledArray({
          dtype,
          shape: [],
          fortranOrder: false,
          data: { kind: 'bytes', bytes: data.bytes },
        })
      : textElement(dtype, data.bytes, 0, this.where);
  }

  /** `_codecs.encode(text, 'latin1')`: bytes, written as text. */
  private encode([text, encoding]: Arguments): PickledBytes | ByteDecoder {
    const isText = typeof text === 'string' || text instanceof PickledText;
    if (!isText || textOf(encoding) !== 'latin1') {
      throw this.wrong('bytes encoded from', text);
    }
    this.encoded += typeof text === 'string' ? text.length : text.bytes.length;
    if (this.encoded > this.budget) {
      throw new PersonError('{0} is a pickle that repeats its bytes over and over: it is not read.', {
        values: [this.where],
      });
    }
    if (typeof text !== 'string') {
      return new ByteDecoder(text.bytes, text.form, text.where);
    }
    const codes = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
    if (codes.some((code) => code > 255)) {
      throw this.wrong('bytes over 255 in', text);
    }
    return new PickledBytes(Uint8Array.from(codes));
  }

  private wrong(what: string, value: PickleValue | undefined): PersonError {
    return new PersonError("{0} is a pickle that does not follow NumPy's form: it has {1} {2}.", {
      values: [this.where, what, kindOf(value)],
    });
  }
}

function isLength(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
