import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { compareTemperatures } from '../compareTemperatures';
import { completeSelection } from '../completeSelection';
import type { Session } from '../session';
import { showSample } from './showSample';

/*
 * What the buttons of the walkthrough do, each on the sample play. The fifth opens the Training view.
 */

/** Whoever speaks last in the sample play, and says nothing yet. */
const speaker = 'BRAZEN HEAD:';

/** Step 1: the speaker's name is selected, and the network writes what they say. */
export async function tryCompleting(session: Session): Promise<void> {
  await selectSpeaker(session);
  await completeSelection(session);
}

/** Step 2: the same beginning at several temperatures, side by side. */
export async function tryTemperatures(session: Session): Promise<void> {
  await selectSpeaker(session);
  await compareTemperatures(session);
}

/** Step 3: pale letters after the speaker's name, even where they come only by hand. */
export async function tryGhostText({ extensionUri, settings }: Session): Promise<void> {
  const editor = await showSample(extensionUri);
  const end = endOfSpeaker(editor.document);
  await editor.edit((edit) => edit.insert(end, '\nO'));
  const cursor = new vscode.Position(end.line + 1, 1);
  editor.selection = new vscode.Selection(cursor, cursor);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  if (!settings.current['inline.enabled']) {
    await vscode.commands.executeCommand('charRnn.toggleGhostText');
  }
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

/** Step 4: what made the network write a new line after the speaker's colon. */
export async function tryInspecting({ extensionUri }: Session): Promise<void> {
  const editor = await showSample(extensionUri);
  const end = endOfSpeaker(editor.document);
  editor.selection = new vscode.Selection(end, new vscode.Position(end.line + 1, 0));
  await vscode.commands.executeCommand('charRnn.explainInInspector');
}

async function selectSpeaker({ extensionUri }: Session): Promise<void> {
  const editor = await showSample(extensionUri);
  const end = endOfSpeaker(editor.document);
  editor.selection = new vscode.Selection(end.with(undefined, 0), end);
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The end of the speaker's line. @throws PersonError where the person has deleted it. */
function endOfSpeaker(document: vscode.TextDocument): vscode.Position {
  for (let line = document.lineCount - 1; line >= 0; line--) {
    const { text, range } = document.lineAt(line);
    if (text.trim() === speaker) {
      return range.end;
    }
  }
  throw new PersonError(
    vscode.l10n.t('The sample has no line {0} any more. Close it without saving, and try again.', speaker),
  );
}
