import { PersonError } from '../personError';
import { latin1 } from './byteText';
import type { Dtype } from './dtype';
import { limits } from './limits';
import type { NdArray } from './ndArray';
import { decodeRawUnicode, decodeUtf8 } from './pickleText';

/**
 * What a pickle holds, as plain data: None, bool, int and float, unicode, bytes (also Python 2's `str`), list, tuple,
 * dict, NumPy arrays and types, and the few functions that NumPy's pickles call by name.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickledText
  | PickledBytes
  | PickleValue[]
  | PickledTuple
  | PickledDict
  | PickledArray
  | PickledDtype
  | PickledStorage
  | PickledTensor
  | PickledGlobal;

export class PickledBytes {
  constructor(readonly bytes: Uint8Array) {}
}

/** A long text, not decoded until someone asks: mostly these are an array's bytes, which nobody wants as text. */
export class PickledText {
  constructor(
    readonly bytes: Uint8Array,
    readonly form: 'utf8' | 'rawUnicode',
    readonly where: string,
  ) {}

  /** @throws PersonError if it is damaged or too long. */
  decode(): string {
    if (this.bytes.length > limits.text) {
      throw new PersonError('{0} has a text of {1} bytes: at most {2} are read.', {
        values: [this.where, this.bytes.length, limits.text],
      });
    }
    return this.form === 'utf8'
      ? decodeUtf8(this.bytes, this.where)
      : decodeRawUnicode(this.bytes, this.where);
  }
}

export class PickledTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** Keys and values in the order in which they were set; a key set twice is there twice. */
export class PickledDict {
  readonly keys: PickleValue[] = [];
  readonly values: PickleValue[] = [];
}

/** NumPy makes an array empty and then sets its state: until then there is none. */
export class PickledArray {
  constructor(public array?: NdArray) {}
}

/** A dtype, whose byte order comes as its state. */
export class PickledDtype {
  constructor(public dtype: Dtype) {}
}

/** Numbers of a PyTorch file that lie outside its pickle, under a key. */
export class PickledStorage {
  constructor(
    readonly dtype: TensorType,
    readonly key: string,
    /** Numbers in it. */
    readonly length: number,
  ) {}
}

/** A type of PyTorch's: NumPy's, or bfloat16, which NumPy does not know. */
export type TensorType = Dtype | 'bfloat16';

/** A PyTorch tensor: which numbers of a storage it has, and in which order. */
export class PickledTensor {
  constructor(
    readonly storage: PickledStorage,
    readonly offset: number,
    readonly shape: readonly number[],
    /** Numbers from one to the next along each axis. */
    readonly strides: readonly number[],
  ) {}
}

/** What a name in a pickle stands for: see `numpyCalls.ts` and `torchCalls.ts`. */
export type PickledRole =
  | 'ndarray'
  | 'dtype'
  | 'reconstruct'
  | 'frombuffer'
  | 'scalar'
  | 'encode'
  | 'orderedDict'
  | 'tensor'
  | 'parameter'
  | 'storageType';

export class PickledGlobal {
  constructor(
    readonly role: PickledRole,
    /** Of a storage type. */
    readonly type?: TensorType,
  ) {}
}

/** The text of a string of either Python; a byte is the code point of its value. */
export function textOf(value: PickleValue | undefined): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof PickledText) {
    return value.decode();
  }
  return value instanceof PickledBytes ? latin1(value.bytes) : undefined;
}

export function arrayOf(value: PickleValue | undefined): NdArray | undefined {
  return value instanceof PickledArray ? value.array : undefined;
}

/** What a value is, for messages; undefined for an argument that is missing. */
export function kindOf(value: PickleValue | undefined): string {
  if (value === undefined) {
    return 'nothing';
  }
  if (value === null) {
    return 'None';
  }
  if (typeof value !== 'object') {
    return { boolean: 'a bool', number: 'a number', string: 'a string' }[typeof value as 'boolean'];
  }
  const found = names.find(([type]) => value instanceof type);
  return found === undefined ? 'a list' : found[1];
}

const names = [
  [PickledText, 'a string'],
  [PickledBytes, 'bytes'],
  [PickledTuple, 'a tuple'],
  [PickledDict, 'a dict'],
  [PickledArray, 'an array'],
  [PickledDtype, 'a NumPy type'],
  [PickledStorage, 'a storage'],
  [PickledTensor, 'a tensor'],
  [PickledGlobal, 'a function'],
] as const;
