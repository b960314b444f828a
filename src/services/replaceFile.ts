import { randomUUID } from 'node:crypto';
import { open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export type ReplaceFile = (path: string, bytes: Uint8Array) => Promise<void>;

/**
 * Writes a file so that whoever looks finds the old one whole or the new one whole, even if the power fails: to a
 * temporary name in the same folder, to the disk, then renamed. Where the path is a link, what it leads to is replaced.
 *
 * @throws the error of the file system; then the old file stands as it was, and nothing else is left behind.
 */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const temporary = join(dirname(target), temporaryName(target, randomUUID().slice(0, 8)));
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Removes what processes that were killed while they replaced this file have left beside it. For whoever is alone in
 * writing the file: another who is in the middle of that fails.
 */
export async function removeLeftovers(path: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const folder = dirname(target);
  const [begin, end] = temporaryName(target, '/').split('/');
  for (const name of await readdir(folder).catch(() => [])) {
    const middle = name.slice(begin.length, -end.length);
    if (name.startsWith(begin) && name.endsWith(end) && /^[0-9a-f]{8}$/.test(middle)) {
      await rm(join(folder, name), { force: true });
    }
  }
}

function temporaryName(target: string, unique: string): string {
  return `.${basename(target)}.${unique}.tmp`;
}
