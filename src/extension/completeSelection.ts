import * as vscode from 'vscode';
import { PersonError } from '../core/personError';
import { write, type WritingOptions, type WritingRequest, type Written } from '../services/writing';
import { insertContinuations } from './insertContinuations';
import { longTask } from './longTask';
import { openText } from './openText';
import type { Session } from './session';
import { TrackedPlaces } from './trackedPlaces';
import { refuseIfReadOnly } from './readOnly';

/**
 * UTF-16 units before the cursor that are read where nothing is selected. The network's memory is much shorter; so
 * much is read in about 30 ms.
 */
const contextLength = 10_000;

/**
 * Complete with Char-RNN: writes on after each selection, or from the text before the cursor where nothing is
 * selected, and selects what it wrote.
 */
export async function completeSelection(session: Session, options: WritingOptions = {}): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new PersonError(
      vscode.l10n.t('There is no text to complete. Open a text file, put the cursor into it and try again.'),
    );
  }
  const { document } = editor;
  await refuseIfReadOnly(document);
  const before = editor.selections;
  const targets = [...before].sort((a, b) => a.end.compareTo(b.end));
  const requests: WritingRequest[] = targets.map((selection) => ({
    ...options,
    prompt: promptOf(document, selection),
  }));
  const places = new TrackedPlaces(
    document,
    targets.map((selection) => document.offsetAt(selection.end)),
  );
  try {
    const written = await longTask(vscode.l10n.t('Char-RNN is writing'), (control) =>
      write(session.models, session.settings.current, requests, control),
    );
    const undisturbed = sameSelections(editor.selections, before);
    const ranges = await insertContinuations(
      places,
      written.map(({ text }) => text),
    );
    if (typeof ranges === 'string') {
      void offerElsewhere(document, ranges, written);
      return;
    }
    if (undisturbed && vscode.window.visibleTextEditors.includes(editor)) {
      editor.selections = ranges.map((range) => new vscode.Selection(range.start, range.end));
      editor.revealRange(ranges[0], vscode.TextEditorRevealType.Default);
    }
    session.last.tell(written);
  } finally {
    places.dispose();
  }
}

/** What the network reads: the selection, or the text before the cursor from the start of a line. */
function promptOf(document: vscode.TextDocument, selection: vscode.Selection): string {
  if (!selection.isEmpty) {
    return document.getText(selection).replaceAll('\r\n', '\n');
  }
  const cursor = selection.active;
  const earliest = document.positionAt(Math.max(0, document.offsetAt(cursor) - contextLength));
  const start =
    earliest.character === 0 || earliest.line === cursor.line
      ? earliest
      : new vscode.Position(earliest.line + 1, 0);
  return document.getText(new vscode.Range(start, cursor)).replaceAll('\r\n', '\n');
}

function sameSelections(a: readonly vscode.Selection[], b: readonly vscode.Selection[]): boolean {
  return a.length === b.length && a.every((selection, at) => selection.isEqual(b[at]));
}

/** Nothing that was written is lost because its place is. */
async function offerElsewhere(
  document: vscode.TextDocument,
  reason: 'gone' | 'refused',
  written: readonly Written[],
): Promise<void> {
  const name = vscode.workspace.asRelativePath(document.uri);
  const open = vscode.l10n.t('Open in New Document');
  const answer = await vscode.window.showWarningMessage(
    reason === 'gone'
      ? vscode.l10n.t('The place in {0} that was to be completed is no longer there.', name)
      : vscode.l10n.t('{0} cannot be changed: it is read-only. The continuation was not inserted.', name),
    open,
  );
  if (answer === open) {
    await openText(written.map(({ text }) => text).join('\n\n'), 'plaintext');
  }
}
