import * as vscode from 'vscode';

/** Shows a text in a new document that has no file yet. */
export async function openText(content: string, language: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  return vscode.window.showTextDocument(document, { preview: false });
}
