import * as vscode from 'vscode';
import type { Model } from '../core/model';
import { PersonError } from '../core/personError';
import { isBundledName, modelName } from '../services/modelReference';
import type { ModelFiles } from '../services/modelStore';
import { modelUri } from './modelUri';

/** Larger files are not read into memory: a network of 4,000 units and its memories has 270 MB. */
const largest = 1024 ** 3;

/** Model files through VS Code's own file systems, so that remote and virtual workspaces work too. */
export class WorkspaceModelFiles implements ModelFiles {
  constructor(private readonly extensionUri: vscode.Uri) {}

  async stamp(reference: string): Promise<string | undefined> {
    const stat = await this.stat(modelUri(reference, this.extensionUri));
    return stat && `${stat.mtime} ${stat.size}`;
  }

  async read(reference: string): Promise<Model> {
    const uri = modelUri(reference, this.extensionUri);
    const stat = await this.stat(uri);
    if (!stat) {
      throw new PersonError(
        isBundledName(reference)
          ? vscode.l10n.t(
              'There is no bundled model {0}. Run Choose Model... to see those that there are, or give a path that ends in .npz.',
              reference,
            )
          : vscode.l10n.t(
              'There is no model file {0}. Choose another model, or put the file back.',
              reference,
            ),
      );
    }
    if ((stat.type & vscode.FileType.Directory) !== 0) {
      throw new PersonError(vscode.l10n.t('{0} is a folder, not a model file.', reference));
    }
    if (stat.size > largest) {
      throw new PersonError(
        vscode.l10n.t('{0} has {1} bytes: too much for a model file.', reference, stat.size),
      );
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    const { readModel } = await import('../core/format/modelFile');
    return readModel(bytes, modelName(reference));
  }

  private async stat(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
    try {
      return await vscode.workspace.fs.stat(uri);
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
        return undefined;
      }
      throw new PersonError(
        vscode.l10n.t(
          'The model file {0} cannot be read: {1}',
          uri.toString(true),
          error instanceof Error ? error.message : String(error),
        ),
        { cause: error },
      );
    }
  }
}
