import { readFile } from 'node:fs/promises';
import { PersonError } from '../core/personError';
import type { Environment } from './environment';
import { fileProblem } from './fileProblem';
import type { Word } from './parseArguments';

/** The text that an argument is, or standard input for `-`. */
export async function readTextArgument(environment: Environment, word: Word | undefined): Promise<string> {
  if (word?.text === '-' && !word.verbatim) {
    return decode(await environment.readInput(), 'standard input');
  }
  return word?.text ?? '';
}

/** The text of the file that an argument names, or of standard input for `-`. @throws PersonError. */
export async function readTextFile(
  environment: Environment,
  { text: path, verbatim }: Word,
): Promise<string> {
  if (path === '-' && !verbatim) {
    return decode(await environment.readInput(), 'standard input');
  }
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileProblem('the text', path, error);
  }
  return decode(bytes, path);
}

/** UTF-8, without a byte order mark. */
function decode(bytes: Uint8Array, from: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PersonError(`The text of ${from} is not UTF-8. Save it as UTF-8 and try again.`, {
      cause: error,
    });
  }
}
