import type { ByteDecoder } from './byteDecoder';
import type { PickledGlobal, PickleValue } from './pickleValue';

/**
 * What the names and references of a pickle stand for: all that it can reach beyond plain data. Nothing is ever run: each
 * function reads its arguments and gives data, or refuses.
 */
export interface PickleCalls {
  /** What a name stands for. @throws PersonError for any but the few that are known. */
  global(module: string, name: string): PickledGlobal;
  /** The value that calling `callee` would give, or a decoder for bytes that are yet to be decoded. */
  call(callee: PickleValue, parameters: PickleValue): PickleValue | ByteDecoder;
  /** Sets the state of a value, as `__setstate__` would. */
  build(target: PickleValue, state: PickleValue): void;
  /** What a reference to something outside the pickle stands for; left out where there may be none. */
  persistent?(id: PickleValue): PickleValue;
}
