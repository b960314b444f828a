import * as vscode from 'vscode';
import { parseSuggestionLength } from '../../services/ghostText/suggestionLength';
import { ranges } from '../../services/settings';
import type { MenuItem } from '../menu';
import { pickTemperature } from '../pickTemperature';
import type { LiveSettings } from '../settings';
import { hasGhostText, say } from './toggleGhostText';

/** What the status bar's menu offers of ghost text, each with its present value. */
export function ghostMenuItems(settings: LiveSettings): MenuItem[] {
  const now = settings.current;
  const switchItem: MenuItem = {
    label: `$(lightbulb) ${vscode.l10n.t('Ghost Text')}`,
    description: now['inline.enabled'] ? vscode.l10n.t('on') : vscode.l10n.t('off'),
    run: () => vscode.commands.executeCommand('charRnn.toggleGhostText'),
  };
  if (!now['inline.enabled']) {
    return [switchItem];
  }
  const language = vscode.window.activeTextEditor?.document.languageId;
  const languageItem: MenuItem[] =
    language === undefined
      ? []
      : [
          {
            label: `$(symbol-file) ${vscode.l10n.t('Ghost Text in {0}', language)}`,
            description: hasGhostText(settings, language) ? vscode.l10n.t('on') : vscode.l10n.t('off'),
            run: () => vscode.commands.executeCommand('charRnn.toggleGhostTextForLanguage'),
          },
        ];
  return [
    switchItem,
    ...languageItem,
    {
      label: `$(zap) ${vscode.l10n.t('It Comes')}`,
      description: triggers()[now['inline.trigger']],
      run: () => askTrigger(settings),
    },
    {
      label: `$(text-size) ${vscode.l10n.t('Its Length')}`,
      description: now['inline.length'],
      run: () => askLength(settings),
    },
    {
      label: `$(flame) ${vscode.l10n.t('Its Temperature')}`,
      description: String(now['inline.temperature']),
      run: async () => {
        const title = vscode.l10n.t('Temperature of Ghost Text');
        const picked = await pickTemperature(title, now['inline.temperature']);
        if (picked !== undefined) {
          await settings.update('inline.temperature', picked);
        }
      },
    },
    {
      label: `$(list-ordered) ${vscode.l10n.t('Its Alternatives')}`,
      description: String(now['inline.alternatives']),
      run: () => askAlternatives(settings),
    },
  ];
}

function triggers(): { automatic: string; manual: string } {
  return {
    automatic: vscode.l10n.t('while you type'),
    manual: vscode.l10n.t('when you ask for it: Trigger Inline Suggestion'),
  };
}

async function askTrigger(settings: LiveSettings): Promise<void> {
  const { automatic, manual } = triggers();
  const answer = await vscode.window.showQuickPick(
    [
      { label: automatic, value: 'automatic' as const },
      { label: manual, value: 'manual' as const },
    ],
    { title: vscode.l10n.t('When Ghost Text Comes') },
  );
  if (answer) {
    await settings.update('inline.trigger', answer.value);
    say(vscode.l10n.t('ghost text comes {0}', answer.label));
  }
}

async function askLength(settings: LiveSettings): Promise<void> {
  const value = await vscode.window.showInputBox({
    title: vscode.l10n.t('Length of Ghost Text'),
    prompt: vscode.l10n.t('"line" for the rest of the line, or so many lines or characters: "3 lines"'),
    value: settings.current['inline.length'],
    validateInput: (text) =>
      parseSuggestionLength(text)
        ? undefined
        : vscode.l10n.t('Expected "line", "3 lines" (1 to 100) or "80 characters" (1 to 10,000)'),
  });
  if (value !== undefined) {
    await settings.update('inline.length', value.trim());
  }
}

async function askAlternatives(settings: LiveSettings): Promise<void> {
  const { minimum, maximum } = ranges.alternatives;
  const now = settings.current['inline.alternatives'];
  const answer = await vscode.window.showQuickPick(
    Array.from({ length: maximum - minimum + 1 }, (_, k) => {
      const count = minimum + k;
      return { label: String(count), description: count === now ? vscode.l10n.t('(now)') : '', count };
    }),
    {
      title: vscode.l10n.t('Suggestions to Choose From'),
      placeHolder: vscode.l10n.t('The first is the calm one, each next one livelier'),
    },
  );
  if (answer) {
    await settings.update('inline.alternatives', answer.count);
  }
}
