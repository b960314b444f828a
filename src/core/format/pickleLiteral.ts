import { PersonError } from '../personError';
import type { ByteCursor } from './byteCursor';
import { latin1 } from './byteText';
import { parseDecimal, parseFloatLine, parseInt01, parseLong } from './pickleNumber';
import { pickleOpcode as op } from './pickleOpcode';
import { decodeRawUnicode, decodeRepr, decodeUtf8 } from './pickleText';
import { PickledBytes, type PickleValue } from './pickleValue';

/**
 * The value that an opcode spells out in the bytes after it: None, a bool, a number, bytes or text.
 *
 * @returns undefined if the opcode is none of these.
 * @throws PersonError if the bytes are not such a value.
 */
export function readLiteral(opcode: number, cursor: ByteCursor): PickleValue | undefined {
  switch (opcode) {
    case op.NONE:
      return null;
    case op.NEWTRUE:
      return true;
    case op.NEWFALSE:
      return false;
    case op.INT:
      return number(parseInt01(readLine(cursor)), cursor);
    case op.LONG:
      return number(parseDecimal(readLine(cursor)), cursor);
    case op.BININT:
      return cursor.i32();
    case op.BININT1:
      return cursor.u8();
    case op.BININT2:
      return cursor.u16();
    case op.LONG1:
      return number(parseLong(cursor.take(cursor.u8())), cursor);
    case op.LONG4:
      return number(parseLong(cursor.take(cursor.u32())), cursor);
    case op.FLOAT:
      return number(parseFloatLine(readLine(cursor)), cursor);
    case op.BINFLOAT:
      return cursor.f64BigEndian();

    case op.STRING:
      return new PickledBytes(decodeRepr(cursor.line(Infinity), cursor.where));
    case op.BINSTRING:
    case op.BINBYTES:
      return new PickledBytes(cursor.take(cursor.u32()));
    case op.SHORT_BINSTRING:
    case op.SHORT_BINBYTES:
      return new PickledBytes(cursor.take(cursor.u8()));
    case op.BINBYTES8:
    case op.BYTEARRAY8:
      return new PickledBytes(cursor.take(cursor.u64()));

    case op.UNICODE:
      return decodeRawUnicode(cursor.line(Infinity), cursor.where);
    case op.BINUNICODE:
      return decodeUtf8(cursor.take(cursor.u32()), cursor.where);
    case op.SHORT_BINUNICODE:
      return decodeUtf8(cursor.take(cursor.u8()), cursor.where);
    case op.BINUNICODE8:
      return decodeUtf8(cursor.take(cursor.u64()), cursor.where);
    default:
      return undefined;
  }
}

/** An opcode's decimal argument: the number of a memo entry. */
export function readDecimal(cursor: ByteCursor): number {
  return number(parseDecimal(readLine(cursor)), cursor);
}

/** A line of ASCII: a number or a name. */
export function readLine(cursor: ByteCursor): string {
  return latin1(cursor.line(200));
}

function number<T extends number | boolean>(value: T | undefined, { where, position }: ByteCursor): T {
  if (value === undefined) {
    throw new PersonError(
      `${where} has a number before byte ${position} that is damaged or has over 53 bits.`,
    );
  }
  return value;
}
