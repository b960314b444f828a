import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/** In a browser there is no disk to write the folder to. */
export function exportJob(): Promise<void> {
  throw new PersonError(
    vscode.l10n.t(
      'A job for PyTorch is written to a disk, which a browser has not: export it in VS Code on a computer, or on a remote machine.',
    ),
  );
}
