import assert from 'node:assert/strict';
import fc from 'fast-check';
import { textAfter } from '../../../../src/services/ghostText/aroundCursor';
import type { Place, TextLines } from '../../../../src/services/ghostText/contextAnchor';
import { drawings } from '../../../../src/services/ghostText/drawings';
import {
  GhostTextEngine,
  type Suggestion,
  type SuggestionRequest,
} from '../../../../src/services/ghostText/ghostTextEngine';
import { TypedAlong } from '../../../../src/services/ghostText/typedAlong';
import { letters, request, smallCompleter } from './smallNetwork';

/** A document that is edited, with a cursor: what the editor is to the provider. */
class Editor implements TextLines {
  private readonly history: { text: string; cursor: number }[] = [];

  constructor(
    public text: string,
    public cursor = text.length,
  ) {}

  get lineCount(): number {
    return this.text.split('\n').length;
  }

  lineAt(line: number): { text: string } {
    return { text: this.text.split('\n')[line] };
  }

  get place(): Place {
    const before = this.text.slice(0, this.cursor).split('\n');
    return { line: before.length - 1, character: before[before.length - 1].length };
  }

  insert(what: string): void {
    this.history.push({ text: this.text, cursor: this.cursor });
    this.text = this.text.slice(0, this.cursor) + what + this.text.slice(this.cursor);
    this.cursor += what.length;
  }

  backspace(count: number): void {
    this.history.push({ text: this.text, cursor: this.cursor });
    const from = Math.max(0, this.cursor - count);
    this.text = this.text.slice(0, from) + this.text.slice(this.cursor);
    this.cursor = from;
  }

  undo(): void {
    Object.assign(this, this.history.pop());
  }
}

/** Settings and cache of one window, as the provider uses them. */
class Window {
  private readonly typedAlong = new TypedAlong();
  private readonly engine = new GhostTextEngine(smallCompleter(), 64 * 1024);

  constructor(private readonly settings: Pick<SuggestionRequest, 'length'>) {}

  /** Suggestions at the cursor, and what was asked for to get them. */
  async suggest(editor: Editor): Promise<{ asked: SuggestionRequest; suggestions: Suggestion[] }> {
    const context = this.typedAlong.context(editor, editor.place, 40);
    const asked = request(context.text, {
      ...this.settings,
      following: textAfter(editor, editor.place),
      followed: context.follows,
      drawings: drawings(0.7, 3, 1),
    });
    const suggestions = await this.engine.suggest(asked);
    this.typedAlong.suggested(editor, context, suggestions);
    return { asked, suggestions };
  }
}

type Edit =
  | { kind: 'type'; text: string }
  | { kind: 'backspace'; count: number }
  | { kind: 'splice'; at: number; text: string }
  | { kind: 'undo' }
  | { kind: 'move'; at: number }
  | { kind: 'follow'; alternative: number; share: number };

const share = fc.noBias(fc.nat(999)).map((thousandths) => thousandths / 1000);
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...letters, '“', '9'), minLength: 1, maxLength });
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('type' as const), text: text(3) }),
    fc.record({ kind: fc.constant('backspace' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant('splice' as const), at: share, text: text(150) }),
    fc.record({ kind: fc.constant('undo' as const) }),
    fc.record({ kind: fc.constant('move' as const), at: share }),
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('follow' as const), alternative: fc.nat(2), share }),
    },
  ),
  { minLength: 1, maxLength: 25, size: 'max' },
);

function apply(editor: Editor, edit: Edit, suggestions: readonly Suggestion[]): string | undefined {
  switch (edit.kind) {
    case 'type':
      editor.insert(edit.text);
      return undefined;
    case 'backspace':
      editor.backspace(edit.count);
      return undefined;
    case 'splice': {
      const { cursor } = editor;
      editor.cursor = Math.floor(edit.at * cursor);
      editor.insert(edit.text);
      editor.cursor = cursor + edit.text.length;
      return undefined;
    }
    case 'undo':
      editor.undo();
      return undefined;
    case 'move':
      editor.cursor = Math.floor(edit.at * editor.text.length);
      return undefined;
    case 'follow': {
      const followed = suggestions.at(edit.alternative % Math.max(1, suggestions.length))?.text ?? '';
      const points = [...followed];
      const typed = points.slice(0, Math.floor(edit.share * points.length)).join('');
      editor.insert(typed);
      return typed === '' ? undefined : followed.slice(typed.length);
    }
  }
}

describe('typing with ghost text', () => {
  /** Each cold run has an engine of its own, which remembers nothing; only the warm-up is shared. */
  const cold = smallCompleter();

  for (const length of [
    { unit: 'characters', count: 40 },
    { unit: 'lines', count: 3 },
  ] as const) {
    it(`equals a cold run whatever was done before, and keeps what is typed along (${length.unit})`, async () => {
      let followed = 0;
      await fc.assert(
        fc.asyncProperty(edits, async (sequence) => {
          const window = new Window({ length });
          const editor = new Editor('abc def.\n\n'.repeat(12) + 'head');
          let { suggestions } = await window.suggest(editor);
          for (const edit of sequence) {
            const rest = apply(editor, edit, suggestions);
            const now = await window.suggest(editor);
            assert.deepEqual(now.suggestions, await new GhostTextEngine(cold).suggest(now.asked));
            // The network is never asked to read on from something that does not stand before the cursor.
            assert.ok(editor.text.slice(0, editor.cursor).endsWith(now.asked.context));
            if (rest !== undefined && rest.trim() !== '') {
              followed++;
              assert.ok(
                now.suggestions.some((one) => one.text.startsWith(rest)),
                `${JSON.stringify(rest)} did not stay`,
              );
            }
            ({ suggestions } = now);
          }
        }),
        { seed: 11, numRuns: 40 },
      );
      assert.ok(followed > 100, `only ${followed} suggestions were typed along`);
    }).timeout(60_000);
  }
});
