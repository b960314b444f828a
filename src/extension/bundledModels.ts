import * as vscode from 'vscode';
import { modelName } from '../services/modelReference';
import { bundledFolder } from './modelUri';

/** The models that came with the extension. */
export class BundledModels {
  constructor(private readonly extensionUri: vscode.Uri) {}

  /** Their names, in alphabetical order. */
  async names(): Promise<string[]> {
    const entries = await vscode.workspace.fs.readDirectory(bundledFolder(this.extensionUri));
    return entries
      .filter(([name]) => name.endsWith('.npz'))
      .map(([name]) => modelName(name))
      .sort();
  }
}
