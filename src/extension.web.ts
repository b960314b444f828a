import type * as vscode from 'vscode';
import { activate as begin } from './extension';
import { workspaceHostFiles } from './extension/workspaceHostFiles';
import { provideHostFiles } from './services/web/hostFiles';

/** The same in a browser, where files are reached through VS Code alone. */
export function activate(context: vscode.ExtensionContext): void {
  provideHostFiles(workspaceHostFiles(context.extensionUri));
  begin(context);
}
