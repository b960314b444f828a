import * as vscode from 'vscode';
import type { Disposable } from '../../services/event';

/**
 * Remembers of each document whether it was last written in or only deleted from. VS Code asks for suggestions after
 * a backspace as well, also after one that follows Escape; whoever sent a suggestion away, or deletes what they do not
 * want, shall not meet it again before the next character.
 */
export class LastChanges implements Disposable {
  private readonly deletions = new WeakSet<vscode.TextDocument>();
  private readonly subscription = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length === 0) {
      return;
    }
    if (contentChanges.every(({ text }) => text === '')) {
      this.deletions.add(document);
    } else {
      this.deletions.delete(document);
    }
  });

  wasDeletion(document: vscode.TextDocument): boolean {
    return this.deletions.has(document);
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
