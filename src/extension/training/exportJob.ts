import * as vscode from 'vscode';
import type { ExportedJob, JobStart } from '../../services/pytorchJob/exportPyTorchJob';
import type { RunningSettings } from '../../services/training/trainingJob';
import { longTask } from '../longTask';

/** What is to be trained elsewhere. */
export interface JobToExport {
  /** Of the text, for people and for the folder. */
  readonly name: string;
  /** Where the text is, saved; absent where it has to go with the job. */
  readonly files: readonly string[] | undefined;
  /** A copy of the text. */
  readonly copy: string;
  readonly start: JobStart;
  readonly running: RunningSettings;
  /** Where the folder is proposed to go. */
  readonly near: vscode.Uri | undefined;
}

/**
 * Export as PyTorch Job: asks where the folder goes and whether it holds the text, writes it, shows its README and says what
 * was written.
 */
export async function exportJob(job: JobToExport): Promise<void> {
  const include = await askForText(job);
  if (include === undefined) {
    return;
  }
  const place = await askForPlace(job.near);
  if (!place) {
    return;
  }
  const folder = await freeFolder(place, `${folderName(job.name)}-pytorch`);
  const { exportPyTorchJob } = await import('../../services/pytorchJob/exportPyTorchJob');
  const made = await longTask(vscode.l10n.t('Char-RNN writes the job'), (control) =>
    exportPyTorchJob(
      {
        folder: folder.fsPath,
        text: { kind: 'files', paths: include ? [job.copy] : job.files! },
        includeText: include,
        start: job.start,
        running: job.running,
        name: folderName(job.name),
      },
      control,
    ),
  );
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(folder, 'README.md'));
  void tell(made);
}

/** Whether the text goes into the folder; undefined if the person went away. */
async function askForText({ name, files }: JobToExport): Promise<boolean | undefined> {
  if (files === undefined) {
    // It is nowhere else as it is here.
    return true;
  }
  const leave = {
    label: vscode.l10n.t('Leave the Text Where It Is'),
    detail: vscode.l10n.t('The folder names it by path and SHA-256: for a machine that sees the same files.'),
    include: false,
  };
  const put = {
    label: vscode.l10n.t('Put the Text into the Folder'),
    detail: vscode.l10n.t('For a machine that has nothing but the folder.'),
    include: true,
  };
  const chosen = await vscode.window.showQuickPick([put, leave], {
    title: vscode.l10n.t('Export as PyTorch Job: {0}', name),
    placeHolder: vscode.l10n.t('How does the text get there?'),
    ignoreFocusOut: true,
  });
  return chosen?.include;
}

async function askForPlace(near: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Where the Job Goes: a Folder Is Made in This One'),
    openLabel: vscode.l10n.t('Export Here'),
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: near ?? vscode.workspace.workspaceFolders?.[0]?.uri,
  });
  return chosen?.at(0);
}

/** A folder that is not there yet. */
async function freeFolder(place: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 1; ; number++) {
    const folder = vscode.Uri.joinPath(place, number === 1 ? name : `${name}-${number}`);
    const there = await vscode.workspace.fs.stat(folder).then(
      () => true,
      () => false,
    );
    if (!there) {
      return folder;
    }
  }
}

function folderName(text: string): string {
  const base = text.replace(/\.[^.]+$/, '').replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return base.replace(/^-+|-+$/g, '').slice(0, 60) || 'text';
}

async function tell({ folder, files, commands, steps, parameters, trained }: ExportedJob): Promise<void> {
  const copy = vscode.l10n.t('Copy the Command');
  const reveal = vscode.l10n.t('Show the Folder');
  const count = (value: number): string => value.toLocaleString(vscode.env.language);
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The job is in {0}: {1} files. PyTorch will train {2} weights on {3} characters for {4} steps, with `{5}` in that folder. Char-RNN: Import Model... brings back what it learns.',
      vscode.workspace.asRelativePath(folder),
      files.length,
      count(parameters),
      count(trained),
      count(steps),
      commands.machine,
    ),
    copy,
    reveal,
  );
  if (answer === copy) {
    await vscode.env.clipboard.writeText(`cd ${JSON.stringify(folder)} && ${commands.machine}`);
  } else if (answer === reveal) {
    await vscode.commands.executeCommand(
      'revealInExplorer',
      vscode.Uri.joinPath(vscode.Uri.file(folder), 'README.md'),
    );
  }
}
