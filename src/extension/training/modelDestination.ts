import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { replaceFile } from '../../services/replaceFile';
import { referenceOf } from '../modelUri';
import type { TextToTrain } from './textToTrain';

/**
 * Where a model goes if the person says nothing else: beside its text, or into the extension's storage where there is no
 * such place. A file that is there already stays: the name is a new one.
 */
export async function usualDestination(
  { name, folder }: Pick<TextToTrain, 'name' | 'folder'>,
  storage: vscode.Uri,
): Promise<vscode.Uri> {
  const place = folder ?? vscode.Uri.joinPath(storage, 'models');
  const base = modelBaseName(name);
  for (let number = 1; ; number++) {
    const uri = vscode.Uri.joinPath(place, `${base}${number === 1 ? '' : `-${number}`}.npz`);
    if (!(await exists(uri))) {
      return uri;
    }
  }
}

/** Asks for another place. */
export async function askDestination(now: vscode.Uri): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Where the Model Goes'),
    saveLabel: vscode.l10n.t('Choose'),
    defaultUri: now,
    filters: { [vscode.l10n.t('Models')]: ['npz'] },
  });
}

/** How people read where it goes: from the folder of the workspace, or the whole path. */
export function shownDestination(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? vscode.workspace.asRelativePath(uri) : referenceOf(uri);
}

/** @throws PersonError if it cannot be written. */
export async function writeDestination(uri: vscode.Uri, bytes: Uint8Array): Promise<void> {
  try {
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
    if (uri.scheme === 'file') {
      await replaceFile(uri.fsPath, bytes);
    } else {
      await vscode.workspace.fs.writeFile(uri, bytes);
    }
  } catch (error) {
    throw new PersonError(
      vscode.l10n.t(
        'The model could not be written to {0}: {1}',
        shownDestination(uri),
        error instanceof Error ? error.message : String(error),
      ),
      { cause: error },
    );
  }
}

/** A file name's beginning made of a text's name: what is not a letter, a digit or a dash becomes one. */
function modelBaseName(name: string): string {
  const base = name.replace(/\.[^.]+$/, '').replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return base.replace(/^-+|-+$/g, '').slice(0, 60) || 'model';
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
