import * as vscode from 'vscode';
import { isBundledName, modelEndings, modelName } from '../services/modelReference';
import { referenceOf } from './modelUri';
import type { Session } from './session';

interface ModelItem extends vscode.QuickPickItem {
  /** Undefined for the item that opens a file dialog. */
  readonly reference?: string;
}

/** Choose Model...: a bundled one, a recent one or a file. */
export async function chooseModel(session: Session): Promise<void> {
  const picked = await pickModel(session);
  if (!picked) {
    return;
  }
  const reference = picked.reference ?? (await pickFile());
  if (reference !== undefined) {
    await useModel(session, reference);
  }
}

/**
 * Runs this model from now on.
 *
 * @throws PersonError if it cannot be had; then the one before stays.
 */
export async function useModel({ models, settings, recent }: Session, reference: string): Promise<void> {
  const { model, network } = await models.choose(reference);
  if (!isBundledName(reference)) {
    await recent.add(reference);
  }
  await settings.update('model', reference);
  // A change of another setting, told while the model was loading, has put back the model that was set until now.
  await models.choose(reference);
  vscode.window.setStatusBarMessage(
    vscode.l10n.t(
      'Char-RNN runs {0}: {1} units, {2} characters',
      model.name,
      network.hiddenSize,
      network.vocabularySize,
    ),
    5000,
  );
}

async function pickModel(session: Session): Promise<ModelItem | undefined> {
  const picker = vscode.window.createQuickPick<ModelItem>();
  picker.title = vscode.l10n.t('Choose Model');
  picker.placeholder = vscode.l10n.t('The model that completes and samples');
  picker.matchOnDescription = true;
  const bundled = await session.bundled.names();
  const show = (): void => {
    const items = itemsFor(session, bundled);
    picker.items = items;
    picker.activeItems = items.filter(({ reference }) => reference === session.models.choice.reference);
  };
  show();
  picker.onDidTriggerItemButton(async ({ item }) => {
    await session.recent.remove(item.reference!);
    show();
  });
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => {
        resolve(picker.selectedItems.at(0));
      });
      picker.onDidHide(() => {
        resolve(undefined);
      });
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}

function itemsFor({ recent, models }: Session, bundled: readonly string[]): ModelItem[] {
  const { reference: now } = models.choice;
  const item = (reference: string, description: string): ModelItem => ({
    label: `$(${reference === now ? 'check' : 'blank'}) ${modelName(reference)}`,
    description,
    reference,
  });
  const separator = (label: string): ModelItem => ({ label, kind: vscode.QuickPickItemKind.Separator });
  // A file that was set by hand may be neither bundled nor recent.
  const files = [...new Set(isBundledName(now) ? recent.references : [now, ...recent.references])];
  const forget = {
    iconPath: new vscode.ThemeIcon('close'),
    tooltip: vscode.l10n.t('Remove from the list (the file stays)'),
  };
  return [
    separator(vscode.l10n.t('bundled')),
    ...bundled.map((name) => item(name, '')),
    ...(files.length > 0 ? [separator(vscode.l10n.t('recent'))] : []),
    ...files.map((reference) => ({
      ...item(reference, reference),
      buttons: reference === now ? [] : [forget],
    })),
    separator(''),
    {
      label: `$(folder-opened) ${vscode.l10n.t('File...')}`,
      description: vscode.l10n.t('an .npz as NumPy writes it, or a .pkl, with min-char-rnn weights'),
    },
  ];
}

async function pickFile(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose Model'),
    openLabel: vscode.l10n.t('Use Model'),
    filters: { [vscode.l10n.t('Models')]: [...modelEndings], [vscode.l10n.t('All Files')]: ['*'] },
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
  });
  const uri = chosen?.at(0);
  return uri && referenceOf(uri);
}
