import assert from 'node:assert/strict';
import fc from 'fast-check';
import { contextAnchor, type TextLines } from '../../../../src/services/ghostText/contextAnchor';
import { linesOf } from './smallNetwork';

describe('contextAnchor', () => {
  const paragraphs = Array.from({ length: 60 }, (_, k) =>
    k % 4 === 3 ? '' : `line ${k} of some length or other`,
  );
  const document = linesOf(paragraphs.join('\n'));

  it('is a paragraph start far enough back, the same all along a line', () => {
    const at = (line: number, character: number) => contextAnchor(document, { line, character }, 200);
    const anchor = at(50, 0);
    assert.deepEqual(at(50, 29), anchor);
    assert.equal(paragraphs[anchor.line - 1], '');
    const between = paragraphs.slice(anchor.line, 50).join('\n').length + 1;
    assert.ok(between >= 200 && between < 400, `${between}`);
    assert.deepEqual(at(3, 5), { line: 0, character: 0 });
  });

  it('looks at few characters only, in any document', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 400 }),
        fc.nat(),
        fc.nat(),
        (lengths, a, b) => {
          const line = a % lengths.length;
          const character = lengths[line] === 0 ? 0 : b % lengths[line];
          let looked = 0;
          const lines: TextLines = {
            lineCount: lengths.length,
            lineAt: (k) => {
              looked++;
              return { text: 'x'.repeat(lengths[k]) };
            },
          };
          const anchor = contextAnchor(lines, { line, character }, 100);
          assert.ok(looked < 1000);
          assert.ok(anchor.line < line || (anchor.line === line && anchor.character <= character));
          assert.ok(anchor.character <= lengths[anchor.line]);
          let between = character - anchor.character;
          for (let k = anchor.line; k < line; k++) {
            between += lengths[k] + 1;
          }
          const isStart = anchor.line === 0 && anchor.character === 0;
          assert.ok(isStart || between >= 100, `${between}`);
          assert.ok(between <= 3000 + 10 * 100, `${between}`);
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });

  it('moves once in 400 characters along a very long line', () => {
    const long = linesOf('x'.repeat(10_000));
    const anchors = new Set<number>();
    for (let character = 5000; character < 6000; character++) {
      anchors.add(contextAnchor(long, { line: 0, character }, 200).character);
    }
    assert.ok(anchors.size >= 2 && anchors.size <= 4, `${anchors.size}`);
  });
});
