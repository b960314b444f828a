/** Where a suggestion stands. */
export interface Standing {
  /** The text before the cursor, or the end of it. */
  readonly before: string;
  /** The text after the cursor, or enough of it. */
  readonly following: string;
  /** Whether the suggestion's last character was merely the last that was asked for. */
  readonly isCutOff: boolean;
}

/** The beginning of each word, and each mark that belongs to none. */
const wordStart = /(?<![\p{L}\p{N}])(?=[\p{L}\p{N}])|(?=[^\p{L}\p{N}\s])/gu;
/** The beginning of each line that has something on it. */
const lineStart = /^(?=[^\S\n]*\S)/gm;

/**
 * A suggestion, cut before the place from which on it would say what already stands after the cursor; nothing is left
 * where that is so from its beginning.
 *
 * If something follows on the cursor's own line, the suggestion is cut where it comes to the same words; otherwise where
 * it comes to the next line that has something on it. While one types along it, the place stays the same.
 */
export function withoutRepeating(suggestion: string, { before, following, isCutOff }: Standing): string {
  const after = following.replaceAll('\r\n', '\n');
  const sameLine = after.split('\n', 1)[0].trim() !== '';
  const next = after.trimStart().split('\n', 1)[0].trimEnd();
  if (next === '') {
    return suggestion;
  }
  const ownLine = before.slice(before.lastIndexOf('\n') + 1);
  // A blank beginning belongs to the first word or line of the suggestion.
  const blank = /\s*$/.exec(ownLine)![0].length;
  const text = ownLine + suggestion;
  for (const { index } of text.matchAll(sameLine ? wordStart : lineStart)) {
    const at = Math.max(0, index - ownLine.length);
    if (index < ownLine.length - blank) {
      continue;
    }
    const [line, ...others] = text.slice(index).trim().split('\n');
    const isOpen = isCutOff && others.length === 0;
    const repeats = sameLine
      ? beginsWith(line, next) || (isOpen ? next.startsWith(line) : beginsWith(next, line))
      : line === next || (isOpen && next.startsWith(line));
    if (repeats) {
      return suggestion.slice(0, at).trimEnd();
    }
  }
  return suggestion;
}

/** Whether a text begins with another one that does not end inside a word of it. */
function beginsWith(text: string, beginning: string): boolean {
  return (
    text.startsWith(beginning) &&
    !/^[\p{L}\p{N}]{2}/u.test(lastCharacter(beginning) + text.slice(beginning.length))
  );
}

function lastCharacter(text: string): string {
  return Array.from(text.slice(-2)).pop() ?? '';
}
