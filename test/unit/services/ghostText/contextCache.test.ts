import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Completer, Context } from '../../../../src/core/completion';
import { Slicer } from '../../../../src/core/pause';
import { ContextCache } from '../../../../src/services/ghostText/contextCache';
import { letters, smallCompleter } from './smallNetwork';

const plenty = 8 * 1024 * 1024;

/** A completer that counts the characters it reads. */
function counting(): { completer: Completer; taken: () => number } {
  const completer = smallCompleter();
  let read = 0;
  const original = completer.readNow.bind(completer);
  completer.readNow = (from, indices) => {
    read += indices.length;
    return original(from, indices);
  };
  return {
    completer,
    taken: () => {
      const now = read;
      read = 0;
      return now;
    },
  };
}

const read = (cache: ContextCache, text: string): Promise<Context> => cache.read(text, new Slicer({}, 0));

describe('ContextCache', () => {
  const text = 'abc def. '.repeat(200);

  it('costs one step for a typed character, none for backspace and undo', async () => {
    const { completer, taken } = counting();
    const cache = new ContextCache(completer, plenty);
    await read(cache, text);
    assert.equal(taken(), text.length);
    for (let typed = 1; typed <= 10; typed++) {
      await read(cache, text + 'ab'.repeat(5).slice(0, typed));
      assert.equal(taken(), 1);
    }
    for (let typed = 9; typed >= 0; typed--) {
      await read(cache, text + 'ab'.repeat(5).slice(0, typed));
      assert.equal(taken(), 0, `${typed} left`);
    }
    // An edit in the middle goes back to the state before it: at most 64 characters farther than the edit.
    await read(cache, text.slice(0, 1000) + 'a' + text.slice(1001));
    const again = taken();
    assert.ok(again > text.length - 1001 && again <= text.length - 1000 + 64, `${again} read`);
    // Undo finds the old text again.
    await read(cache, text);
    assert.equal(taken(), 0);
  });

  it('reads several documents in turn without reading any of them again', async () => {
    const { completer, taken } = counting();
    const cache = new ContextCache(completer, plenty);
    const documents = ['a', 'b', 'c', 'd'].map((letter) => letter + text);
    for (const document of documents) {
      await read(cache, document);
    }
    taken();
    for (let typed = 1; typed < 20; typed++) {
      for (const document of documents) {
        await read(cache, document + 'e'.repeat(typed));
        assert.equal(taken(), 1);
      }
    }
  });

  it('stays within its memory, and forgets first what was used longest ago', async () => {
    const { completer, taken } = counting();
    const maximum = 300_000;
    const cache = new ContextCache(completer, maximum);
    const kept = `keep ${text.slice(0, 300)}`;
    await read(cache, kept);
    for (let k = 0; k < 100; k++) {
      await read(cache, letters[k % 8].repeat(20 + k) + text.slice(0, 900));
      assert.ok(cache.bytes > 0 && cache.bytes <= maximum, `${cache.bytes} bytes`);
      taken();
      await read(cache, kept);
      assert.equal(taken(), 0, 'what is in use was forgotten');
    }
    await read(cache, letters[0].repeat(20) + text.slice(0, 900));
    assert.ok(taken() > 0, 'nothing was forgotten');
  });

  it('gives each of several reads that run side by side its own answer', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom(...letters, '“', '9', '\r\n'), maxLength: 300 }), {
          minLength: 2,
          maxLength: 5,
        }),
        fc.boolean(),
        async (texts, shareBeginning) => {
          const wanted = texts.map((one) => (shareBeginning ? texts[0] + one : one));
          const cache = new ContextCache(smallCompleter(), plenty);
          // Slices of no length: every step lets the other reads run.
          const all = await Promise.all(wanted.map((one) => cache.read(one, new Slicer({}, 0, 0))));
          for (const [at, one] of wanted.entries()) {
            const alone = await read(new ContextCache(smallCompleter(), plenty), one);
            assert.deepEqual(all[at], alone);
          }
        },
      ),
      { seed: 21, numRuns: 20 },
    );
  });

  it('keeps what it read until it was cancelled', async () => {
    const { completer, taken } = counting();
    const cache = new ContextCache(completer, plenty);
    const abort = new AbortController();
    let slices = 0;
    const control = {
      signal: abort.signal,
      pause: () => {
        if (++slices === 30) {
          abort.abort();
        }
        return Promise.resolve();
      },
    };
    await assert.rejects(cache.read(text, new Slicer(control, 0, 0)), { name: 'AbortError' });
    const before = taken();
    assert.ok(before < text.length / 2, `${before} read before it stopped`);
    await read(cache, text);
    // Up to one stop of 64 characters is read twice.
    assert.ok(taken() <= text.length - before + 64);
  });
});
