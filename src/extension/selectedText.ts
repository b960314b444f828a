import type * as vscode from 'vscode';

/** The main selection of an editor as the network reads it; empty if nothing is selected. */
export function selectedText(editor: vscode.TextEditor | undefined): string {
  return editor ? editor.document.getText(editor.selection).replaceAll('\r\n', '\n') : '';
}
