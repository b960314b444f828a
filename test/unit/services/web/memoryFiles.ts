import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostFiles } from '../../../../src/services/web/hostFiles';
import { root } from '../../../install.mjs';

/** Files in memory, as a browser's storage has them; the extension's own are those of dist. */
export function memoryFiles(): HostFiles & { readonly contents: Map<string, Uint8Array> } {
  const contents = new Map<string, Uint8Array>();
  const changed = new Map<string, number>();
  const folders = new Set<string>();
  const absent = (path: string): Error => Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
  const found = (path: string): Uint8Array => {
    const bytes = contents.get(path);
    if (!bytes) {
      throw absent(path);
    }
    return bytes;
  };
  const below = (path: string): string[] => [...contents.keys()].filter((one) => one.startsWith(`${path}/`));
  const write = (path: string, bytes: Uint8Array): void => {
    contents.set(path, new Uint8Array(bytes));
    changed.set(path, Date.now());
  };
  return {
    contents,
    readBuilt: async (name) => {
      await Promise.resolve();
      return new Uint8Array(readFileSync(join(root, 'dist', name)));
    },
    read: async (path) => {
      await Promise.resolve();
      return new Uint8Array(found(path));
    },
    write: async (path, bytes) => {
      await Promise.resolve();
      write(path, bytes);
    },
    rename: async (from, to) => {
      await Promise.resolve();
      write(to, found(from));
      contents.delete(from);
    },
    remove: async (path) => {
      await Promise.resolve();
      [path, ...below(path)].forEach((one) => contents.delete(one));
      folders.delete(path);
    },
    makeFolder: async (path) => {
      await Promise.resolve();
      folders.add(path);
    },
    list: async (path) => {
      await Promise.resolve();
      return below(path).map((one) => one.slice(path.length + 1));
    },
    stat: async (path) => {
      await Promise.resolve();
      const isFolder = folders.has(path) || below(path).length > 0;
      return contents.has(path) || isFolder ? { isFolder, modified: changed.get(path) ?? 0 } : undefined;
    },
  };
}
