import { PersonError } from '../personError';
import { latin1 } from './byteText';

/** U+FEFF is a character like any other here, at the beginning too. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a pickle's binary unicode: UTF-8. */
export function decodeUtf8(bytes: Uint8Array, where: string): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new PersonError('{0} has a string that is not valid UTF-8.', { values: [where], cause: error });
  }
}

/** The text of protocol 0's unicode: Latin-1, and \uXXXX or \UXXXXXXXX for the rest ("raw-unicode-escape"). */
export function decodeRawUnicode(line: Uint8Array, where: string): string {
  return latin1(line).replace(
    /\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g,
    (_, short?: string, long?: string) => {
      const codePoint = Number.parseInt(short ?? long ?? '', 16);
      if (codePoint > 0x10ffff) {
        throw new PersonError('{0} has the character U+{1}: there is none.', { values: [where, long ?? ''] });
      }
      // Python 2 may write a pair of surrogates: as UTF-16 units they come together again.
      return String.fromCodePoint(codePoint);
    },
  );
}
