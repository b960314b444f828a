import * as vscode from 'vscode';
import type { SettingName, Settings } from '../../src/services/settings';

const touched = new Set<string>();

/** Sets settings as a person would, even to values that they should not have. */
export async function configure(values: Partial<Record<SettingName, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    touched.add(name);
    await vscode.workspace.getConfiguration('charRnn').update(name, value, vscode.ConfigurationTarget.Global);
  }
}

/** Puts back what `configure` and the commands set. */
export async function resetConfiguration(): Promise<void> {
  const names: (keyof Settings)[] = ['model', 'temperature', 'length', 'seed'];
  for (const name of new Set([...names, ...touched])) {
    const configuration = vscode.workspace.getConfiguration('charRnn');
    if (configuration.inspect(name)?.globalValue !== undefined) {
      await configuration.update(name, undefined, vscode.ConfigurationTarget.Global);
    }
  }
  touched.clear();
}
