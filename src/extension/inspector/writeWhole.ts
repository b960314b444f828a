import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/**
 * Writes a file so that it is there whole or not at all: under a temporary name first, then renamed.
 *
 * @throws PersonError if it cannot be written; then what was there before still is.
 */
export async function writeWhole(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  const temporary = uri.with({ path: `${uri.path}.${process.pid}.tmp` });
  try {
    await vscode.workspace.fs.writeFile(temporary, bytes);
    await vscode.workspace.fs.rename(temporary, uri, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(temporary).then(undefined, () => undefined);
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
