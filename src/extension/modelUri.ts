import * as vscode from 'vscode';
import { PersonError } from '../core/personError';
import { homeFolder } from '../services/machine';
import { isBundledName } from '../services/modelReference';

/** Where bundled models lie. */
export function bundledFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'media', 'models');
}

/**
 * Where the model of a reference lies: a bundled name, an absolute path, a path from the home folder (`~/...`), an
 * address (`scheme:/...`, of two letters at least: one is a drive), or a path from the first folder of the workspace.
 *
 * @throws PersonError if it cannot be told.
 */
export function modelUri(reference: string, extensionUri: vscode.Uri): vscode.Uri {
  if (reference.trim() === '') {
    throw new PersonError(vscode.l10n.t('No model is chosen. Run Choose Model... to choose one.'));
  }
  if (isBundledName(reference)) {
    return vscode.Uri.joinPath(bundledFolder(extensionUri), `${reference}.npz`);
  }
  if (/^[a-z][a-z\d+.-]+:\//i.test(reference)) {
    return vscode.Uri.parse(reference);
  }
  if (/^(\/|\\\\|[a-z]:[\\/])/i.test(reference)) {
    return vscode.Uri.file(reference);
  }
  const home = /^~[\\/](.*)$/.exec(reference);
  if (home) {
    const folder = homeFolder();
    if (folder === undefined) {
      throw new PersonError(
        vscode.l10n.t(
          'The model {0} is not found: the home folder is unknown here. Give the whole path.',
          reference,
        ),
      );
    }
    return vscode.Uri.joinPath(vscode.Uri.file(folder), home[1]);
  }
  const workspace = vscode.workspace.workspaceFolders?.[0];
  if (!workspace) {
    throw new PersonError(
      vscode.l10n.t(
        'The model {0} is a path from the workspace, but no folder is open. Open the folder, or give the whole path.',
        reference,
      ),
    );
  }
  return vscode.Uri.joinPath(workspace.uri, reference.replaceAll('\\', '/'));
}

/** Where a file lies, for what reads and writes files by their paths: an address where there is no disk. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

export function uriOfPath(path: string): vscode.Uri {
  return /^[a-z][a-z\d+.-]+:\//i.test(path) ? vscode.Uri.parse(path, true) : vscode.Uri.file(path);
}

/** How the setting names a model file. */
export function referenceOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString(true);
}
