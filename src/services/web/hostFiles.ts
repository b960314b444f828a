/**
 * Files, in a browser. The extension host reaches them through VS Code (`workspaceHostFiles.ts`), its workers through the
 * extension host. A path is an address as text, such as `vscode-userdata:/User/globalStorage/...`.
 *
 * Each method rejects with an error whose `code` is Node's, where there is one that fits.
 */
export interface HostFiles {
  /** A file of the extension's own folder dist, by its name there; undefined where it is missing. */
  readBuilt(name: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  read(path: string): Promise<Uint8Array<ArrayBuffer>>;
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Replaces what is there. */
  rename(from: string, to: string): Promise<void>;
  /** A folder with all that is in it; what is not there is no error. */
  remove(path: string): Promise<void>;
  /** With those above it. */
  makeFolder(path: string): Promise<void>;
  /** The names in a folder. */
  list(path: string): Promise<string[]>;
  /** Undefined where there is nothing. */
  stat(path: string): Promise<{ readonly isFolder: boolean; readonly modified: number } | undefined>;
}

let here: HostFiles | undefined;

/** Says how files are reached from here on. To be called before anything needs one. */
export function provideHostFiles(files: HostFiles): void {
  here = files;
}

export function hostFiles(): HostFiles {
  if (!here) {
    throw new Error('No files were provided.');
  }
  return here;
}
