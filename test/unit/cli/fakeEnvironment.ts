import { join } from 'node:path';
import type { Environment } from '../../../src/cli/environment';
import { program } from '../../../src/cli/program';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly told: string;
}

/** Runs the program in this process, with nobody at its keyboard. */
export async function runProgram(args: readonly string[], input = ''): Promise<Ran> {
  let out = '';
  let told = '';
  const environment: Environment = {
    print: (text) => {
      out += text;
    },
    tell: (line) => {
      told += `${line}\n`;
    },
    show: undefined,
    readInput: () => Promise.resolve(new TextEncoder().encode(input)),
    bundledFolder: join(__dirname, '..', '..', '..', 'media', 'models'),
    interruption: () => new AbortController().signal,
  };
  const code = await program(environment, args);
  return { code, out, told };
}
