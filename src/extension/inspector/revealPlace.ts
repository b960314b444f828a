import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/**
 * Selects a character of a document, beside the inspector.
 *
 * @param offset in UTF-16 units.
 * @throws PersonError if the document is gone.
 */
export async function revealPlace(
  address: string,
  offset: number,
  inspector: vscode.ViewColumn | undefined,
): Promise<void> {
  const uri = vscode.Uri.parse(address, true);
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
  const selection = new vscode.Selection(document.positionAt(offset), document.positionAt(offset + 1));
  editor.selection = selection;
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
