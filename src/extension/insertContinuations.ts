import * as vscode from 'vscode';
import type { TrackedPlaces } from './trackedPlaces';

/** How often an insertion begins again because the person typed in the same moment. */
const attempts = 10;

/**
 * Inserts one text at each place, all in one undo step.
 *
 * @param texts with `\n` for line ends; they are given the document's own.
 * @returns the ranges that the texts now have; or why nothing was inserted: `gone` if the document was closed or a
 * place was deleted, `refused` if the document cannot be changed.
 */
export async function insertContinuations(
  places: TrackedPlaces,
  texts: readonly string[],
): Promise<vscode.Range[] | 'gone' | 'refused'> {
  const { document } = places;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const now = places.now();
    if (!now) {
      return 'gone';
    }
    // The document may have been given other line endings meanwhile.
    const written = texts.map((text) =>
      document.eol === vscode.EndOfLine.CRLF ? text.replaceAll('\n', '\r\n') : text,
    );
    const { version } = document;
    const editor = vscode.window.visibleTextEditors.find((visible) => visible.document === document);
    if (!editor && !isInTab(document)) {
      return 'gone';
    }
    if (editor ? await editEditor(editor, now, written) : await editDocument(document, now, written)) {
      return document.version === version && written.some((text) => text !== '')
        ? 'refused'
        : rangesOf(document, now, written);
    }
  }
  return 'refused';
}

/** @returns false if the document was changed meanwhile. */
async function editEditor(
  editor: vscode.TextEditor,
  places: readonly number[],
  texts: readonly string[],
): Promise<boolean> {
  return editor.edit((edit) => {
    places.forEach((place, at) => edit.insert(editor.document.positionAt(place), texts[at]));
  });
}

/** For a document that stands in a tab behind another one. */
async function editDocument(
  document: vscode.TextDocument,
  places: readonly number[],
  texts: readonly string[],
): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  places.forEach((place, at) => edit.insert(document.uri, document.positionAt(place), texts[at]));
  return vscode.workspace.applyEdit(edit);
}

function isInTab(document: vscode.TextDocument): boolean {
  const uri = document.uri.toString();
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === uri);
}

/** Where the texts stand once all of them are inserted. */
function rangesOf(
  document: vscode.TextDocument,
  places: readonly number[],
  texts: readonly string[],
): vscode.Range[] {
  return places.map((place, at) => {
    // What was inserted before this one pushed it on.
    const pushed = places.reduce(
      (sum, other, index) =>
        other < place || (other === place && index < at) ? sum + texts[index].length : sum,
      0,
    );
    const start = place + pushed;
    return new vscode.Range(document.positionAt(start), document.positionAt(start + texts[at].length));
  });
}
