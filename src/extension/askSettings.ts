import * as vscode from 'vscode';
import { definitions, ranges } from '../services/settings';
import { randomSeed } from '../services/writing';
import type { LiveSettings } from './settings';

/** Asks how many characters are to be written, and sets it. */
export async function askLength(settings: LiveSettings): Promise<void> {
  const typed = await askNumber(vscode.l10n.t('Length'), 'length', settings.current.length);
  if (typed !== undefined) {
    await settings.update('length', typed);
  }
}

/** Asks for a seed, or a new one each time, and sets it. */
export async function askSeed(settings: LiveSettings): Promise<void> {
  const title = vscode.l10n.t('Seed');
  const now = settings.current.seed;
  const answer = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('A Fixed Seed...'),
        description: vscode.l10n.t('the same beginning gives the same text, on every machine'),
        seed: async () => askNumber(title, 'seed', now ?? randomSeed()),
      },
      {
        label: vscode.l10n.t('A New Seed Each Time'),
        description: vscode.l10n.t('another text each time; its seed is told, so that it can be made again'),
        seed: () => null,
      },
    ],
    { title, placeHolder: vscode.l10n.t('The seed decides every draw of a character') },
  );
  const seed = await answer?.seed();
  if (seed !== undefined) {
    await settings.update('seed', seed);
  }
}

/** Asks what the network reads before the first character, and sets it. */
export async function askWarmup(settings: LiveSettings): Promise<void> {
  const title = vscode.l10n.t('Warm-Up');
  const now = settings.current.warmup;
  const answer = await vscode.window.showQuickPick(
    [
      {
        label: 'auto',
        description: vscode.l10n.t(
          'a passage in the manner of the training text; a trap is noticed and left',
        ),
        text: () => 'auto',
      },
      {
        label: 'none',
        description: vscode.l10n.t('the bare zero state, as min-char-rnn begins; it can fall into a trap'),
        text: () => 'none',
      },
      {
        label: vscode.l10n.t('A Text...'),
        description: now === 'auto' || now === 'none' ? '' : now,
        text: () =>
          vscode.window.showInputBox({
            title,
            prompt: vscode.l10n.t('The network reads this before the first character'),
            value: now === 'auto' || now === 'none' ? '' : now,
          }),
      },
    ],
    { title, placeHolder: vscode.l10n.t('What the network reads before the first character') },
  );
  const text = await answer?.text();
  if (text !== undefined) {
    await settings.update('warmup', text);
  }
}

async function askNumber(title: string, name: 'length' | 'seed', now: number): Promise<number | undefined> {
  const { minimum, maximum } = ranges[name];
  const typed = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('A whole number from {0} to {1}', minimum, maximum),
    value: String(now),
    validateInput: (text) =>
      parse(text, name) === undefined
        ? vscode.l10n.t('Expected a whole number from {0} to {1}', minimum, maximum)
        : undefined,
  });
  return typed === undefined ? undefined : parse(typed, name);
}

function parse(text: string, name: 'length' | 'seed'): number | undefined {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
  return definitions[name].accepts(value) ? value : undefined;
}
