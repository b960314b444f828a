import * as vscode from 'vscode';
import { write } from '../services/writing';
import { completeSelection } from './completeSelection';
import { longTask } from './longTask';
import { openText } from './openText';
import { pickTemperature } from './pickTemperature';
import { selectedText } from './selectedText';
import type { Session } from './session';

/**
 * Sample at a Temperature...: asks how daring the network shall be and where the text shall go. In a new document it
 * goes on from the selected text, or begins a text of its own.
 */
export async function sampleAtTemperature(session: Session): Promise<void> {
  const { settings } = session;
  const title = vscode.l10n.t('Sample at a Temperature');
  const temperature = await pickTemperature(title, settings.current.temperature);
  if (temperature === undefined) {
    return;
  }
  const editor = vscode.window.activeTextEditor;
  const place = editor ? await pickPlace(title, editor) : 'new';
  if (place === 'cursor') {
    await completeSelection(session, { temperature });
  }
  if (place === 'new') {
    const prompt = selectedText(editor);
    const written = await longTask(vscode.l10n.t('Char-RNN is writing'), (control) =>
      write(session.models, settings.current, [{ prompt, temperature }], control),
    );
    await openText(prompt + written[0].text, 'plaintext');
    session.last.tell(written);
  }
}

async function pickPlace(title: string, editor: vscode.TextEditor): Promise<'new' | 'cursor' | undefined> {
  const name = vscode.workspace.asRelativePath(editor.document.uri);
  const selected = !editor.selection.isEmpty;
  const answer = await vscode.window.showQuickPick(
    [
      {
        label: `$(new-file) ${vscode.l10n.t('In a new document')}`,
        description: selected
          ? vscode.l10n.t('goes on from the selected text')
          : vscode.l10n.t('a text of its own'),
        place: 'new' as const,
      },
      {
        label: `$(edit) ${vscode.l10n.t('At the cursor')}`,
        description: selected
          ? vscode.l10n.t('after the selection in {0}', name)
          : vscode.l10n.t('goes on from the text before it in {0}', name),
        place: 'cursor' as const,
      },
    ],
    { title, placeHolder: vscode.l10n.t('Where shall the text go?') },
  );
  return answer?.place;
}
