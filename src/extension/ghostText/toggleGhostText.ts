import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import type { LiveSettings } from '../settings';

/** Stands for all languages in the setting. */
const every = '*';

/** Turns ghost text on or off everywhere, and says so: its absence alone would say nothing. */
export async function toggleGhostText(settings: LiveSettings): Promise<void> {
  const enabled = !settings.current['inline.enabled'];
  await settings.update('inline.enabled', enabled);
  say(enabled ? vscode.l10n.t('ghost text is on') : vscode.l10n.t('ghost text is off'));
}

/** Turns it on or off in the language of the active editor. @throws PersonError if there is none. */
export async function toggleGhostTextForLanguage(settings: LiveSettings): Promise<void> {
  const language = vscode.window.activeTextEditor?.document.languageId;
  if (language === undefined) {
    throw new PersonError(vscode.l10n.t('Open a document in the language that you mean, then try again.'));
  }
  const wanted = !hasGhostText(settings, language);
  const others = settings.current['inline.languages'].filter((name) => name !== language);
  if (wanted) {
    await settings.update('inline.languages', [...others, language]);
    if (!settings.current['inline.enabled']) {
      await settings.update('inline.enabled', true);
    }
    say(vscode.l10n.t('ghost text is on in {0}', language));
  } else if (others.includes(every)) {
    throw new PersonError(
      vscode.l10n.t(
        'The setting charRnn.inline.languages holds "*", which means every language. Name the languages there instead.',
      ),
    );
  } else if (others.length === 0) {
    // A list of no languages would be off everywhere, and hard to find.
    await settings.update('inline.enabled', false);
    say(vscode.l10n.t('ghost text is off: {0} was its only language', language));
  } else {
    await settings.update('inline.languages', others);
    say(vscode.l10n.t('ghost text is off in {0}', language));
  }
}

/** Whether documents of a language get ghost text. */
export function hasGhostText({ current }: LiveSettings, language: string): boolean {
  const languages = current['inline.languages'];
  return current['inline.enabled'] && (languages.includes(language) || languages.includes(every));
}

/** Tells in the status bar, for a moment, what has become of ghost text. */
export function say(what: string): void {
  void vscode.window.setStatusBarMessage(`Char-RNN: ${what}`, 4000);
}
