import type { TextStretch } from '../../../src/protocol/inspector/texts';
import { tableEntry, type Scale } from '../../heatmap/scale';
import { tableSize, type Rgb } from '../../heatmap/palette';
import type { TextState } from './state';

/** Characters of a page; fewer where each has five more under it. */
export function pageSize(predictions: boolean): number {
  return predictions ? 384 : 1536;
}

/** The first place of the page on which a place stands. */
export function pageStart(position: number, predictions: boolean): number {
  const size = pageSize(predictions);
  return Math.floor(position / size) * size;
}

/** What colours each place, and how strong it can be; undefined if the stretch does not have it. */
export function colouring(
  stretch: TextStretch,
  colour: TextState['colour'],
): { readonly values: Float64Array; readonly scale: Scale; readonly isSigned: boolean } | undefined {
  switch (colour) {
    case 'surprise':
      // A fixed scale, so that the same colour means the same on every page: 8 nats are one in 3,000.
      return { values: stretch.surprise, scale: { kind: 'linear', largest: 8 }, isSigned: false };
    case 'activation':
      return (
        stretch.activation && {
          values: stretch.activation,
          scale: { kind: 'linear', largest: 1 },
          isSigned: true,
        }
      );
    case 'contribution': {
      const values = stretch.centred;
      return (
        values && {
          values,
          scale: {
            kind: 'linear',
            largest: values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9),
          },
          isSigned: true,
        }
      );
    }
  }
}

/** Entry of the colour table; what is never negative uses the whole table. */
export function entryOf(value: number, scale: Scale, isSigned: boolean): number {
  if (isSigned || scale.kind === 'log') {
    return tableEntry(scale, value);
  }
  return Math.round(Math.min(1, Math.max(0, value / scale.largest)) * (tableSize - 1));
}

/** Background and letters for each entry of a table: letters black or white, whichever is read better, or the theme's. */
export interface Ink {
  readonly background: string;
  readonly letters: string;
}

export function inks(table: Uint8ClampedArray, background: Rgb, foreground: Rgb): Ink[] {
  return Array.from({ length: tableSize }, (_, entry) => {
    const colour = [...table.subarray(4 * entry, 4 * entry + 3)] as unknown as Rgb;
    if (contrast(colour, background) < 1.02) {
      return { background: '', letters: '' };
    }
    const own = contrast(colour, foreground);
    const black = contrast(colour, [0, 0, 0]);
    const white = contrast(colour, [255, 255, 255]);
    return {
      background: `rgb(${colour.join(' ')})`,
      letters: own >= 5 ? `rgb(${foreground.join(' ')})` : black > white ? '#000' : '#fff',
    };
  });
}

/** WCAG 2's contrast ratio, 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The likeliest characters after a place, with their probabilities. */
export function likeliestAt(
  { likeliest, probabilities, characters }: Pick<TextStretch, 'likeliest' | 'probabilities' | 'characters'>,
  offset: number,
): { readonly character: number; readonly probability: number }[] {
  const count = characters.length === 0 ? 0 : likeliest.length / characters.length;
  return Array.from({ length: count }, (_, n) => ({
    character: likeliest[offset * count + n],
    probability: probabilities[offset * count + n],
  }));
}
