import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { gpuFolderIn } from '../../services/engines/gpuFolder';
import { folderSize, removeGpu } from '../../services/engines/installGpu';

/**
 * Takes away all that Set Up GPU Training has put into the extension's global storage.
 *
 * @param asks whether the person is asked first.
 */
export async function removeGpuTraining(storage: string, asks = true): Promise<void> {
  const folder = gpuFolderIn(storage);
  if (!existsSync(folder)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no GPU training to remove.'));
    return;
  }
  const megabytes = Math.round((await folderSize(folder)) / 1e6);
  const remove = vscode.l10n.t('Remove');
  const answer = asks
    ? await vscode.window.showWarningMessage(
        vscode.l10n.t('Remove TensorFlow for the GPU? {0} MB become free.', megabytes),
        { modal: true, detail: vscode.l10n.t('It lies in {0}. Models and checkpoints stay.', folder) },
        remove,
      )
    : remove;
  if (answer !== remove) {
    return;
  }
  try {
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Removing GPU training...') },
      () => removeGpu(folder),
    );
  } catch (error) {
    throw new PersonError(
      vscode.l10n.t(
        'Not all of {0} could be removed: a training run may still use it. Stop it, and try again.',
        folder,
      ),
      { cause: error },
    );
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('GPU training was removed; {0} MB are free again.', megabytes),
  );
}
