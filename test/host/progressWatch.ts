import * as vscode from 'vscode';

type Task<R> = (
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
) => Thenable<R>;

/** Takes the place of VS Code's progress notifications while a test runs: writes down what they say, and cancels. */
export class ProgressWatch {
  readonly reports: string[] = [];
  options: vscode.ProgressOptions | undefined;
  /** Whether work is being shown now. */
  running = false;
  private readonly original = vscode.window.withProgress;
  private source: vscode.CancellationTokenSource | undefined;

  constructor() {
    const withProgress = async <R>(options: vscode.ProgressOptions, task: Task<R>): Promise<R> => {
      this.options = options;
      this.running = true;
      this.source = new vscode.CancellationTokenSource();
      try {
        return await task({ report: ({ message = '' }) => this.reports.push(message) }, this.source.token);
      } finally {
        this.running = false;
        this.source.dispose();
      }
    };
    Object.assign(vscode.window, { withProgress });
  }

  /** Presses the button. */
  cancel(): void {
    this.source?.cancel();
  }

  restore(): void {
    Object.assign(vscode.window, { withProgress: this.original });
  }
}
