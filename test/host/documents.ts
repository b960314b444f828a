import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from './until';

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

/** Does something that shows another document, and says which. */
export async function shownBy(work: () => Thenable<unknown>): Promise<vscode.TextDocument> {
  const before = new Set(vscode.workspace.textDocuments);
  await work();
  // VS Code tells of the active editor a little later than of the document.
  let shown: vscode.TextDocument | undefined;
  await until('another document is shown', () => {
    shown = vscode.window.activeTextEditor?.document;
    return shown !== undefined && !before.has(shown);
  });
  return shown!;
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
