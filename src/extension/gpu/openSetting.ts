import * as vscode from 'vscode';
import type { SettingName } from '../../services/settings';
import { section } from '../settings';

export async function openSetting(name: SettingName): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.${name}`);
}
