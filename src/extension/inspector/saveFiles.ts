import * as vscode from 'vscode';
import { writeWhole } from './writeWhole';
import { PersonError } from '../../core/personError';
import type { CheckedParams } from '../../protocol/inspector/inspector';

/**
 * Saves what the page made where the person says, with the files that it refers to beside it.
 *
 * @returns the name of the file; null if the person thought better of it.
 * @throws PersonError if it cannot be written.
 */
export async function saveFiles({
  name,
  content,
  beside = [],
}: CheckedParams<'save'>): Promise<string | null> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const safeName = name.replace(/[^\w.() -]+/g, '-');
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save {0}', safeName),
    defaultUri: folder ? vscode.Uri.joinPath(folder, safeName) : undefined,
  });
  if (!target) {
    return null;
  }
  const files = [
    ...beside.map((file) => ({
      uri: vscode.Uri.joinPath(target, '..', file.name),
      bytes: new TextEncoder().encode(file.content),
    })),
    { uri: target, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content },
  ];
  await refuseToReplace(files.slice(0, -1).map(({ uri }) => uri));
  for (const { uri, bytes } of files) {
    await writeWhole(uri, bytes);
  }
  return target.path.split('/').pop() ?? safeName;
}

/** The person agreed to the one name; that other files go too is another matter. */
async function refuseToReplace(uris: readonly vscode.Uri[]): Promise<void> {
  const there: string[] = [];
  for (const uri of uris) {
    try {
      await vscode.workspace.fs.stat(uri);
      there.push(uri.path.split('/').pop() ?? uri.path);
    } catch {
      // Not there, as it should be.
    }
  }
  if (there.length === 0) {
    return;
  }
  const replace = vscode.l10n.t('Replace');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('These files are there already: {0}.', there.join(', ')),
    { modal: true },
    replace,
  );
  if (answer !== replace) {
    throw new PersonError(
      vscode.l10n.t(
        'Nothing was saved, since {0} would have been replaced. Choose another folder.',
        there[0],
      ),
    );
  }
}
