import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/** In a browser files of weights can be imported, but no folders. @throws PersonError for a folder. */
export async function jobPath(uri: vscode.Uri): Promise<undefined> {
  const { type } = await vscode.workspace.fs.stat(uri);
  if ((type & vscode.FileType.Directory) !== 0) {
    throw new PersonError(
      vscode.l10n.t(
        'The folder of a job is read from a disk, which a browser has not: import it in VS Code on a computer, or convert it there with `char-rnn import`.',
      ),
    );
  }
  return undefined;
}

/** Never reached: no path is one of a job's. */
export function readJob(): Promise<never> {
  throw new Error('There are no jobs in a browser.');
}
