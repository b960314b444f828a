import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { definitions, type SettingName } from '../../src/services/settings';

/** Sets settings as a person would, even to values that they should not have. */
export async function configure(values: Partial<Record<SettingName, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    await vscode.workspace.getConfiguration('charRnn').update(name, value, vscode.ConfigurationTarget.Global);
  }
}

/** What the tests write with unless they say otherwise: plain loops in float64 run it 16 times as fast as the default. */
const testModel = 'shakespeare-rnn-250';

/** Puts back what `configure` and the commands set. */
export async function resetConfiguration(): Promise<void> {
  for (const [name, setting] of Object.entries(definitions)) {
    const configuration = vscode.workspace.getConfiguration('charRnn');
    const value: unknown = name === 'model' ? testModel : setting.default;
    if (!isDeepStrictEqual(configuration.get(name), value)) {
      await configuration.update(
        name,
        name === 'model' ? testModel : undefined,
        vscode.ConfigurationTarget.Global,
      );
    }
  }
}
