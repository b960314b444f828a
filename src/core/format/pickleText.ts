import { PersonError } from '../personError';
import { latin1 } from './byteText';

/** Without a byte order mark's special part: U+FEFF is a character like any other here. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a pickle's binary unicode: UTF-8. */
export function decodeUtf8(bytes: Uint8Array, where: string): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new PersonError(`${where} has a string that is not valid UTF-8.`, { cause: error });
  }
}

/** The text of protocol 0's unicode: Latin-1, and \uXXXX or \UXXXXXXXX for the rest ("raw-unicode-escape"). */
export function decodeRawUnicode(line: Uint8Array, where: string): string {
  return latin1(line).replace(
    /\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g,
    (_, short?: string, long?: string) => {
      const codePoint = Number.parseInt(short ?? long ?? '', 16);
      if (codePoint > 0x10ffff) {
        throw new PersonError(`${where} has the character U+${long}: there is none.`);
      }
      // Python 2 may write a pair of surrogates: as UTF-16 units they come together again.
      return String.fromCodePoint(codePoint);
    },
  );
}

/** The letter after a backslash, and the byte that the two stand for. */
const escapes = new Map([
  [0x5c, 0x5c], // backslash
  [0x27, 0x27], // '
  [0x22, 0x22], // "
  [0x6e, 0x0a], // n
  [0x72, 0x0d], // r
  [0x74, 0x09], // t
]);

/** The bytes of protocol 0's string: as Python 2's `repr` writes it, in quotes and with escapes. */
export function decodeRepr(line: Uint8Array, where: string): Uint8Array {
  const quote = line[0];
  if (line.length < 2 || (quote !== 0x22 && quote !== 0x27) || line[line.length - 1] !== quote) {
    throw new PersonError(`${where} has a string without quotes.`);
  }
  const end = line.length - 1;
  const out = new Uint8Array(end - 1);
  let length = 0;
  for (let at = 1; at < end;) {
    if (line[at] !== 0x5c) {
      out[length++] = line[at++];
      continue;
    }
    const escape = line[at + 1];
    const simple = escapes.get(escape);
    if (at + 1 < end && simple !== undefined) {
      out[length++] = simple;
      at += 2;
    } else {
      const value = escape === 0x78 && at + 3 < end ? hexByte(line[at + 2], line[at + 3]) : NaN;
      if (Number.isNaN(value)) {
        throw new PersonError(`${where} has a wrong escape in a string.`);
      }
      out[length++] = value;
      at += 4;
    }
  }
  return out.subarray(0, length);
}

function hexByte(high: number, low: number): number {
  return 16 * hexDigit(high) + hexDigit(low);
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) {
    return code - 0x30;
  }
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : NaN;
}
