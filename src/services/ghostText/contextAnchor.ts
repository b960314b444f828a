/** What is read of a document: single lines, so that its size does not matter. A `vscode.TextDocument` is one. */
export interface TextLines {
  readonly lineCount: number;
  /** A line without its line break. */
  lineAt(line: number): { readonly text: string };
}

/** A place in a document: zero-based line, and UTF-16 units within it. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/** Lines farther back than this many times the minimum are not looked at for a paragraph. */
const reach = 4;
/** Where there are no paragraphs, the context begins at a line whose number is a multiple of this. */
const lineGrid = 32;

/**
 * Where the context of a place begins: far enough back that more would not change what the network predicts, and the
 * same place for as long as one types on the same line, so that the states already computed stay good.
 *
 * It is the last paragraph start (a line after a blank one, or the first line) at least `minimum` characters before the
 * beginning of the line. Where none is near, it is a line on a fixed grid; in the middle of a very long line, a column
 * on a fixed grid.
 *
 * @param minimum characters of context, at least 1.
 */
export function contextAnchor(document: TextLines, place: Place, minimum: number): Place {
  if (place.character > reach * minimum) {
    // The grid is twice as wide as the minimum, so the anchor moves once in so many characters.
    return {
      line: place.line,
      character: Math.floor((place.character - minimum) / (2 * minimum)) * 2 * minimum,
    };
  }
  let onGrid: Place | undefined;
  let back = 0;
  for (let line = place.line; line > 0; line--) {
    if (back >= minimum) {
      if (document.lineAt(line - 1).text.trim() === '') {
        return { line, character: 0 };
      }
      if (onGrid === undefined && line % lineGrid === 0) {
        onGrid = { line, character: 0 };
      }
      if (back > reach * minimum && onGrid !== undefined) {
        return onGrid;
      }
    }
    const before = document.lineAt(line - 1).text;
    if (before.length > reach * minimum) {
      // A very long line stands before: begin inside it, at a column that depends on that line alone.
      return { line: line - 1, character: before.length - minimum };
    }
    back += before.length + 1;
  }
  return { line: 0, character: 0 };
}
