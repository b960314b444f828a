import * as vscode from 'vscode';
import { comparisonDocument } from '../services/comparison';
import { write } from '../services/writing';
import { longTask } from './longTask';
import { openText } from './openText';
import { selectedText } from './selectedText';
import type { Session } from './session';

/**
 * Compare Temperatures: one new document with a sample at each temperature of the setting, from the same seed. The
 * samples go on from the selected text, if there is any.
 */
export async function compareTemperatures(session: Session): Promise<void> {
  const settings = session.settings.current;
  const prompt = selectedText(vscode.window.activeTextEditor);
  const requests = settings.comparedTemperatures.map((temperature) => ({ prompt, temperature }));
  const samples = await longTask(vscode.l10n.t('Char-RNN is writing'), (control) =>
    write(session.models, settings, requests, control),
  );
  await openText(comparisonDocument(samples), 'markdown');
}
