import {
  access,
  constants,
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Files, for what runs on a machine and in a browser alike: on the disk here, through VS Code in `files.web.ts`. Errors
 * have Node's codes.
 */
export { copyFile, dirname, join, readFile, rename, resolve, writeFile };

export interface FileStat {
  readonly isFolder: boolean;
  /** When it was changed, as `Date.now()` tells time. */
  readonly modified: number;
}

/** Undefined where there is nothing. */
export async function fileStat(path: string): Promise<FileStat | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && { isFolder: found.isDirectory(), modified: found.mtimeMs };
}

export async function isThere(path: string): Promise<boolean> {
  return (await fileStat(path)) !== undefined;
}

/** With those above it. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}

/** With all that is in it; what is not there is no error. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
}

/** The names in a folder; none where there is no such folder. */
export async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch(() => []);
}

/** @throws if nothing can be written to a folder. */
export async function checkWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK);
}
