import * as vscode from 'vscode';

/** A file of weights or the folder of a job; undefined if the person went away. (No dialog of VS Code offers both at once.) */
export async function askSource(): Promise<vscode.Uri | undefined> {
  const title = vscode.l10n.t('Import Model');
  const file = {
    label: `$(file) ${vscode.l10n.t('A File of Weights...')}`,
    detail: vscode.l10n.t(
      '.pt or .pth as torch.save writes a state dict, or .safetensors: an nn.RNN, nn.GRU or nn.LSTM of one to three layers over characters.',
    ),
    isFolder: false,
  };
  const folder = {
    label: `$(folder) ${vscode.l10n.t('The Folder of a PyTorch Job...')}`,
    detail: vscode.l10n.t(
      'What Export as PyTorch Job wrote, once it has trained: with its checkpoint and loss curve.',
    ),
    isFolder: true,
  };
  const chosen = await vscode.window.showQuickPick([file, folder], {
    title,
    placeHolder: vscode.l10n.t('What is the network in?'),
  });
  if (!chosen) {
    return undefined;
  }
  const uris = await vscode.window.showOpenDialog({
    title,
    openLabel: vscode.l10n.t('Import'),
    canSelectFiles: !chosen.isFolder,
    canSelectFolders: chosen.isFolder,
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
    ...(!chosen.isFolder && {
      filters: {
        [vscode.l10n.t('Weights of PyTorch')]: ['pt', 'pth', 'bin', 'safetensors'],
        [vscode.l10n.t('All Files')]: ['*'],
      },
    }),
  });
  return uris?.at(0);
}
