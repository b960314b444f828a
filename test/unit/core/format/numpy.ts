import { spawnSync } from 'node:child_process';

/** A Python that has NumPy, and which NumPy. */
export interface Python {
  readonly command: string;
  readonly version: string;
}

/** The Pythons of this machine that have NumPy, one for each version of it. */
export function pythonsWithNumpy(): Python[] {
  const found = new Map<string, Python>();
  for (const command of ['python3', 'python', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(command, ['-c', 'import numpy; print(numpy.__version__)'], {
      encoding: 'utf8',
    });
    if (status === 0 && !found.has(stdout.trim())) {
      found.set(stdout.trim(), { command, version: stdout.trim() });
    }
  }
  return [...found.values()];
}

/** Runs a script and reads the JSON that it prints. */
export function runPython({ command }: Python, script: string, args: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(command, ['-W', 'error', '-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) {
    throw new Error(`Python failed: ${stderr}`);
  }
  return JSON.parse(stdout) as unknown;
}
