import { pickleOpcode as op } from './pickleOpcode';
import { writeNpy } from './writeNpy';

/**
 * A dict of characters and indices as an .npy of one object with no axes, `|O`: what `numpy.savez` makes of a dict.
 * The pickle is of protocol 2 and calls NumPy's functions by the names that every NumPy since 2006 knows, under
 * Python 2 and 3.
 */
export function writePickledDict(
  entries: readonly (readonly [string | number, string | number])[],
): Uint8Array {
  const out = new PickleBytes();
  out.add(op.PROTO, 2);
  // _reconstruct(ndarray, (0,), 'b')
  out.global('numpy.core.multiarray', '_reconstruct');
  out.global('numpy', 'ndarray');
  out.integer(0).add(op.TUPLE1).ascii('b').add(op.TUPLE3, op.REDUCE);
  // Its state: (1, (), dtype, False, [dict])
  out.add(op.MARK).integer(1).add(op.EMPTY_TUPLE);
  // dtype('O8', False, True) with the state (3, '|', None, None, None, -1, -1, 63)
  out.global('numpy', 'dtype');
  out.ascii('O8').add(op.NEWFALSE, op.NEWTRUE, op.TUPLE3, op.REDUCE);
  out.add(op.MARK).integer(3).ascii('|').add(op.NONE, op.NONE, op.NONE).integer(-1).integer(-1).integer(63);
  out.add(op.TUPLE, op.BUILD);
  out.add(op.NEWFALSE, op.EMPTY_LIST, op.EMPTY_DICT, op.MARK);
  for (const item of entries.flat()) {
    if (typeof item === 'number') {
      out.integer(item);
    } else {
      out.text(item);
    }
  }
  out.add(op.SETITEMS, op.APPEND, op.TUPLE, op.BUILD, op.STOP);
  return writeNpy('|O', [], out.bytes());
}

class PickleBytes {
  private readonly out: number[] = [];

  add(...bytes: number[]): this {
    this.out.push(...bytes);
    return this;
  }

  global(module: string, name: string): this {
    return this.add(op.GLOBAL, ...new TextEncoder().encode(`${module}\n${name}\n`));
  }

  /** Python 2's `str`, which Python 3 takes for its own as long as it is ASCII: so NumPy's own names have to be. */
  ascii(text: string): this {
    return this.add(op.SHORT_BINSTRING, text.length, ...new TextEncoder().encode(text));
  }

  /** Unicode, which Python 2 takes for an equal of its `str` as long as it is ASCII. */
  text(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.add(op.BINUNICODE, ...int32(bytes.length), ...bytes);
  }

  integer(value: number): this {
    return value >= 0 && value < 256 ? this.add(op.BININT1, value) : this.add(op.BININT, ...int32(value));
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.out);
  }
}

function int32(value: number): number[] {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}
