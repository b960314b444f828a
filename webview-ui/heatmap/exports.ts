import { visible } from '../parts/character';
import { drawHeatmap, margin } from './drawHeatmap';
import { inOrder, MatrixPicture, type ShownMatrix } from './matrixPicture';
import { tableEntry, type Scale } from './scale';
import { ticks } from './ticks';
import { fit } from './viewport';
import type { Theme } from '../theme';

/** A matrix as it is saved: the whole of it, in the order shown. */
export interface Export {
  /** Rows in a block; see `Drawing`. */
  readonly block: number;
  readonly matrix: ShownMatrix;
  readonly scale: Scale;
  readonly theme: Theme;
  readonly title: string;
  readonly rowWord: (at: number) => string;
  readonly columnWord: (at: number) => string;
}

/** Pixels of the longer side, about. */
const pictureSize = 1200;

function cellSize({ rows, columns }: ShownMatrix): number {
  return Math.max(1, Math.min(24, Math.floor(pictureSize / Math.max(rows, columns))));
}

/** A picture with axes. */
export async function asPng(what: Export): Promise<Uint8Array<ArrayBuffer>> {
  const { matrix, scale, theme } = what;
  const size = cellSize(matrix);
  const [plotWidth, plotHeight] = [matrix.columns * size, matrix.rows * size];
  const canvas = document.createElement('canvas');
  canvas.width = plotWidth + margin.left + margin.right;
  canvas.height = plotHeight + margin.top + margin.bottom;
  const context = canvas.getContext('2d')!;
  const table = scale.kind === 'log' ? theme.sequential : theme.diverging;
  drawHeatmap(context, {
    ...what,
    picture: new MatrixPicture(matrix, scale, table),
    view: fit(matrix.rows, matrix.columns, plotWidth, plotHeight),
    font: '11px sans-serif',
    chosenRows: [],
    chosenColumns: [],
    cursor: undefined,
  });
  // Behind what was drawn: a picture that is pasted somewhere keeps its background.
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = `rgb(${theme.background.join(' ')})`;
  context.fillRect(0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) {
    throw new Error('The browser could not make a picture of this size.');
  }
  return new Uint8Array(await blob.arrayBuffer());
}

/** A drawing: one rectangle for each run of equal colour in a row, and words that stay words. */
export function asSvg({ matrix, scale, theme, title, rowWord, columnWord }: Export): string {
  const { rows, columns } = matrix;
  const size = cellSize(matrix);
  const values = inOrder(matrix);
  const table = scale.kind === 'log' ? theme.sequential : theme.diverging;
  const colour = (entry: number): string =>
    `#${[...table.subarray(4 * entry, 4 * entry + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  const [width, height] = [
    columns * size + margin.left + margin.right,
    rows * size + margin.top + margin.bottom,
  ];
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="100%" height="100%" fill="rgb(${theme.background.join(',')})"/>`,
    `<g transform="translate(${margin.left} ${margin.top})" shape-rendering="crispEdges">`,
  ];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns;) {
      const entry = tableEntry(scale, values[row * columns + column]);
      let end = column + 1;
      while (end < columns && tableEntry(scale, values[row * columns + end]) === entry) {
        end++;
      }
      lines.push(
        `<rect x="${column * size}" y="${row * size}" width="${(end - column) * size}" height="${size}" fill="${colour(entry)}"/>`,
      );
      column = end;
    }
  }
  lines.push(
    '</g>',
    `<g fill="rgb(${theme.foreground.join(',')})" font-family="sans-serif" font-size="11" dominant-baseline="middle">`,
  );
  for (const { at, middle } of ticks(rows, 0, size, rows * size, 13)) {
    lines.push(
      `<text x="${margin.left - 8}" y="${margin.top + middle}" text-anchor="end">${escapeXml(rowWord(at))}</text>`,
    );
  }
  for (const { at, middle } of ticks(columns, 0, size, columns * size, 20)) {
    lines.push(
      `<text x="${margin.left + middle}" y="${margin.top / 2}" text-anchor="middle">${escapeXml(columnWord(at))}</text>`,
    );
  }
  lines.push('</g>', '</svg>', '');
  return lines.join('\n');
}

/** A table with the words of the axes; every value with all its digits. */
export function asCsv({
  matrix,
  rowWord,
  columnWord,
}: Pick<Export, 'matrix' | 'rowWord' | 'columnWord'>): string {
  const { rows, columns } = matrix;
  const values = inOrder(matrix);
  const lines = [['', ...Array.from({ length: columns }, (_, at) => quoted(columnWord(at)))].join(',')];
  for (let row = 0; row < rows; row++) {
    lines.push([quoted(rowWord(row)), ...values.subarray(row * columns, (row + 1) * columns)].join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** The axis words of characters, for a table that a program reads. */
export function characterWord(character: string): string {
  return visible(character);
}

/** RFC 4180; and what a spreadsheet would take for a formula is kept a text. */
function quoted(text: string): string {
  const safe = /^[=+\-@]/.test(text) && text.length > 1 ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
