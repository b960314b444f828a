import * as vscode from 'vscode';
import { tellError } from './command';
import { FileWatcher } from './fileWatcher';
import { modelUri } from './modelUri';
import { personMessage } from './personMessage';
import type { Session } from './session';

/**
 * Keeps the running model in step with the settings and with its file, and says once what stands in the way.
 * Commands look at the file again themselves, as watching is not sure to work everywhere.
 */
export function followModel({ settings, models, extensionUri, log }: Session): vscode.Disposable {
  let told: string | undefined;
  const tell = async (): Promise<void> => {
    // Where nothing runs, the command that asked for a model tells why.
    const problem = models.running && models.problem;
    if (!problem || problem.message === told) {
      told = problem?.message;
      return;
    }
    told = problem.message;
    const choose = vscode.l10n.t('Choose Model...');
    const answer = await vscode.window.showWarningMessage(personMessage(problem), choose);
    if (answer === choose) {
      await vscode.commands.executeCommand('charRnn.chooseModel');
    }
  };
  const inStep = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => tellError(error, log));
  };
  const watcher = new FileWatcher(() => {
    if (models.running) {
      inStep(models.load());
    }
  });
  const watch = (): void =>
    watcher.watch(models.running && modelUri(models.running.choice.reference, extensionUri));
  return vscode.Disposable.from(
    watcher,
    settings.onDidChange(({ model, kernel }) => inStep(models.configure({ reference: model, kernel }))),
    models.onDidChange(() => {
      watch();
      void tell();
    }),
  );
}
