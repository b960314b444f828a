import * as vscode from 'vscode';
import { definitions, ranges } from '../services/settings';

interface TemperatureItem extends vscode.QuickPickItem {
  /** Undefined for the item that only says what may be typed. */
  readonly temperature: number | undefined;
}

/** Marked temperatures and what to expect of each, as samples of trained networks show it. */
function marked(): [temperature: number, phrase: string][] {
  return [
    [0, vscode.l10n.t('always the likeliest character: soon goes round in circles')],
    [0.2, vscode.l10n.t('very safe: a few common words, over and over')],
    [0.5, vscode.l10n.t('calm: common words, mostly well spelt')],
    [0.8, vscode.l10n.t('lively: more variety, some words invented')],
    [1, vscode.l10n.t("the network's own odds: as sure or unsure as it is")],
    [1.3, vscode.l10n.t('daring: most of the longer words are invented')],
    [1.6, vscode.l10n.t('wild: only the look of words is left')],
    [2, vscode.l10n.t('near noise: letters, capitals and commas anywhere')],
  ];
}

/**
 * Asks for a temperature: a marked one, or any that is typed.
 *
 * @returns undefined if the person thought better of it.
 */
export async function pickTemperature(title: string, current: number): Promise<number | undefined> {
  const picker = vscode.window.createQuickPick<TemperatureItem>();
  picker.title = title;
  picker.placeholder = vscode.l10n.t('Choose a temperature, or type one');
  picker.matchOnDescription = true;
  const items = itemsFor(current);
  picker.items = items;
  picker.activeItems = items.filter(({ temperature }) => temperature === current);
  picker.onDidChangeValue((typed) => {
    picker.items = typed.trim() === '' ? items : [typedItem(typed), ...items];
  });
  try {
    return await new Promise((resolve) => {
      picker.onDidAccept(() => {
        const temperature = picker.selectedItems.at(0)?.temperature;
        if (temperature !== undefined) {
          resolve(temperature);
        }
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

function itemsFor(current: number): TemperatureItem[] {
  const all = marked();
  if (!all.some(([temperature]) => temperature === current)) {
    all.push([current, '']);
    all.sort(([a], [b]) => a - b);
  }
  return all.map(([temperature, phrase]) => ({
    label: `$(${symbol(temperature)}) ${temperature}`,
    description: temperature === current ? `${phrase} ${vscode.l10n.t('(now)')}`.trim() : phrase,
    temperature,
  }));
}

/** What was typed, as an item that stands before all others whatever VS Code's own filter thinks of it. */
function typedItem(typed: string): TemperatureItem {
  const temperature = parseTemperature(typed);
  return temperature === undefined
    ? {
        label: `$(error) ${vscode.l10n.t('{0} is not a temperature', typed.trim())}`,
        description: vscode.l10n.t(
          'type a number from {0} to {1}',
          ranges.temperature.minimum,
          ranges.temperature.maximum,
        ),
        alwaysShow: true,
        temperature,
      }
    : {
        label: `$(${symbol(temperature)}) ${temperature}`,
        description: vscode.l10n.t('the temperature you typed'),
        alwaysShow: true,
        temperature,
      };
}

/** A decimal comma is as good as a point. */
export function parseTemperature(typed: string): number | undefined {
  const text = typed.trim().replace(',', '.');
  const value = text === '' ? NaN : Number(text);
  return definitions.temperature.accepts(value) ? value : undefined;
}

function symbol(temperature: number): string {
  return temperature < 0.4 ? 'circle-outline' : temperature < 1.2 ? 'circle-filled' : 'flame';
}
