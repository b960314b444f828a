import { decodeUtf8, readUtf8 } from '../services/readUtf8';
import type { Environment } from './environment';
import type { Word } from './parseArguments';

/** The text that an argument is, or standard input for `-`. */
export async function readTextArgument(environment: Environment, word: Word | undefined): Promise<string> {
  return word && isStandardInput(word) ? readInput(environment) : (word?.text ?? '');
}

/** The text of the file that an argument names, or of standard input for `-`. @throws PersonError. */
export async function readTextFile(environment: Environment, word: Word): Promise<string> {
  return isStandardInput(word) ? readInput(environment) : readUtf8(word.text);
}

/** Whether an argument means standard input. */
export function isStandardInput({ text, verbatim }: Word): boolean {
  return text === '-' && !verbatim;
}

async function readInput(environment: Environment): Promise<string> {
  return decodeUtf8(await environment.readInput(), 'standard input');
}
