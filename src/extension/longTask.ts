import * as vscode from 'vscode';
import type { Control } from '../core/pause';

/** Milliseconds after which work counts as long: shorter work would only make a notification flash. */
const patience = 400;

/**
 * Does work that may be long: then a notification shows how far it is and lets the person cancel.
 *
 * @throws vscode.CancellationError if that happens; the work ends at its next slice.
 */
export async function longTask<T>(title: string, work: (control: Control) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let percent = 0;
  let report: ((percent: number) => void) | undefined;
  const result = work({
    signal: abort.signal,
    onProgress: (done, total) => {
      const now = Math.floor((100 * done) / total);
      if (now > percent) {
        percent = now;
        report?.(now);
      }
    },
  });
  const settled = result.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    void vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        let shown = 0;
        report = (now) => {
          progress.report({ increment: now - shown, message: `${now} %` });
          shown = now;
        };
        report(percent);
        token.onCancellationRequested(() => {
          abort.abort(new vscode.CancellationError());
        });
        return settled;
      },
    );
  }, patience);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}
