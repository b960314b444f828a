import assert from 'node:assert/strict';
import { barsDrawing, textDrawing } from '../../../../src/services/inspector/report/drawings';
import { ReportPictures } from '../../../../src/services/inspector/report/reportPictures';

describe("a report's drawings", () => {
  it('draw bars from zero, as long as their values', () => {
    const svg = barsDrawing('drivers', [
      { name: '100', value: 2 },
      { name: '73', value: 1 },
      { name: '5', value: -1 },
    ]);
    const bars = [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)"/g)].map(([, x, width]) => ({
      x: Number(x),
      width: Number(width),
    }));
    const [first, second, negative] = bars;
    assert.ok(Math.abs(first.width - 2 * second.width) < 0.02 && first.x === second.x);
    assert.ok(Math.abs(negative.x + negative.width - first.x) < 0.02, 'what is below zero ends at zero');
    assert.match(svg, /−1\.000/);
  });

  it('colour each character of a text, and let nothing of it be markup', () => {
    const values = [...'a<&"'].map((name, at) => ({ name, value: at % 2 === 0 ? 1 : -1 }));
    const svg = textDrawing('<b>', values);
    assert.match(svg, /<title>&lt;b&gt;<\/title>/);
    assert.doesNotMatch(svg, /<b>|>&</);
    const fills = [...svg.matchAll(/height="18" fill="([^"]+)"/g)].map(([, fill]) => fill);
    assert.equal(fills.length, 4);
    assert.equal(fills[0], fills[2]);
    assert.notEqual(fills[0], fills[1]);
  });

  it('draw no number that is none, whatever the values', () => {
    for (const values of [[], [0], [0, 0], [1e-300, -1e300]]) {
      const svg = barsDrawing(
        'x',
        values.map((value) => ({ name: 'k', value })),
      );
      assert.doesNotMatch(svg, /NaN|Infinity/);
    }
  });

  it('have names of their own', () => {
    const pictures = new ReportPictures();
    const shown = [pictures.add('drivers', 'why [it]', '<svg/>'), pictures.add('drivers', 'x', '<svg/>')];
    assert.equal(shown[0], '![why \\[it\\]](picture-1-drivers.svg)');
    assert.notEqual(pictures.all[0].name, pictures.all[1].name);
    // What the page may save beside a report.
    assert.ok(pictures.all.every(({ name }) => /^[\w-][\w.-]{0,199}$/.test(name)));
  });
});
