import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readModel } from '../core/format/modelFile';
import type { Model } from '../core/model';
import { PersonError } from '../core/personError';
import { isBundledName, modelName } from '../services/modelReference';
import type { ModelFiles } from '../services/modelStore';
import { fileProblem } from '../services/fileProblem';

/** Model files on this machine's disk: a path from the working folder, from home (`~/...`), or a bundled name. */
export class DiskModelFiles implements ModelFiles {
  constructor(private readonly bundledFolder: string) {}

  async stamp(reference: string): Promise<string | undefined> {
    try {
      const { mtimeMs, size } = await stat(this.path(reference));
      return `${mtimeMs} ${size}`;
    } catch {
      // Reading it says what is wrong.
      return undefined;
    }
  }

  async read(reference: string): Promise<Model> {
    const path = this.path(reference);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(path);
    } catch (error) {
      if (isBundledName(reference)) {
        throw new PersonError(
          `There is no bundled model ${reference}. There are: ${(await this.bundled()).join(', ') || 'none'}. ` +
            'A path ends in .npz or .pkl, or has a slash in it.',
          { cause: error },
        );
      }
      throw fileProblem('the model', path, error);
    }
    return readModel(bytes, modelName(reference));
  }

  private async bundled(): Promise<string[]> {
    try {
      const names = await readdir(this.bundledFolder);
      return names
        .filter((name) => name.endsWith('.npz'))
        .map(modelName)
        .sort();
    } catch {
      return [];
    }
  }

  /** Where a model is, if it is there. */
  path(reference: string): string {
    if (isBundledName(reference)) {
      return join(this.bundledFolder, `${reference}.npz`);
    }
    if (/^file:\/\//i.test(reference)) {
      return fileURLToPath(reference);
    }
    if (/^[a-z][a-z\d+.-]+:\/\//i.test(reference)) {
      throw new PersonError(
        `The model ${reference} is an address: a terminal reads files of this machine only.`,
      );
    }
    return reference.replace(/^~(?=[\\/])/, homedir());
  }
}
