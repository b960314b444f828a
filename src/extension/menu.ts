import * as vscode from 'vscode';
import { modelName } from '../services/modelReference';
import { askLength, askSeed, askWarmup } from './askSettings';
import { ghostMenuItems } from './ghostText/ghostMenu';
import { pickTemperature } from './pickTemperature';
import type { Session } from './session';

export interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** What a click on the status bar opens: what can be changed, with its present value, and what can be done. */
export async function showMenu(session: Session): Promise<void> {
  const answer = await vscode.window.showQuickPick(itemsFor(session), {
    title: 'Char-RNN',
    placeHolder: vscode.l10n.t('Change how the network writes, or let it write'),
    matchOnDescription: true,
  });
  await answer?.run?.();
}

function itemsFor({ settings, models }: Session): MenuItem[] {
  const { temperature, length, seed, warmup } = settings.current;
  return [
    separator(vscode.l10n.t('change')),
    {
      label: `$(symbol-namespace) ${vscode.l10n.t('Model')}`,
      description: models.running?.model.name ?? modelName(models.choice.reference),
      run: () => vscode.commands.executeCommand('charRnn.chooseModel'),
    },
    {
      label: `$(flame) ${vscode.l10n.t('Temperature')}`,
      description: String(temperature),
      run: async () => {
        const picked = await pickTemperature(vscode.l10n.t('Temperature'), temperature);
        if (picked !== undefined) {
          await settings.update('temperature', picked);
        }
      },
    },
    {
      label: `$(text-size) ${vscode.l10n.t('Length')}`,
      description: vscode.l10n.t('{0} characters', length),
      run: () => askLength(settings),
    },
    {
      label: `$(symbol-numeric) ${vscode.l10n.t('Seed')}`,
      description:
        seed === null
          ? vscode.l10n.t('a new one each time')
          : vscode.l10n.t('{0}: the same text each time', seed),
      run: () => askSeed(settings),
    },
    {
      label: `$(play) ${vscode.l10n.t('Warm-up')}`,
      description: warmup,
      run: () => askWarmup(settings),
    },
    {
      label: `$(settings-gear) ${vscode.l10n.t('All Settings')}`,
      run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'charRnn'),
    },
    separator(vscode.l10n.t('while you type')),
    ...ghostMenuItems(settings),
    separator(vscode.l10n.t('write')),
    {
      label: `$(quote) ${vscode.l10n.t('Complete at the Cursor')}`,
      run: () => vscode.commands.executeCommand('charRnn.complete'),
    },
    {
      label: `$(beaker) ${vscode.l10n.t('Sample at a Temperature...')}`,
      run: () => vscode.commands.executeCommand('charRnn.sampleAtTemperature'),
    },
    {
      label: `$(list-unordered) ${vscode.l10n.t('Compare Temperatures')}`,
      run: () => vscode.commands.executeCommand('charRnn.compareTemperatures'),
    },
    separator(vscode.l10n.t('train')),
    {
      label: `$(pulse) ${vscode.l10n.t('Train on a Text...')}`,
      run: () => vscode.commands.executeCommand('charRnn.openTraining'),
    },
    {
      label: `$(cloud-download) ${vscode.l10n.t('Import a Model from PyTorch...')}`,
      run: () => vscode.commands.executeCommand('charRnn.importModel'),
    },
    separator(vscode.l10n.t('understand')),
    {
      label: `$(search) ${vscode.l10n.t('Open Inspector')}`,
      run: () => vscode.commands.executeCommand('charRnn.openInspector'),
    },
    separator(vscode.l10n.t('help')),
    {
      label: `$(rocket) ${vscode.l10n.t('Get Started')}`,
      run: () => vscode.commands.executeCommand('charRnn.openWalkthrough'),
    },
    {
      label: `$(bug) ${vscode.l10n.t('Report a Fault')}`,
      run: () => vscode.commands.executeCommand('charRnn.reportFault'),
    },
  ];
}

function separator(label: string): MenuItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
