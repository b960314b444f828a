import assert from 'node:assert/strict';
import { divergingTable, type Rgb } from '../../../../webview-ui/heatmap/palette';
import {
  colouring,
  entryOf,
  inks,
  likeliestAt,
  pageSize,
  pageStart,
} from '../../../../webview-ui/views/text/arrange';

describe('a coloured text', () => {
  const stretch = {
    text: 't',
    from: 0,
    characters: Uint16Array.of(0, 1),
    surprise: Float64Array.of(0.5, 8),
    likeliest: Uint16Array.of(3, 4, 5, 6),
    probabilities: Float64Array.of(0.6, 0.2, 0.5, 0.1),
    activation: Float64Array.of(-1, 0.5),
    centred: Float64Array.of(-3, 1.5),
  };

  it('has pages, and each place one of them', () => {
    for (const predictions of [false, true]) {
      const size = pageSize(predictions);
      assert.deepEqual(
        [0, size - 1, size, 5 * size + 1].map((place) => pageStart(place, predictions)),
        [0, 0, size, 5 * size],
      );
    }
  });

  it('has one scale for surprise on every page, and its own for contributions', () => {
    const entries = (by: 'surprise' | 'activation' | 'contribution'): number[] => {
      const { values, scale, isSigned } = colouring(stretch, by)!;
      return [...values].map((value) => entryOf(value, scale, isSigned));
    };
    assert.deepEqual(entries('surprise'), [Math.round((0.5 / 8) * 254), 254]);
    assert.equal(entries('activation')[0], 0);
    assert.equal(entries('contribution')[0], 0);
    assert.equal(colouring({ ...stretch, activation: undefined }, 'activation'), undefined);
  });

  it('can be read on every colour of every theme: WCAG asks 4.5 to 1', () => {
    // Reckoned here anew, from the standard's own formula.
    const luminance = (rgb: readonly number[]): number => {
      const [r, g, b] = rgb.map((part) =>
        part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (a: readonly number[], b: readonly number[]): number => {
      const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
      return (high + 0.05) / (low + 0.05);
    };
    const themes: [Rgb, Rgb][] = [
      [
        [31, 31, 31],
        [204, 204, 204],
      ],
      [
        [255, 255, 255],
        [59, 59, 59],
      ],
      [
        [0, 0, 0],
        [255, 255, 255],
      ],
    ];
    const read = (colour: string): number[] =>
      colour.startsWith('#')
        ? colour === '#000'
          ? [0, 0, 0]
          : [255, 255, 255]
        : colour.match(/\d+/g)!.map(Number);
    for (const [background, foreground] of themes) {
      for (const ink of inks(divergingTable(background), background, foreground)) {
        if (ink.background !== '') {
          assert.ok(
            contrast(read(ink.background), read(ink.letters)) >= 4.5,
            `${ink.background} ${ink.letters}`,
          );
        }
      }
    }
  });

  it('has the likeliest characters of each place', () => {
    assert.deepEqual(likeliestAt(stretch, 1), [
      { character: 5, probability: 0.5 },
      { character: 6, probability: 0.1 },
    ]);
  });
});
