import * as vscode from 'vscode';

/**
 * Open the Sample Folder: a scratch copy, made anew where it is not there, in a window of its own if this one has a
 * folder. What the person has written there stays.
 */
export async function openSampleFolder(extensionUri: vscode.Uri, storage: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(storage, 'Char-RNN sample');
  await vscode.workspace.fs.createDirectory(folder);
  for (const name of ['README.md', 'play.txt']) {
    await copyIfMissing(
      vscode.Uri.joinPath(extensionUri, 'media', 'sample', name),
      vscode.Uri.joinPath(folder, name),
    );
  }
  const forceNewWindow = vscode.workspace.workspaceFolders !== undefined;
  await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow });
}

async function copyIfMissing(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  try {
    await fs.stat(to);
  } catch {
    // Not `copy`: the extension's own files may lie in another file system.
    await fs.writeFile(to, await fs.readFile(from));
  }
}
