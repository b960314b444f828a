/** A column of a table: text stands to the left, numbers to the right. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** Rows under their titles, columns aligned, two spaces between them. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, at) => Math.max(title.length, ...rows.map((row) => row[at].length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) =>
        columns[at].align === 'right' ? cell.padStart(widths[at]) : cell.padEnd(widths[at]),
      )
      .join('  ')
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)].map((row) => `${row}\n`).join('');
}

/** Names and values, a line each, the values aligned. */
export function list(entries: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

/** A character as one can read it and type it again: quoted, with escapes for what has no shape. */
export function shown(character: string): string {
  return JSON.stringify(character);
}
