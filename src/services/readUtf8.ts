import { PersonError } from '../core/personError';
import { fileProblem } from './fileProblem';
import { readFile } from './files';

/** The text of a file. @throws PersonError if it cannot be read or is not UTF-8. */
export async function readUtf8(path: string): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileProblem('the text', path, error);
  }
  return decodeUtf8(bytes, path);
}

/** UTF-8, without a byte order mark. @throws PersonError that names where it is from. */
export function decodeUtf8(bytes: Uint8Array, from: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PersonError('The text of {0} is not UTF-8. Save it as UTF-8 and try again.', {
      values: [from],
      cause: error,
    });
  }
}
