import * as vscode from 'vscode';
import { PersonError } from '../core/personError';
import { NoModelError } from '../services/modelStore';
import { personMessage } from './personMessage';

/**
 * Registers a command whose errors reach the person: what is meant for people as it is, a cancelled one not at all,
 * anything else with a way to the log.
 */
export function registerCommand(
  id: string,
  log: vscode.LogOutputChannel,
  run: (argument: unknown, more: unknown) => unknown,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (argument: unknown, more: unknown) => {
    try {
      await run(argument, more);
    } catch (error) {
      tellError(error, log);
    }
  });
}

/** Shows an error without waiting for it to be read. */
export function tellError(error: unknown, log: vscode.LogOutputChannel): void {
  if (error instanceof vscode.CancellationError) {
    return;
  }
  if (error instanceof NoModelError) {
    const choose = vscode.l10n.t('Choose Model...');
    void vscode.window.showErrorMessage(personMessage(error), choose).then((answer) => {
      if (answer === choose) {
        return vscode.commands.executeCommand('charRnn.chooseModel');
      }
    });
    return;
  }
  if (error instanceof PersonError) {
    void vscode.window.showErrorMessage(personMessage(error));
    return;
  }
  log.error(error instanceof Error ? error : String(error));
  const show = vscode.l10n.t('Show Log');
  const message = error instanceof Error ? error.message : String(error);
  void vscode.window
    .showErrorMessage(vscode.l10n.t('Char-RNN met an unexpected error: {0}', message), show)
    .then((answer) => {
      if (answer === show) {
        log.show();
      }
    });
}
