/** A line of a chart: points in the units of its axes. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface Axis {
  readonly title: string;
  readonly scale: 'log' | 'linear';
  /** Values that are written beside it. */
  readonly ticks: readonly number[];
}

const size = { width: 640, height: 360, left: 76, right: 190, top: 34, bottom: 52 };
/** Told apart by those who see no colours too: dashes differ as well (after Okabe and Ito's palette). */
const strokes = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#666666'];
const dashes = ['', '7 3', '2 3', '10 3 2 3', '1 2'];

/** A chart of lines as an SVG: black on white, as it is shown on pages of either theme. */
export function chart(title: string, x: Axis, y: Axis, lines: readonly Line[]): string {
  const { width, height, left, right, top, bottom } = size;
  const place = (axis: Axis, value: number): number => {
    const at = (one: number): number => (axis.scale === 'log' ? Math.log(one) : one);
    const [first, last] = [axis.ticks[0], axis.ticks[axis.ticks.length - 1]];
    return (at(value) - at(first)) / (at(last) - at(first));
  };
  const px = (value: number): string => (left + (width - left - right) * place(x, value)).toFixed(1);
  const py = (value: number): string =>
    (height - bottom - (height - top - bottom) * place(y, value)).toFixed(1);
  const text = (at: string, content: string): string => `<text ${at}>${escaped(content)}</text>`;
  const grid = [
    ...x.ticks.flatMap((tick) => [
      `<path d="M${px(tick)} ${top}V${height - bottom}" stroke="#ddd"/>`,
      text(`x="${px(tick)}" y="${height - bottom + 17}" text-anchor="middle"`, short(tick)),
    ]),
    ...y.ticks.flatMap((tick) => [
      `<path d="M${left} ${py(tick)}H${width - right}" stroke="#ddd"/>`,
      text(`x="${left - 7}" y="${Number(py(tick)) + 4}" text-anchor="end"`, short(tick)),
    ]),
  ];
  const drawn = lines.flatMap(({ name, points }, at) => {
    const style = `stroke="${strokes[at]}" stroke-dasharray="${dashes[at]}"`;
    const row = top + 12 + 20 * at;
    return [
      `<path d="M${points.map(([a, b]) => `${px(a)} ${py(b)}`).join('L')}" fill="none" stroke-width="2" ${style}/>`,
      ...points.map(([a, b]) => `<circle cx="${px(a)}" cy="${py(b)}" r="3" fill="${strokes[at]}"/>`),
      `<path d="M${width - right + 12} ${row - 4}h26" stroke-width="2" ${style}/>`,
      text(`x="${width - right + 44}" y="${row}"`, name),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#222" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(`x="${left}" y="20" font-weight="bold"`, title),
    ...grid,
    text(`x="${(left + width - right) / 2}" y="${height - 12}" text-anchor="middle"`, x.title),
    text(
      `transform="translate(16 ${(top + height - bottom) / 2}) rotate(-90)" text-anchor="middle"`,
      y.title,
    ),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

/** Ticks at 1, 10, 100 (or 1, 2, 5, 10 where few of those fit) that hold all values. */
export function logTicks(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const wide = most / least > 100;
  const steps = wide ? [1] : [1, 2, 5];
  const all: number[] = [];
  for (let power = -9; power <= 12; power++) {
    all.push(...steps.map((step) => step * 10 ** power));
  }
  const first = all.filter((tick) => tick <= least * 1.0001).at(-1)!;
  const last = all.find((tick) => tick >= most * 0.9999)!;
  return all.filter((tick) => tick >= first && tick <= last);
}

/** Ticks in tenths, or fifths where those are many. */
export function linearTicks(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = most - least > 1 ? 0.5 : most - least > 0.4 ? 0.2 : 0.1;
  const [from, to] = [Math.floor(least / step), Math.ceil(most / step)];
  return Array.from({ length: to - from + 1 }, (_, at) => Number(((from + at) * step).toFixed(3)));
}

/** 12,000 as 12k. */
export function short(value: number): string {
  for (const [unit, letter] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (value >= unit) {
      return `${Number((value / unit).toPrecision(3))}${letter}`;
    }
  }
  return String(Number(value.toPrecision(3)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
