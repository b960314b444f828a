import type { FileStat } from './files';
import { hostFiles } from './web/hostFiles';

/** Files in a browser: a path is an address as text, whose parts are joined by slashes. */

export function join(path: string, ...parts: readonly string[]): string {
  return [path.replace(/\/$/, ''), ...parts].join('/');
}

export function dirname(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Addresses are absolute. */
export function resolve(path: string): string {
  return path;
}

export function readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
export function readFile(path: string, encoding: 'utf8'): Promise<string>;
export async function readFile(path: string, encoding?: 'utf8'): Promise<Uint8Array | string> {
  const bytes = await hostFiles().read(path);
  return encoding === undefined ? bytes : new TextDecoder().decode(bytes);
}

export function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  return hostFiles().write(path, bytes);
}

export async function copyFile(from: string, to: string): Promise<void> {
  await writeFile(to, await readFile(from));
}

export function rename(from: string, to: string): Promise<void> {
  return hostFiles().rename(from, to);
}

export function fileStat(path: string): Promise<FileStat | undefined> {
  return hostFiles()
    .stat(path)
    .catch(() => undefined);
}

export async function isThere(path: string): Promise<boolean> {
  return (await fileStat(path)) !== undefined;
}

export function makeFolder(path: string): Promise<void> {
  return hostFiles().makeFolder(path);
}

export function removeFolder(path: string): Promise<void> {
  return hostFiles().remove(path);
}

export function namesIn(path: string): Promise<string[]> {
  return hostFiles()
    .list(path)
    .catch(() => []);
}

/** Whether it can be written to is found out by writing; but it must be there. */
export async function checkWritable(folder: string): Promise<void> {
  if (!(await isThere(folder))) {
    throw Object.assign(new Error('There is no such folder.'), { code: 'ENOENT' });
  }
}
