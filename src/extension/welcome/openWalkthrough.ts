import * as vscode from 'vscode';

/** Get Started: the five steps. */
export async function openWalkthrough(): Promise<void> {
  await vscode.commands.executeCommand(
    'workbench.action.openWalkthrough',
    'char-rnn.char-rnn#charRnn.start',
    false,
  );
}
