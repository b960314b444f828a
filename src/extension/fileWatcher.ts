import * as vscode from 'vscode';

/** How long a file must be left alone before it is read again: writers write in pieces. In milliseconds. */
const quiet = 500;

/** Watches one file at a time, and tells once it has been left alone. */
export class FileWatcher implements vscode.Disposable {
  private uri: string | undefined;
  private watcher: vscode.FileSystemWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly changed: () => void) {}

  watch(uri: vscode.Uri | undefined): void {
    if (uri?.toString() === this.uri) {
      return;
    }
    this.dispose();
    this.uri = uri?.toString();
    if (uri) {
      const folder = vscode.Uri.joinPath(uri, '..');
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      // A name is no pattern: what means something in a pattern stands in brackets.
      const pattern = new vscode.RelativePattern(folder, name.replace(/[*?{}[\]]/g, '[$&]'));
      this.watcher = vscode.workspace.createFileSystemWatcher(pattern);
      this.watcher.onDidChange(this.later);
      this.watcher.onDidCreate(this.later);
      this.watcher.onDidDelete(this.later);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.watcher?.dispose();
    this.watcher = undefined;
  }

  private readonly later = (): void => {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.changed, quiet);
  };
}
