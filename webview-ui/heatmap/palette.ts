/** A colour in sRGB, each part from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Entries of a colour table. Odd, so that zero has an entry of its own in the middle. */
export const tableSize = 255;

/** Blue and orange: told apart by every common kind of colour vision, and of the same lightness at both ends. */
const ends = {
  dark: { negative: [88, 166, 255], positive: [255, 150, 60] },
  light: { negative: [11, 83, 168], positive: [178, 75, 0] },
} as const;

/**
 * A diverging colour table, RGBA bytes: entry 0 is the most negative, the last the most positive, the middle one the
 * background, so that what is near zero recedes. Interpolated in Oklab (Ottosson 2020), in which equal steps look equal.
 *
 * @param background of the page, which decides on the lighter or the darker ends.
 */
export function divergingTable(background: Rgb): Uint8ClampedArray {
  const { negative, positive } = isDark(background) ? ends.dark : ends.light;
  const table = new Uint8ClampedArray(4 * tableSize);
  const middle = (tableSize - 1) / 2;
  for (let entry = 0; entry < tableSize; entry++) {
    const distance = Math.abs(entry - middle) / middle;
    table.set([...mix(background, entry < middle ? negative : positive, distance), 255], 4 * entry);
  }
  return table;
}

/** A table from the background to one colour, for what is never negative; entry 0 is zero. */
export function sequentialTable(background: Rgb): Uint8ClampedArray {
  const { positive } = isDark(background) ? ends.dark : ends.light;
  const table = new Uint8ClampedArray(4 * tableSize);
  for (let entry = 0; entry < tableSize; entry++) {
    table.set([...mix(background, positive, entry / (tableSize - 1)), 255], 4 * entry);
  }
  return table;
}

/** Relative luminance under a half: the page is dark. */
export function isDark([red, green, blue]: Rgb): boolean {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) < 0.18;
}

/** Reads `#rgb`, `#rrggbb`, `rgb(...)` or `rgba(...)`; undefined for anything else. */
export function parseColour(text: string): Rgb | undefined {
  const hex = /^\s*#([0-9a-f]{3}|[0-9a-f]{6})(?:[0-9a-f]{2})?\s*$/i.exec(text)?.[1];
  if (hex !== undefined) {
    const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16)) as unknown as Rgb;
  }
  const parts = /^\s*rgba?\(([^)]+)\)\s*$/
    .exec(text)?.[1]
    .split(/[\s,/]+/)
    .map(Number);
  return parts && parts.length >= 3 && parts.slice(0, 3).every((part) => part >= 0 && part <= 255)
    ? [parts[0], parts[1], parts[2]]
    : undefined;
}

function linear(part: number): number {
  const c = part / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  const c = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, c)));
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const a = toOklab(from);
  const b = toOklab(to);
  return fromOklab([0, 1, 2].map((k) => a[k] + (b[k] - a[k]) * share) as unknown as Rgb);
}

function toOklab(colour: Rgb): Rgb {
  const [r, g, b] = colour.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([lightness, a, b]: Rgb): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
