import * as vscode from 'vscode';
import { shapeText } from '../../core/format/ndArray';
import type { Mapped } from '../../core/format/pytorch/fromStateDict';
import type { Model } from '../../core/model';
import { parameterCount } from '../../core/parameters';
import { shownDestination } from '../training/modelDestination';

interface Found {
  /** Of the file or the folder. */
  readonly name: string;
  readonly model: Model;
  readonly mapping: readonly Mapped[];
  readonly destination: vscode.Uri;
  /** What else is to be known of it. */
  readonly facts: readonly string[];
}

interface Row extends vscode.QuickPickItem {
  readonly isAnswer?: boolean;
}

/** Shows what each tensor becomes, layer by layer. @returns whether the person wants it so. */
export async function confirmMapping(found: Found): Promise<boolean> {
  const rows = rowsOf(found);
  for (;;) {
    const chosen = await vscode.window.showQuickPick(rows, {
      title: vscode.l10n.t('Import {0}', found.name),
      placeHolder: vscode.l10n.t(
        'Read what each tensor becomes; Enter on the first row imports it, Escape does not',
      ),
      ignoreFocusOut: true,
    });
    if (!chosen || chosen.isAnswer === true) {
      return chosen !== undefined;
    }
    // A row that is to be read only.
  }
}

function rowsOf({ model, mapping, destination, facts }: Found): Row[] {
  const { layers, cell, hiddenSize, vocabularySize } = model.parameters;
  const separator = (label: string): Row => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const answer: Row = {
    label: `$(check) ${vscode.l10n.t(
      'Import {0} × {1}, {2} units, {3} characters',
      layers,
      cell.toUpperCase(),
      hiddenSize,
      vocabularySize,
    )}`,
    detail: vscode.l10n.t(
      '{0} weights; the model goes to {1}',
      parameterCount(model.parameters).toLocaleString(vscode.env.language),
      shownDestination(destination),
    ),
    isAnswer: true,
  };
  const parts = new Map<string, Row[]>();
  for (const { tensor, shape, became } of mapping) {
    const part = partOf(tensor);
    parts.set(part, [
      ...(parts.get(part) ?? []),
      { label: `${tensor} → ${became}`, description: shapeText(shape) },
    ]);
  }
  return [
    answer,
    ...facts.map((label) => ({ label: `$(info) ${label}` })),
    ...[...parts].flatMap(([part, its]) => [separator(part), ...its]),
  ];
}

/** PyTorch counts layers from 0, people from 1. */
function partOf(tensor: string): string {
  const layer = /_l(\d+)$/.exec(tensor)?.[1];
  return layer === undefined
    ? vscode.l10n.t('Characters in and out')
    : vscode.l10n.t('Layer {0}', Number(layer) + 1);
}
