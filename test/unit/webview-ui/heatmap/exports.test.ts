import assert from 'node:assert/strict';
import { asCsv, asSvg, type Export } from '../../../../webview-ui/heatmap/exports';
import { inOrder } from '../../../../webview-ui/heatmap/matrixPicture';
import { divergingTable, sequentialTable } from '../../../../webview-ui/heatmap/palette';
import { linearScale } from '../../../../webview-ui/heatmap/scale';

const values = Float64Array.of(0.1, -1 / 3, 2, 4.829189868371359, 0, -1e-7);
const matrix = {
  rows: 2,
  columns: 3,
  values,
  rowOrder: Uint32Array.of(1, 0),
  columnOrder: Uint32Array.of(0, 2, 1),
};
const words = { rowWord: (at: number) => `row ${at}`, columnWord: (at: number) => [',', '"', '=x'][at] };

describe('a heatmap that is saved', () => {
  it('has its rows and columns in the order shown', () => {
    assert.deepEqual([...inOrder(matrix)], [4.829189868371359, -1e-7, 0, 0.1, 2, -1 / 3]);
  });

  it('as CSV has every digit, and words that no spreadsheet takes for something else', () => {
    const lines = asCsv({ matrix, ...words }).split('\r\n');
    assert.equal(lines[0], `,",","""",'=x`);
    assert.deepEqual(lines[1].split(',').slice(1).map(Number), [4.829189868371359, -1e-7, 0]);
    assert.equal(lines.length, 4);
  });

  it('as SVG is well-formed, a rectangle for each run of one colour', () => {
    const background = [255, 255, 255] as const;
    const what: Export = {
      ...words,
      matrix,
      block: 0,
      title: '<Whh> & "more"',
      scale: linearScale(values),
      theme: {
        background,
        foreground: [0, 0, 0],
        diverging: divergingTable(background),
        sequential: sequentialTable(background),
        isDark: false,
      },
    };
    const svg = asSvg(what);
    assert.match(svg, /<title>&#60;Whh&#62; &#38; &#34;more&#34;<\/title>/);
    const plot = svg.slice(svg.indexOf('<g transform'), svg.indexOf('</g>'));
    // In the first row shown -1e-7 and 0 have the same colour.
    assert.equal([...plot.matchAll(/<rect /g)].length, 5);
  });
});
