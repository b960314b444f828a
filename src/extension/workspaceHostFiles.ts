import * as vscode from 'vscode';
import type { HostFiles } from '../services/web/hostFiles';

/** VS Code's own names of what went wrong, and Node's. */
const codes: Readonly<Record<string, string>> = {
  FileNotFound: 'ENOENT',
  FileNotADirectory: 'ENOTDIR',
  FileIsADirectory: 'EISDIR',
  NoPermissions: 'EACCES',
};

/** Files through VS Code, for a browser's extension host and its workers. */
export function workspaceHostFiles(extensionUri: vscode.Uri): HostFiles {
  const { fs } = vscode.workspace;
  const uri = (path: string): vscode.Uri => vscode.Uri.parse(path, true);
  return {
    readBuilt: (name) => {
      const file = vscode.Uri.joinPath(extensionUri, 'dist', ...name.split('/'));
      return unlessAbsent(async () => plain(await fs.readFile(file)));
    },
    read: (path) => withCode(async () => plain(await fs.readFile(uri(path)))),
    write: (path, bytes) => withCode(async () => fs.writeFile(uri(path), bytes)),
    rename: (from, to) => withCode(async () => fs.rename(uri(from), uri(to), { overwrite: true })),
    remove: async (path) => {
      await unlessAbsent(async () => fs.delete(uri(path), { recursive: true, useTrash: false }));
    },
    makeFolder: (path) => withCode(async () => fs.createDirectory(uri(path))),
    list: (path) => withCode(async () => (await fs.readDirectory(uri(path))).map(([name]) => name)),
    stat: (path) =>
      unlessAbsent(async () => {
        const { type, mtime } = await fs.stat(uri(path));
        return { isFolder: (type & vscode.FileType.Directory) !== 0, modified: mtime };
      }),
  };
}

/** A copy of its own: what VS Code hands out may be a part of a larger buffer. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

async function withCode<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { message, code = '' } = error as Error & { code?: string };
    throw Object.assign(new Error(message, { cause: error }), { code: codes[code] ?? code });
  }
}

/** Undefined where there is no such file. */
async function unlessAbsent<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await withCode(work);
  } catch (error) {
    if ((error as { code: string }).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
