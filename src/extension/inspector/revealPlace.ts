import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/**
 * Selects a place in the document that a text is from, beside the inspector.
 *
 * @throws PersonError if the text is from no document, or the document is gone.
 */
export async function revealPlace(
  place: { readonly uri: string; readonly offset: number; readonly length: number } | undefined,
  inspector: vscode.ViewColumn | undefined,
): Promise<void> {
  if (!place) {
    throw new PersonError(
      vscode.l10n.t('This text is from no document: the model wrote it. It can be seen in Text only.'),
    );
  }
  const uri = vscode.Uri.parse(place.uri, true);
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new PersonError(vscode.l10n.t('{0} is no longer there.', vscode.workspace.asRelativePath(uri)), {
      cause: error,
    });
  }
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn:
      open?.viewColumn ??
      (inspector === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One),
    preserveFocus: true,
  });
  const selection = new vscode.Selection(
    document.positionAt(place.offset),
    document.positionAt(place.offset + place.length),
  );
  editor.selection = selection;
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
