import * as vscode from 'vscode';
import { PersonError } from '../core/personError';

/**
 * Refuses a document that is known to be read-only before anything is written for it. What VS Code does not tell
 * (an editor set read-only for a session, say) comes out when it refuses the edit.
 *
 * @throws PersonError if it is read-only.
 */
export async function refuseIfReadOnly({ uri, isUntitled }: vscode.TextDocument): Promise<void> {
  if (!isUntitled && (await isReadOnly(uri))) {
    throw new PersonError(
      vscode.l10n.t(
        '{0} is read-only, so nothing can be inserted. Save a copy and complete that, or run Sample at a Temperature... into a new document.',
        vscode.workspace.asRelativePath(uri),
      ),
    );
  }
}

async function isReadOnly(uri: vscode.Uri): Promise<boolean> {
  // Undefined for schemes without a file system: notebook cells, input boxes and the like.
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) {
    return true;
  }
  try {
    const { permissions } = await vscode.workspace.fs.stat(uri);
    return permissions !== undefined && (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // Not on disk (any more), which does not keep it from being edited.
    return false;
  }
}
