import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The path of a file in dist by its name there; undefined where it is missing. Bundles lie in dist themselves; TypeScript
 * that runs as it is (tests) finds dist in one of the folders above.
 */
export function findBuiltFile(name: string): string | undefined {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = [join(folder, name), join(folder, 'dist', name)].find(existsSync);
    if (found !== undefined || folder === dirname(folder)) {
      return found;
    }
  }
}

/** The content of a file in dist by its name there, with slashes; undefined where it is missing. */
export async function readBuiltFile(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const file = findBuiltFile(name);
  return file === undefined ? undefined : readFile(file);
}
