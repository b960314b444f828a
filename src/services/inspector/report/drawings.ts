/**
 * The pictures of a report, as SVG: drawn from numbers, without a script or anything from outside. Orange is for what is
 * above zero, blue for what is below, as in the inspector; on paper white, since a report may be read anywhere.
 */

const ink = '#24292f';
const faint = '#8c959f';
const above = [201, 93, 8] as const;
const below = [9, 90, 200] as const;
const font = 'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12"';

interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** Bars from zero to the left and right, one below the other, each with its figure. */
export function barsDrawing(title: string, bars: readonly NamedValue[]): string {
  const [row, left, width] = [20, 120, 640];
  const plot = width - left - 90;
  const largest = Math.max(0, ...bars.map(({ value }) => value));
  const smallest = Math.min(0, ...bars.map(({ value }) => value));
  const scale = plot / (largest - smallest || 1);
  const zero = left - smallest * scale;
  const lines = bars.map(({ name, value }, at) => {
    const y = 34 + at * row;
    const length = Math.abs(value) * scale;
    const x = value < 0 ? zero - length : zero;
    return (
      text(left - 10, y + 13, name, 'end') +
      `<rect x="${fixed(x)}" y="${y + 3}" width="${fixed(length)}" height="13" fill="${colour(value < 0 ? below : above, 1)}"/>` +
      text(width - 10, y + 13, signed(value), 'end')
    );
  });
  const height = 44 + bars.length * row;
  const axis = `<line x1="${fixed(zero)}" x2="${fixed(zero)}" y1="32" y2="${height - 8}" stroke="${faint}"/>`;
  return drawing(width, height, title, axis + lines.join(''));
}

/** Characters in lines, each on the colour of its value, from -1 (blue) over 0 (white) to 1 (orange). */
export function textDrawing(title: string, characters: readonly NamedValue[]): string {
  const [perLine, cell, row] = [64, 9.6, 20];
  const lines = Math.ceil(characters.length / perLine);
  const cells = characters.map(({ name, value }, at) => {
    const x = 12 + (at % perLine) * cell;
    const y = 34 + Math.floor(at / perLine) * row;
    const strength = Math.min(1, Math.abs(value));
    const mark =
      name === '␣' ? '' : text(x + cell / 2, y + 13, name, 'middle', strength > 0.6 ? '#ffffff' : ink);
    return (
      `<rect x="${fixed(x)}" y="${y}" width="${cell}" height="${row - 2}" fill="${colour(value < 0 ? below : above, strength)}"/>` +
      mark
    );
  });
  return drawing(24 + perLine * cell, 44 + lines * row, title, cells.join(''));
}

function drawing(width: number, height: number, title: string, inside: string): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" ${font}>` +
    `<title>${escaped(title)}</title><rect width="${w}" height="${h}" fill="#ffffff"/>` +
    `${text(12, 20, title, 'start')}${inside}</svg>\n`
  );
}

function text(x: number, y: number, words: string, anchor: string, fill = ink): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}" fill="${fill}">${escaped(words)}</text>`;
}

/** Of full strength, or mixed with white. */
function colour(full: readonly [number, number, number], strength: number): string {
  return `rgb(${full.map((part) => Math.round(255 - (255 - part) * strength)).join(' ')})`;
}

function fixed(value: number): string {
  return String(Number(value.toFixed(2)));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** Text in XML; control characters, which XML has none of, become a mark. */
function escaped(words: string): string {
  return words
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
