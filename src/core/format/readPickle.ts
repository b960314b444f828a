import { PersonError } from '../personError';
import type { Slicer } from '../pause';
import { ByteDecoder } from './byteDecoder';
import { ByteCursor } from './byteCursor';
import { limits } from './limits';
import { NumpyCalls } from './numpyCalls';
import type { PickleCalls } from './pickleCalls';
import { readDecimal, readLine, readLiteral } from './pickleLiteral';
import { pickleOpcode as op } from './pickleOpcode';
import { PickleStack } from './pickleStack';
import { kindOf, PickledBytes, PickledDict, PickledTuple, textOf, type PickleValue } from './pickleValue';

/** Opcodes run, or bytes decoded, between two looks at the clock: a few tenths of a millisecond. */
const opcodesAtOnce = 1024;
const bytesAtOnce = 65_536;

/**
 * Reads a pickle of protocols 0 to 5, as Python 2 and 3 write them for dicts, lists, text, numbers and NumPy arrays.
 *
 * A pickle is a program for a small stack machine (CPython's `pickletools.py` describes it). This machine knows the
 * opcodes that data need, keeps every value as plain data, and can call nothing: see `pickleCalls.ts`. Opcodes, stack,
 * memo and nesting are bounded by `limits`; strings and bytes are no longer than the pickle.
 *
 * @param where the member's name, for messages.
 * @param calls what names in the pickle stand for. Default: NumPy's.
 * @throws PersonError for anything else, naming the opcode or value and its position.
 */
export async function readPickle(
  bytes: Uint8Array,
  where: string,
  slicer: Slicer,
  calls: PickleCalls = new NumpyCalls(where, bytes.length),
): Promise<PickleValue> {
  const machine = new PickleMachine(bytes, where, calls);
  while (!machine.run()) {
    await slicer.done(0);
  }
  return machine.result();
}

class PickleMachine {
  private readonly cursor: ByteCursor;
  private readonly stack: PickleStack;
  private readonly memo = new Map<number, PickleValue>();
  /** Bytes being decoded: no opcode is run before they are on the stack. */
  private decoder: ByteDecoder | undefined;
  private opcodes = 0;
  private containers = 0;

  constructor(
    bytes: Uint8Array,
    where: string,
    private readonly calls: PickleCalls,
  ) {
    this.cursor = new ByteCursor(bytes, `${where}'s pickle`);
    this.stack = new PickleStack(where);
  }

  /** Runs for a moment. @returns whether the pickle has come to its end. */
  run(): boolean {
    const { decoder } = this;
    if (decoder === undefined) {
      return this.runOpcodes();
    }
    if (decoder.run(bytesAtOnce)) {
      this.stack.push(new PickledBytes(decoder.result()));
      this.decoder = undefined;
    }
    return false;
  }

  private runOpcodes(): boolean {
    for (let count = 0; count < opcodesAtOnce && this.decoder === undefined; count++) {
      const opcode = this.cursor.u8();
      if (opcode === op.STOP) {
        return true;
      }
      if (++this.opcodes > limits.pickleOpcodes) {
        throw this.wrong(`over ${limits.pickleOpcodes} steps behind it: a model needs fewer`);
      }
      this.step(opcode);
    }
    return false;
  }

  result(): PickleValue {
    const value = this.stack.popMany(1)[0];
    if (this.stack.size > 0 || this.cursor.left > 0) {
      throw this.wrong('its end too early: expected one value and nothing after it');
    }
    return value;
  }

  private step(opcode: number): void {
    const literal = readLiteral(opcode, this.cursor);
    if (literal === undefined) {
      this.operate(opcode);
    } else {
      this.push(literal);
    }
  }

  /** Puts a value on the stack; bytes that are yet to be decoded get there once they are, at once if they are few. */
  private push(value: PickleValue | ByteDecoder): void {
    if (!(value instanceof ByteDecoder)) {
      this.stack.push(value);
    } else if (value.run(opcodesAtOnce)) {
      this.stack.push(new PickledBytes(value.result()));
    } else {
      this.decoder = value;
    }
  }

  private operate(opcode: number): void {
    const { cursor, stack } = this;
    switch (opcode) {
      case op.PROTO:
        this.protocol(cursor.u8());
        break;
      case op.FRAME: // How the bytes were cut when they were written: nothing to do with what they hold.
        cursor.u64();
        break;
      case op.MARK:
        stack.mark();
        break;
      case op.POP:
        stack.drop();
        break;
      case op.POP_MARK:
        stack.popToMark();
        break;

      case op.EMPTY_TUPLE:
        stack.push(new PickledTuple([]));
        break;
      case op.TUPLE:
        stack.push(new PickledTuple(stack.popToMark()));
        break;
      case op.TUPLE1:
        stack.push(new PickledTuple(stack.popMany(1)));
        break;
      case op.TUPLE2:
        stack.push(new PickledTuple(stack.popMany(2)));
        break;
      case op.TUPLE3:
        stack.push(new PickledTuple(stack.popMany(3)));
        break;
      case op.EMPTY_LIST:
        stack.push(this.list([]));
        break;
      case op.LIST:
        stack.push(this.list(stack.popToMark()));
        break;
      case op.APPEND:
        this.append(stack.popMany(1));
        break;
      case op.APPENDS:
        this.append(stack.popToMark());
        break;
      case op.EMPTY_DICT:
        stack.push(this.dict([]));
        break;
      case op.DICT:
        stack.push(this.dict(stack.popToMark()));
        break;
      case op.SETITEM:
        this.setItems(stack.popMany(2));
        break;
      case op.SETITEMS:
        this.setItems(stack.popToMark());
        break;

      case op.PUT:
        this.put(readDecimal(cursor));
        break;
      case op.BINPUT:
        this.put(cursor.u8());
        break;
      case op.LONG_BINPUT:
        this.put(cursor.u32());
        break;
      case op.MEMOIZE:
        this.put(this.memo.size);
        break;
      case op.GET:
        this.get(readDecimal(cursor));
        break;
      case op.BINGET:
        this.get(cursor.u8());
        break;
      case op.LONG_BINGET:
        this.get(cursor.u32());
        break;

      case op.GLOBAL:
        stack.push(this.calls.global(readLine(cursor), readLine(cursor)));
        break;
      case op.STACK_GLOBAL: {
        const [module, name] = stack.popMany(2).map(textOf);
        stack.push(this.calls.global(module ?? '', name ?? ''));
        break;
      }
      case op.BINPERSID: {
        const [id] = stack.popMany(1);
        if (!this.calls.persistent) {
          throw this.needless(opcode);
        }
        stack.push(this.calls.persistent(id));
        break;
      }
      case op.REDUCE: {
        const [callee, parameters] = stack.popMany(2);
        this.push(this.calls.call(callee, parameters));
        break;
      }
      case op.BUILD: {
        const [state] = stack.popMany(1);
        this.calls.build(stack.top, state);
        break;
      }
      default:
        throw this.needless(opcode);
    }
  }

  private protocol(version: number): void {
    if (version > 5) {
      throw this.wrong(`protocol ${version}: 0 to 5 are read`);
    }
  }

  private list(items: PickleValue[]): PickleValue[] {
    this.countContainer();
    return items;
  }

  private dict(items: readonly PickleValue[]): PickledDict {
    this.countContainer();
    return this.fill(new PickledDict(), items);
  }

  private countContainer(): void {
    if (++this.containers > limits.pickleContainers) {
      throw this.wrong(`more than ${limits.pickleContainers} lists and dicts`);
    }
  }

  private append(items: readonly PickleValue[]): void {
    const { top } = this.stack;
    if (!Array.isArray(top)) {
      throw this.wrong(`an item for ${kindOf(top)}`);
    }
    for (const item of items) {
      top.push(item);
    }
  }

  private setItems(items: readonly PickleValue[]): void {
    const { top } = this.stack;
    if (!(top instanceof PickledDict)) {
      throw this.wrong(`a key for ${kindOf(top)}`);
    }
    this.fill(top, items);
  }

  private fill(dict: PickledDict, items: readonly PickleValue[]): PickledDict {
    if (items.length % 2 !== 0) {
      throw this.wrong('a key without a value');
    }
    for (let at = 0; at < items.length; at += 2) {
      dict.keys.push(items[at]);
      dict.values.push(items[at + 1]);
    }
    return dict;
  }

  private put(key: number): void {
    this.memo.set(key, this.stack.top);
    if (this.memo.size > limits.pickleMemo) {
      throw this.wrong(`over ${limits.pickleMemo} values to remember`);
    }
  }

  private get(key: number): void {
    const value = this.memo.get(key);
    if (value === undefined) {
      throw this.wrong(`a reference to value ${key}, which there is not`);
    }
    this.stack.push(value);
  }

  private needless(opcode: number): PersonError {
    return this.wrong(`the opcode 0x${opcode.toString(16).padStart(2, '0')}, which data does not need`);
  }

  private wrong(what: string): PersonError {
    return new PersonError('{0} is damaged or foreign: before byte {1} it has {2}.', {
      values: [this.cursor.where, this.cursor.position, what],
    });
  }
}
