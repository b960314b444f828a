/**
 * The pictures of a report, as SVG: drawn from numbers, without a script or anything from outside. Orange is for what is
 * above zero, blue for what is below, as in the inspector; on paper white, since a report may be read anywhere.
 */

const ink = '#24292f';
const faint = '#8c959f';
const quiet = '#59636e';
const above = [201, 93, 8] as const;
const below = [9, 90, 200] as const;
const font = 'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12"';

/** Width of a character of that font, px, and of the longest name beside a bar, characters. */
const advance = 7.3;
const longestName = 32;

interface NamedValue {
  readonly name: string;
  readonly value: number;
}

interface NamedBar extends NamedValue {
  /** The least and the greatest of other values to compare with, as a thin line. */
  readonly range?: readonly [least: number, greatest: number];
}

interface BarsOptions {
  /** Below the bars: what the thin lines are. */
  readonly note?: string;
  /** Whether figures have a sign, as contributions do. */
  readonly isSigned?: boolean;
}

/** Bars from zero to the left and right, one below the other, each with its figure. */
export function barsDrawing(
  title: string,
  bars: readonly NamedBar[],
  { note, isSigned = true }: BarsOptions = {},
): string {
  const [row, width] = [20, 640];
  const names = bars.map(({ name }) => shortened(name));
  const left = 24 + advance * Math.max(0, ...names.map((name) => name.length));
  const plot = width - left - 90;
  const all = bars.flatMap(({ value, range = [] }) => [value, ...range]);
  const largest = Math.max(0, ...all);
  const smallest = Math.min(0, ...all);
  const scale = plot / (largest - smallest || 1);
  const zero = left - smallest * scale;
  const lines = bars.map(({ value, range }, at) => {
    const y = 34 + at * row;
    const length = Math.abs(value) * scale;
    const x = value < 0 ? zero - length : zero;
    return (
      text(left - 10, y + 13, names[at], 'end') +
      `<rect x="${fixed(x)}" y="${y + 3}" width="${fixed(length)}" height="13" fill="${colour(value < 0 ? below : above, 1)}"/>` +
      (range ? rangeMark(zero + range[0] * scale, zero + range[1] * scale, y + 9.5) : '') +
      text(width - 10, y + 13, isSigned ? signed(value) : value.toFixed(4), 'end')
    );
  });
  const end = 36 + bars.length * row;
  const axis = `<line x1="${fixed(zero)}" x2="${fixed(zero)}" y1="32" y2="${end}" stroke="${faint}"/>`;
  const legend = note === undefined ? '' : text(12, end + 18, note, 'start', quiet);
  return drawing(width, end + (note === undefined ? 8 : 28), title, axis + lines.join('') + legend);
}

/** From the least to the greatest, with an end to each side: on a white ground, so that it is seen on a bar too. */
function rangeMark(from: number, to: number, y: number): string {
  const path = `M${fixed(from)} ${y - 4}v8M${fixed(from)} ${y}H${fixed(to)}M${fixed(to)} ${y - 4}v8`;
  return `<path d="${path}" stroke="#ffffff" stroke-width="4"/><path d="${path}" stroke="${ink}" stroke-width="1.5"/>`;
}

function shortened(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`;
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
  // As wide as the title, which may be a whole sentence.
  const [w, h] = [Math.ceil(Math.max(width, 24 + advance * title.length)), Math.ceil(height)];
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
