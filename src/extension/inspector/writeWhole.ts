import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/**
 * Writes a file so that it is there whole or not at all: under a temporary name first, then renamed. Through VS Code's
 * own file systems where it is not on the disk.
 *
 * @throws PersonError if it cannot be written; then what was there before still is.
 */
export async function writeWhole(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  try {
    if (uri.scheme === 'file') {
      const { replaceFile } = await import('../../services/replaceFile');
      await replaceFile(uri.fsPath, bytes);
    } else {
      await replaceElsewhere(uri, bytes);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PersonError(
      vscode.l10n.t(
        '{0} could not be written: {1}. What was there before is as it was.',
        vscode.workspace.asRelativePath(uri),
        reason,
      ),
      { cause: error },
    );
  }
}

async function replaceElsewhere(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const { fs } = vscode.workspace;
  const temporary = uri.with({ path: `${uri.path}.tmp` });
  try {
    await fs.writeFile(temporary, bytes);
    await fs.rename(temporary, uri, { overwrite: true });
  } catch (error) {
    await fs.delete(temporary).then(undefined, () => undefined);
    throw error;
  }
}
