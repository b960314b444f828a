import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { definitions, type SettingName } from '../../src/services/settings';

/** Sets settings as a person would, even to values that they should not have. */
export async function configure(values: Partial<Record<SettingName, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await vscode.workspace.getConfiguration('charRnn').update(name, value, vscode.ConfigurationTarget.Global);
  }
}

/** Puts back what `configure` and the commands set. */
export async function resetConfiguration(): Promise<void> {
  for (const [name, setting] of Object.entries(definitions)) {
    const configuration = vscode.workspace.getConfiguration('charRnn');
    if (!isDeepStrictEqual(configuration.get(name), setting.default)) {
      await configuration.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  }
}
