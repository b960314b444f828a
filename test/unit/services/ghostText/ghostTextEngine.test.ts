import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Completer } from '../../../../src/core/completion';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { contextAnchor } from '../../../../src/services/ghostText/anchor';
import { ContextCache } from '../../../../src/services/ghostText/contextCache';
import { GhostTextEngine, type SuggestionRequest } from '../../../../src/services/ghostText/ghostTextEngine';
import { randomModel } from '../../core/testModel';

const letters = 'abcdefgh \n.😀';
const model = randomModel(letters, 12, 3, 0.9);

function completer(): Completer {
  const network = createReferenceKernel('reference').load(model.parameters);
  return new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'map' });
}

function request(context: string, more: Partial<SuggestionRequest> = {}): SuggestionRequest {
  return {
    context,
    following: '',
    length: { unit: 'characters', count: 40 },
    temperatures: [0.8],
    seed: 1,
    ...more,
  };
}

/** An edit: keep a share of the text, and put something behind it; or go back to an earlier text (undo). */
const edits = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('type' as const),
      text: fc.string({ unit: fc.constantFrom(...letters, '\r\n', '“', '9'), minLength: 1, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('backspace' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({
      kind: fc.constant('splice' as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.string({ unit: fc.constantFrom(...letters), maxLength: 150 }),
    }),
    fc.record({ kind: fc.constant('undo' as const), back: fc.integer({ min: 1, max: 4 }) }),
  ),
  { minLength: 1, maxLength: 25 },
);

describe('ghost text', () => {
  it('equals a cold run over the same context, whatever was typed before', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (sequence) => {
        const warm = new GhostTextEngine(completer(), 64 * 1024);
        const history = ['abc def. '.repeat(20)];
        for (const edit of sequence) {
          const text = history[history.length - 1];
          switch (edit.kind) {
            case 'type':
              history.push(text + edit.text);
              break;
            case 'backspace':
              history.push(text.slice(0, -edit.count));
              break;
            case 'splice': {
              const at = Math.floor(edit.at * text.length);
              history.push(text.slice(0, at) + edit.text + text.slice(at));
              break;
            }
            case 'undo':
              history.push(history[Math.max(0, history.length - 1 - edit.back)]);
              break;
          }
          const now = history[history.length - 1];
          const cold = new GhostTextEngine(completer());
          assert.deepEqual(await warm.suggest(request(now)), await cold.suggest(request(now)));
        }
      }),
      { seed: 11, numRuns: 40 },
    );
  }).timeout(60_000);

  it('keeps the rest of a suggestion while one types along it', async () => {
    const engine = new GhostTextEngine(completer());
    const context = 'dead cab. ';
    const [whole] = await engine.suggest(request(context, { length: { unit: 'characters', count: 60 } }));
    const typed = [...whole.text];
    for (let at = 1; at < 40; at++) {
      const [rest] = await engine.suggest(
        request(context + typed.slice(0, at).join(''), { length: { unit: 'characters', count: 60 - at } }),
      );
      assert.equal(rest.text, typed.slice(at).join(''));
    }
  });

  it('costs one step for a typed character, none for a backspace', async () => {
    const reading = completer();
    let read = 0;
    const original = reading.read.bind(reading);
    reading.read = (from, indices, control) => {
      read += indices.length;
      return original(from, indices, control);
    };
    const cache = new ContextCache(reading);
    const text = 'abc def. '.repeat(200);
    await cache.read(text);
    assert.equal(read, text.length);
    for (let typed = 1; typed <= 10; typed++) {
      read = 0;
      await cache.read(text + 'ab'.repeat(5).slice(0, typed));
      assert.equal(read, 1);
    }
    for (let typed = 9; typed >= 0; typed--) {
      read = 0;
      await cache.read(text + 'ab'.repeat(5).slice(0, typed));
      assert.equal(read, 0, `${typed} left`);
    }
    // An edit in the middle goes back to the stop before it: at most 64 characters farther than the edit.
    read = 0;
    const edited = text.slice(0, 1000) + 'a' + text.slice(1001);
    await cache.read(edited);
    assert.ok(read <= text.length - 1000 + 64, `${read} read`);
    // Undo finds the old text again.
    read = 0;
    await cache.read(text);
    assert.equal(read, 0);
  });

  it('stays within its memory', async () => {
    const cache = new ContextCache(completer(), 100_000);
    for (let k = 0; k < 200; k++) {
      await cache.read(String.fromCharCode(97 + (k % 8)).repeat(20 + k) + 'abc def. '.repeat(100));
      assert.ok(cache.bytes <= 100_000, `${cache.bytes} bytes`);
    }
  });

  it('ends at the line, after n lines, or after n characters', async () => {
    const engine = new GhostTextEngine(completer());
    const one = (await engine.suggest(request('ab', { length: { unit: 'line' } })))[0].text;
    const three = (await engine.suggest(request('ab', { length: { unit: 'lines', count: 3 } })))[0].text;
    const count = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;
    assert.equal(count(one), 1);
    assert.equal(count(three), 3);
    assert.ok(three.startsWith(one));
  });

  it('does not repeat what stands after the cursor', async () => {
    const engine = new GhostTextEngine(completer());
    const length = { unit: 'lines' as const, count: 3 };
    const [whole] = await engine.suggest(request('ab', { length }));
    assert.deepEqual(
      await engine.suggest(request('ab', { length, following: `\n${whole.text.trim()}\nmore` })),
      [],
    );
    const lines = whole.text.split('\n');
    const last = lines[lines.length - 1];
    const [cut] = await engine.suggest(request('ab', { length, following: `\r\n${last}\r\n` }));
    assert.equal(cut.text, lines.slice(0, -1).join('\n').trimEnd());
  });

  it('gives livelier alternatives, none twice, and stops when it is cancelled', async () => {
    const engine = new GhostTextEngine(completer());
    const all = await engine.suggest(request('ab', { temperatures: [0, 0.5, 1, 1.5] }));
    assert.equal(new Set(all.map(({ text }) => text)).size, all.length);
    assert.ok(all.length >= 3);
    await assert.rejects(engine.suggest(request('xyz'), { signal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
  });
});

describe('the context anchor', () => {
  const paragraphs = Array.from({ length: 60 }, (_, k) =>
    k % 4 === 3 ? '' : `line ${k} of some length or other`,
  );

  it('is a paragraph start far enough back, the same all along a line', () => {
    const at = (line: number, character: number) =>
      contextAnchor((k) => paragraphs[k], { line, character }, 200);
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
          const place = { line, character };
          const anchor = contextAnchor(
            (k) => {
              looked++;
              return 'x'.repeat(lengths[k]);
            },
            place,
            100,
          );
          assert.ok(looked < 1000);
          assert.ok(anchor.line < line || (anchor.line === line && anchor.character <= character));
          assert.ok(anchor.character <= lengths[anchor.line]);
          let between = character - anchor.character;
          for (let k = anchor.line; k < line; k++) {
            between += lengths[k] + 1;
          }
          const isStart = anchor.line === 0 && anchor.character === 0;
          assert.ok(isStart || between >= 100, `${between}`);
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });

  it('moves once in 400 characters along a very long line', () => {
    const anchors = new Set<number>();
    for (let character = 5000; character < 6000; character++) {
      anchors.add(contextAnchor(() => 'x'.repeat(10_000), { line: 0, character }, 200).character);
    }
    assert.ok(anchors.size <= 4, `${anchors.size}`);
  });
});
