import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The folder that the window has open: a new one in every run. */
export function workspaceFolder(): string {
  return vscode.workspace.workspaceFolders![0].uri.fsPath;
}

let files = 0;

/** Writes a file into the workspace and opens it. The name is new, so that no earlier test is in its history. */
export async function openFile(content: string, ending = 'txt'): Promise<vscode.TextEditor> {
  const path = join(workspaceFolder(), `file-${++files}.${ending}`);
  writeFileSync(path, content);
  const document = await vscode.workspace.openTextDocument(path);
  return vscode.window.showTextDocument(document);
}

/** Selects from `anchor` to `active`, given as offsets. */
export function select(editor: vscode.TextEditor, ...ranges: [anchor: number, active: number][]): void {
  editor.selections = ranges.map(
    ([anchor, active]) =>
      new vscode.Selection(editor.document.positionAt(anchor), editor.document.positionAt(active)),
  );
}

/** The texts that are selected. */
export function selectedTexts({ document, selections }: vscode.TextEditor): string[] {
  return selections.map((selection) => document.getText(selection));
}

/** Closes all editors; what is in them is lost. */
export async function closeAllEditors(): Promise<void> {
  while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}
