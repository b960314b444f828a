import type { Place, TextLines } from './contextAnchor';

/** Characters after the cursor that a suggestion is compared with, lest it repeat them. */
const followingLength = 500;

/** The text between two places, its lines parted by newlines. */
export function textBetween(document: TextLines, begin: Place, end: Place): string {
  if (begin.line === end.line) {
    return document.lineAt(begin.line).text.slice(begin.character, end.character);
  }
  const lines = [document.lineAt(begin.line).text.slice(begin.character)];
  for (let line = begin.line + 1; line < end.line; line++) {
    lines.push(document.lineAt(line).text);
  }
  lines.push(document.lineAt(end.line).text.slice(0, end.character));
  return lines.join('\n');
}

/** The rest of the cursor's line, and of the lines behind it as much as reaches to the next with something on it. */
export function textAfter(document: TextLines, { line, character }: Place): string {
  const own = document.lineAt(line).text;
  let text = own.slice(character, character + followingLength);
  for (let next = line + 1; next < document.lineCount && text.trim() === ''; next++) {
    if (next - line > followingLength) {
      break;
    }
    text += `\n${document.lineAt(next).text.slice(0, followingLength)}`;
  }
  return text;
}
