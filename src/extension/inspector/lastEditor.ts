import * as vscode from 'vscode';

/** The text editor that was used last: while the inspector has the focus, VS Code knows of no active one. */
export class LastEditor implements vscode.Disposable {
  private last = vscode.window.activeTextEditor;
  private readonly subscriptions = [
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      this.last = editor ?? this.last;
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (this.last?.document === document) {
        this.last = undefined;
      }
    }),
  ];

  get current(): vscode.TextEditor | undefined {
    return vscode.window.activeTextEditor ?? this.last ?? vscode.window.visibleTextEditors.at(0);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }
}
