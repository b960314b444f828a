import { PersonError } from '../personError';
import type { ByteCursor } from './byteCursor';
import { ByteDecoder } from './byteDecoder';
import { latin1 } from './byteText';
import { parseDecimal, parseFloatLine, parseInt01, parseLong } from './pickleNumber';
import { pickleOpcode as op } from './pickleOpcode';
import { PickledBytes, PickledText, type PickleValue } from './pickleValue';

/** Bytes of a text above which it is not decoded at once. */
const longText = 4096;

/**
 * The value that an opcode spells out in the bytes after it: None, a bool, a number, bytes or text.
 *
 * @returns undefined if the opcode is none of these; a decoder for bytes that are yet to be decoded.
 * @throws PersonError if the bytes are not such a value.
 */
export function readLiteral(opcode: number, cursor: ByteCursor): PickleValue | ByteDecoder | undefined {
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
      return new ByteDecoder(cursor.line(Infinity), 'repr', cursor.where);
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
      return text(cursor.line(Infinity), 'rawUnicode', cursor);
    case op.BINUNICODE:
      return text(cursor.take(cursor.u32()), 'utf8', cursor);
    case op.SHORT_BINUNICODE:
      return text(cursor.take(cursor.u8()), 'utf8', cursor);
    case op.BINUNICODE8:
      return text(cursor.take(cursor.u64()), 'utf8', cursor);
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

/** A text; a long one is left as it is, for an array's bytes may be written as one. */
function text(bytes: Uint8Array, form: 'utf8' | 'rawUnicode', { where }: ByteCursor): string | PickledText {
  const value = new PickledText(bytes, form, where);
  return bytes.length > longText ? value : value.decode();
}

function number<T extends number | boolean>(value: T | undefined, { where, position }: ByteCursor): T {
  if (value === undefined) {
    throw new PersonError('{0} has a number before byte {1} that is damaged or has over 53 bits.', {
      values: [where, position],
    });
  }
  return value;
}
