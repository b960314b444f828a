import * as vscode from 'vscode';
import { openText } from '../openText';

/** The sample play in a document without a file. Once opened, the same one is shown again while it is open. */
let shown: vscode.TextDocument | undefined;

export async function showSample(extensionUri: vscode.Uri): Promise<vscode.TextEditor> {
  if (shown && !shown.isClosed) {
    return vscode.window.showTextDocument(shown, { preview: false });
  }
  const bytes = await vscode.workspace.fs.readFile(
    vscode.Uri.joinPath(extensionUri, 'media', 'sample', 'play.txt'),
  );
  const editor = await openText(new TextDecoder().decode(bytes), 'plaintext');
  shown = editor.document;
  return editor;
}
