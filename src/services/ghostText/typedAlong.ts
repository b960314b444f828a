import { textBetween } from './aroundCursor';
import { contextAnchor, type Place, type TextLines } from './contextAnchor';
import type { Suggestion } from './ghostTextEngine';

/** What stands before a cursor, as far as it is read. */
export interface CursorContext {
  readonly anchor: Place;
  /** From the anchor to the cursor. */
  readonly text: string;
  /** The suggestions of which the person has typed or taken the first characters. */
  readonly follows: readonly Suggestion[];
}

/**
 * Finds the context of a cursor, and whether its end was typed along suggestions. Then the rest of each of them is to
 * stay as it is, which takes two things: those that are followed must be drawn again as they were; and the context must
 * begin where it began, even if a line was ended on the way and `contextAnchor` would now begin it elsewhere.
 */
export class TypedAlong {
  private last:
    { document: TextLines; context: CursorContext; suggestions: readonly Suggestion[] } | undefined;

  /** The context of a cursor; see `contextAnchor` for `minimum`. */
  context(document: TextLines, place: Place, minimum: number): CursorContext {
    const followed = this.followed(document, place);
    if (followed) {
      return followed;
    }
    const anchor = contextAnchor(document, place, minimum);
    return { anchor, text: textBetween(document, anchor, place), follows: [] };
  }

  /** Notes what was suggested. */
  suggested(document: TextLines, context: CursorContext, suggestions: readonly Suggestion[]): void {
    this.last = { document, context, suggestions };
  }

  private followed(document: TextLines, place: Place): CursorContext | undefined {
    if (this.last?.document !== document) {
      return undefined;
    }
    const { context, suggestions } = this.last;
    const { anchor, text: known } = context;
    const longest = Math.max(0, ...suggestions.map(({ text }) => lineBreaks(text)));
    const lines = place.line - anchor.line;
    // Before any text is put together: nobody can have typed along who is not on one of these lines.
    if (
      lines < lineBreaks(known) ||
      lines > lineBreaks(known) + longest ||
      place.line >= document.lineCount
    ) {
      return undefined;
    }
    const text = textBetween(document, anchor, place);
    if (!text.startsWith(known)) {
      return undefined;
    }
    const typed = text.slice(known.length);
    const follows = suggestions.filter((one) => one.text.length > typed.length && one.text.startsWith(typed));
    return follows.length > 0 ? { anchor, text, follows } : undefined;
  }
}

function lineBreaks(text: string): number {
  return text.split('\n').length - 1;
}
