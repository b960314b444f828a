import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { isThere, join } from '../../services/files';
import type { ImportedJob } from '../../services/pytorchJob/importPyTorchJob';
import { jobFiles } from '../../services/pytorchJob/jobFiles';
import { readTrainingText } from '../../services/training/readTrainingText';

/**
 * The text that a job was trained on: from its folder, from where it was, or as the person shows it.
 *
 * @param folder of the job.
 * @returns undefined if the person went away.
 * @throws PersonError for another text.
 */
export async function textOfJob({ config }: ImportedJob, folder: string): Promise<string | undefined> {
  const { paths, sha256 } = config.text;
  for (const files of [[join(folder, jobFiles.text)], paths]) {
    if (files.length > 0 && (await Promise.all(files.map(isThere))).every((there) => there)) {
      const read = await readTrainingText({ kind: 'files', paths: files });
      if (read.sha256 === sha256) {
        return read.text;
      }
    }
  }
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Where Is the Text That {0} Was Trained on?', config.name),
    openLabel: vscode.l10n.t('Go On with This Text'),
    canSelectMany: true,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
  });
  if (!chosen) {
    return undefined;
  }
  const read = await readTrainingText({ kind: 'files', paths: chosen.map(({ fsPath }) => fsPath) });
  if (read.sha256 !== sha256) {
    throw new PersonError(
      vscode.l10n.t(
        'That is not the text that {0} was trained on, character for character (its SHA-256 differs): training cannot go on with it. The model itself can be used.',
        config.name,
      ),
    );
  }
  return read.text;
}
