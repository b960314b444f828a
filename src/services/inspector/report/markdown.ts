import type { Vocabulary } from '../../../core/vocabulary';
import { visible } from '../words';

/** What reports are written in. */

/** A table; cells are Markdown. Numbers stand to the right. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const isNumber = (at: number): boolean =>
    rows.length > 0 && rows.every((row) => /^[-−+\d.,]+$/.test(row[at]));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(columns),
    line(columns.map((_, at) => (isNumber(at) ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n');
}

/** Text of any kind in a sentence, as code: fenced by more backticks than stand in it. */
export function inlineCode(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const space = fence.length > 1 ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

/** Text of any kind on lines of its own. */
export function codeBlock(text: string, language = 'text'): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A character of the vocabulary, as one can see it. */
export function characterCode({ characters }: Vocabulary, index: number): string {
  return inlineCode(visible(characters[index]));
}

/** Plain text that Markdown might take for marks of its own: what stands for itself is left as it is. */
export function plain(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]]/g, '\\$&');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
