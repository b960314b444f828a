import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/** In a browser there is no such thing. */
export function setUpGpuTraining(): never {
  throw new PersonError(
    vscode.l10n.t(
      'In the browser there is no training on a GPU: it needs a program on a machine. Open this folder in desktop VS Code, or connect to a remote machine, and try again there.',
    ),
  );
}
