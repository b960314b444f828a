import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import type { GivenText, OutsideSource } from '../../services/inspector/hostHandlers';

/** Larger files are not looked at: a state for each character would not fit into memory. */
const largest = 50_000_000;

/**
 * Finds what a source names.
 *
 * @returns undefined if the person thought better of it.
 * @throws PersonError if there is no such text.
 */
export async function findText(
  source: OutsideSource,
  editor: vscode.TextEditor | undefined,
): Promise<GivenText | undefined> {
  switch (source.kind) {
    case 'editor':
      return ofEditor(editor);
    case 'selection':
      return ofSelection(editor);
    case 'file':
      return askForFile();
    case 'document':
      return ofDocument(await open(vscode.Uri.parse(source.uri, true)), source.offset, source.length);
  }
}

/** What is selected in an editor, or the whole of its text if nothing is. */
function ofSelection(editor: vscode.TextEditor | undefined): GivenText {
  if (!editor || editor.selection.isEmpty) {
    return ofEditor(editor);
  }
  const { document, selection } = editor;
  const offset = document.offsetAt(selection.start);
  return ofDocument(document, offset, document.offsetAt(selection.end) - offset);
}

function ofEditor(editor: vscode.TextEditor | undefined): GivenText {
  if (!editor) {
    throw new PersonError(
      vscode.l10n.t('No text is open in an editor. Open one, or choose a file or a sample.'),
    );
  }
  return ofDocument(editor.document);
}

function ofDocument(document: vscode.TextDocument, offset?: number, length?: number): GivenText {
  const whole = document.getText();
  const text = offset === undefined ? whole : whole.slice(offset, offset + (length ?? whole.length));
  if (text === '') {
    throw new PersonError(vscode.l10n.t('{0} is empty: there is nothing to look at.', nameOf(document.uri)));
  }
  const name =
    offset === undefined
      ? nameOf(document.uri)
      : vscode.l10n.t('{0}, from line {1}', nameOf(document.uri), document.positionAt(offset).line + 1);
  const uri = document.uri.toString();
  return { name, text, uri, offset: offset ?? 0, again: { kind: 'document', uri, offset, length } };
}

async function askForFile(): Promise<GivenText | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a Text to Look At'),
    openLabel: vscode.l10n.t('Look At'),
    defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
  });
  const uri = chosen?.at(0);
  return uri && ofDocument(await open(uri));
}

async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    if (uri.scheme !== 'untitled') {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > largest) {
        throw new PersonError(
          vscode.l10n.t('{0} has {1} bytes: too much to look at. Choose a part of it.', nameOf(uri), size),
        );
      }
    }
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    if (error instanceof PersonError) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new PersonError(vscode.l10n.t('{0} could not be opened as text: {1}', nameOf(uri), reason), {
      cause: error,
    });
  }
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
