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

  it('mark what random neurons do beside a bar, on the same scale', () => {
    const svg = barsDrawing(
      'p',
      [
        { name: 'all in place', value: 0.8 },
        { name: 'without 100', value: 0.4, range: [0.2, 0.8] },
      ],
      { isSigned: false, note: 'random' },
    );
    const [first, second] = [...svg.matchAll(/<rect x="([\d.]+)" y="\d+" width="([\d.]+)"/g)].map((match) =>
      match.slice(1).map(Number),
    );
    const [, least, greatest] = /d="M([\d.]+) [^"]*H([\d.]+)M/.exec(svg)!.map(Number);
    assert.ok(Math.abs(greatest - (first[0] + first[1])) < 0.02, 'ends where the bar of 0.8 ends');
    assert.ok(Math.abs(least - (second[0] + second[1] / 2)) < 0.02, 'begins at half of the bar of 0.4');
    assert.match(svg, />0\.4000</, 'a probability has no sign');
    assert.match(svg, />random</);
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
    const draw = (): string => '<svg/>';
    const [[shown]] = [pictures.add('drivers', 'why [it]', draw), pictures.add('drivers', 'x', draw)];
    assert.equal(shown, '![why \\[it\\]](picture-1-drivers.svg)');
    assert.notEqual(pictures.all[0].name, pictures.all[1].name);
    // What the page may save beside a report.
    assert.ok(pictures.all.every(({ name }) => /^[\w-][\w.-]{0,199}$/.test(name)));
    const [beside] = new ReportPictures('my report/').add('text', 'x', draw);
    assert.equal(beside, '![x](my%20report/1-text.svg)');
  });

  it('are none where none are wanted', () => {
    const pictures = new ReportPictures(null);
    assert.deepEqual(
      pictures.add('text', 'x', () => assert.fail('drawn for nothing')),
      [],
    );
    assert.deepEqual(pictures.all, []);
  });
});
