import { execFile } from 'node:child_process';
import { ownEnvironment } from './ownEnvironment';

/** Milliseconds after which a program that only looks something up is given up. */
const patience = 10_000;

/** A program's standard output; undefined where it is not there, fails, or takes too long. */
export function outputOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const env = ownEnvironment();
  return new Promise((resolve) => {
    execFile(program, args, { timeout: patience, env, windowsHide: true }, (error, stdout) =>
      resolve(error ? undefined : stdout),
    );
  });
}
