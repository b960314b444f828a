import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Workbench } from './workbench';

const opening = 'ROMEO:\nBut, soft! what light through yonder window breaks?\n\nJULIET:\n';
const passage = `${opening}O Romeo, Romeo!\n\n`;
/** A megabyte of play. */
const large = passage.repeat(Math.ceil(1_000_000 / passage.length));

const names = [
  'appears',
  'along',
  'tab',
  'word',
  'next',
  'alternative',
  'escape',
  'middle',
  'cursors',
  'toggle',
  'hand',
];
const notebook = {
  cells: [{ cell_type: 'markdown', metadata: {}, source: ['To be, or not to be'] }],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

/** For the page; as text, because what compiles the tests would write calls of its own helpers into a function. */
const watchLastLine = `{
  const seen = new Set();
  let running = true;
  const look = () => {
    const lines = [...document.querySelectorAll(
      '.editor-group-container.active .editor-instance .view-lines > .view-line'
    )];
    const last = lines.sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top)).pop();
    seen.add((last ? last.textContent : '').replaceAll('\\u00a0', ' '));
    if (running) requestAnimationFrame(look);
  };
  globalThis.stopWatching = () => { running = false; return seen; };
  look();
}`;

/** For the page: the first line with pale letters in the editor that has the focus, or had it last. */
const readGhostText = `(() => {
  const pale = '.ghost-text-decoration, .ghost-text-decoration-preview, .suggest-preview-text';
  const first = document.querySelector('.editor-group-container.active .editor-instance .monaco-editor ' +
    '.view-lines > .view-line :is(' + pale + ')');
  const line = first?.closest('.view-line');
  if (!line) {
    return { before: '' };
  }
  const range = document.createRange();
  range.setStart(line, 0);
  range.setEndBefore(first);
  const ghost = [...line.closest('.monaco-editor').querySelectorAll(pale)].map((part) => part.textContent).join('');
  const plain = (text) => text.replaceAll('\\u00a0', ' ');
  return { before: plain(range.toString()), ghost: plain(ghost) };
})()`;

describe('ghost text in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      files: {
        ...Object.fromEntries(
          [...names, 'first', 'explain', 'themes'].map((name) => [`${name}.txt`, opening]),
        ),
        'large.txt': large,
        'notes.md': 'To be, or not to be\n',
        'code.js': '// To be, or not to be\n',
        'cells.ipynb': JSON.stringify(notebook),
        'locked.txt': opening,
      },
      settings: { 'files.readonlyInclude': { '**/locked.txt': true } },
    });
    await openAtEnd('first.txt');
    await typeOn('O, speak again, bright angel');
  });

  after(() => workbench.close());

  /** The pale letters of the editor that has the focus. */
  function ghost(editor: Locator = workbench.activeEditor): Locator {
    return editor.locator('.ghost-text-decoration, .ghost-text-decoration-preview, .suggest-preview-text');
  }

  /** What they say; undefined where there are none. */
  async function ghostText(): Promise<string | undefined> {
    return (await shown()).ghost;
  }

  /** The line with pale letters, as it is drawn: what stands before them, and what they say. */
  function shown(): Promise<{ before: string; ghost?: string }> {
    return workbench.page.evaluate(readGhostText);
  }

  /**
   * Waits for pale letters right after what has been typed on their line. What was drawn for fewer characters, and may
   * still be seen when the next key is pressed, is not taken for them.
   *
   * @param other what they said before, where another suggestion is asked for.
   */
  async function suggestionAfter(typed: string, other?: string): Promise<string> {
    let now: string | undefined;
    await workbench.waitFor(`a suggestion after ${JSON.stringify(typed)}`, async () => {
      const { before, ghost } = await shown();
      now = ghost;
      return before === typed && now !== undefined && now !== other;
    });
    return now!;
  }

  /** Waits for these pale letters, and no others, right after what has been typed on their line. */
  async function suggestionIs(typed: string, expected: string): Promise<void> {
    await workbench.waitFor(`after ${JSON.stringify(typed)}: ${expected}`, async () => {
      const { before, ghost } = await shown();
      return before === typed && ghost === expected;
    });
  }

  /**
   * Types until pale letters come. VS Code begins to ask for them when it has first been idle in a new editor, so what
   * is typed before brings none.
   */
  async function typeOn(text: string, editor?: Locator): Promise<void> {
    for (const character of text) {
      await type(character);
      const came = await ghost(editor)
        .first()
        .waitFor({ timeout: 1000 })
        .then(
          () => true,
          () => false,
        );
      if (came) {
        return;
      }
    }
    assert.fail(`typed in vain: ${text}`);
  }

  async function noSuggestion(): Promise<void> {
    await workbench.waitFor('no suggestion', async () => (await ghostText()) === undefined);
  }

  async function openAtEnd(name: string): Promise<Locator> {
    const editor = await workbench.openFile(name);
    await workbench.page.keyboard.press('Control+End');
    return editor;
  }

  const type = (text: string): Promise<void> => workbench.page.keyboard.type(text);
  const press = (key: string): Promise<void> => workbench.page.keyboard.press(key);

  /** Watches the last line, frame by frame, as the eye does. Call what is returned to stop. */
  async function watchLine(): Promise<() => Promise<string[]>> {
    await workbench.page.evaluate(watchLastLine);
    return () => workbench.page.evaluate('[...stopWatching()]');
  }

  it('appears at the cursor while one types, and is not in the document', async () => {
    await openAtEnd('appears.txt');
    await type('O ');
    const text = await suggestionAfter('O ');
    assert.ok(text.trim().length > 3, text);
    await workbench.picture('ghost-text-appears');
    assert.equal(await workbench.savedText('appears.txt'), `${opening}O `);
  });

  it('stays without a flicker while one types along it', async () => {
    await openAtEnd('along.txt');
    await type('O ');
    const text = await suggestionAfter('O ');
    const stop = await watchLine();
    for (const character of text.slice(0, 12)) {
      await type(character);
    }
    await suggestionIs(`O ${text.slice(0, 12)}`, text.slice(12));
    // On every frame the typed and the pale letters together were the same line.
    assert.deepEqual(await stop(), [`O ${text}`]);
    await workbench.picture('ghost-text-typed-along');
  });

  it('is taken by Tab, and by one undo given back', async () => {
    await openAtEnd('tab.txt');
    await type('O ');
    const text = await suggestionAfter('O ');
    await press('Tab');
    assert.equal(await workbench.savedText('tab.txt'), `${opening}O ${text}`);
    await press('Control+Z');
    assert.equal(await workbench.savedText('tab.txt'), `${opening}O `);
  });

  it('is taken word by word by Ctrl+Right, and the rest stays', async () => {
    await openAtEnd('word.txt');
    await type('O ');
    const text = await suggestionAfter('O ');
    const stop = await watchLine();
    await press('Control+ArrowRight');
    // VS Code's own notion of a word, as far as it matters here: letters or marks, and the blank before them.
    const taken = /^\s*(\p{L}+|[^\p{L}\s]+)/u.exec(text)![0];
    await suggestionIs(`O ${taken}`, text.slice(taken.length));
    assert.deepEqual(await stop(), [`O ${text}`]);
    await workbench.picture('ghost-text-word');
    assert.equal(await workbench.savedText('word.txt'), `${opening}O ${taken}`);
  });

  it('has alternatives at Alt+] and Alt+[', async () => {
    await openAtEnd('next.txt');
    await type('O ');
    const first = await suggestionAfter('O ');
    await press('Alt+]');
    const second = await suggestionAfter('O ', first);
    await workbench.picture('ghost-text-alternative');
    await press('Alt+]');
    const third = await suggestionAfter('O ', second);
    assert.equal(new Set([first, second, third]).size, 3);
    await press('Alt+[');
    await suggestionIs('O ', second);
    await press('Alt+[');
    await suggestionIs('O ', first);
    await press('Alt+]');
    await suggestionIs('O ', second);
    await press('Tab');
    assert.equal(await workbench.savedText('next.txt'), `${opening}O ${second}`);
  });

  it('stays the alternative that it is while one types along it', async () => {
    await openAtEnd('alternative.txt');
    await type('O ');
    const first = await suggestionAfter('O ');
    await press('Alt+]');
    const second = await suggestionAfter('O ', first);
    for (let typed = 1; typed <= 6; typed++) {
      await type(second[typed - 1]);
      await suggestionIs(`O ${second.slice(0, typed)}`, second.slice(typed));
    }
    await press('Tab');
    assert.equal(await workbench.savedText('alternative.txt'), `${opening}O ${second}`);
  });

  it('is sent away by Escape until the next character, whatever is deleted or moved meanwhile', async () => {
    await openAtEnd('escape.txt');
    await type('O m');
    await suggestionAfter('O m');
    const began = Date.now();
    await type('y');
    // Not the one before, which may still be seen: Escape would come too early, and send nothing away.
    await suggestionAfter('O my');
    // Several times what a suggestion takes here and now: one that is to stay away could have come.
    const time = 5 * (Date.now() - began) + 500;
    await press('Escape');
    await noSuggestion();
    const stop = await watchLine();
    for (const key of ['Backspace', 'ArrowLeft', 'ArrowRight']) {
      await press(key);
      await workbench.page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), time);
    }
    await type('k');
    const text = await suggestionAfter('O mk');
    const seen = await stop();
    const allowed = ['O my', 'O m', 'O mk', `O mk${text}`];
    assert.ok(
      seen.every((line) => allowed.includes(line)),
      JSON.stringify(seen),
    );
  });

  it('does not come inside a word, and comes before white space', async () => {
    await openAtEnd('middle.txt');
    await type('O lovely night');
    await workbench.placeCursor(5, 6);
    const stop = await watchLine();
    await type('v');
    await press('Control+End');
    await type(' ');
    const text = await suggestionAfter('O lovvely night ');
    const seen = await stop();
    const allowed = ['O lovvely night', 'O lovvely night ', `O lovvely night ${text}`];
    assert.ok(
      // What was suggested at the end of the line, before it was watched, may still stand there.
      seen.every((line) => line.startsWith('O lovely night') || allowed.includes(line)),
      JSON.stringify(seen),
    );
    await workbench.placeCursor(5, 10);
    await type(',');
    await suggestionAfter('O lovvely,');
    await workbench.picture('ghost-text-gap');
  });

  it('does not come at several cursors', async () => {
    await openAtEnd('cursors.txt');
    await type('O ');
    await suggestionAfter('O ');
    await press('Escape');
    // Its last frame is still to be seen for a moment.
    await noSuggestion();
    await press('Control+Alt+ArrowUp');
    const stop = await watchLine();
    await type('x');
    await press('Escape');
    await press('Control+End');
    await type(' ');
    const text = await suggestionAfter('O x ');
    const seen = await stop();
    assert.ok(
      seen.every((line) => ['O ', 'O x', 'O x ', `O x ${text}`].includes(line)),
      JSON.stringify(seen),
    );
  });

  it('is turned off and on by its command', async () => {
    await openAtEnd('toggle.txt');
    await workbench.command('Char-RNN: Toggle Ghost Text');
    await workbench.page.getByText('Char-RNN: ghost text is off').waitFor();
    const stop = await watchLine();
    await type('O');
    await workbench.command('Char-RNN: Toggle Ghost Text');
    await workbench.page.getByText('Char-RNN: ghost text is on').waitFor();
    assert.ok((await stop()).every((line) => ['', 'O'].includes(line)));
    await type(' ');
    await suggestionAfter('O ');
  });

  it('comes only by hand where that is wanted', async () => {
    const comes = async (when: string): Promise<void> => {
      await workbench.statusBarItem.click();
      await workbench.row('It Comes').click();
      await workbench.page.locator('.quick-input-title', { hasText: 'When Ghost Text Comes' }).waitFor();
      await workbench.row(when).click();
      await workbench.page.getByText(`Char-RNN: ghost text comes ${when}`).waitFor();
    };
    await comes('when you ask for it');
    await openAtEnd('hand.txt');
    const stop = await watchLine();
    await type('O my');
    await workbench.command('Trigger Inline Suggestion');
    const text = await suggestionAfter('O my');
    const seen = await stop();
    assert.ok(
      seen.every((line) => 'O my'.startsWith(line) || line === `O my${text}`),
      JSON.stringify(seen),
    );
    await comes('while you type');
    await workbench.openFile('hand.txt');
    await press('Control+End');
    await type(' ');
    await suggestionAfter('O my ');
  });

  it('comes in Markdown, and in code when its language is switched on', async () => {
    await openAtEnd('notes.md');
    await type('O ');
    await suggestionAfter('O ');
    await openAtEnd('code.js');
    const stop = await watchLine();
    await type('// O');
    await workbench.command('Char-RNN: Toggle Ghost Text for This Language');
    await workbench.page.getByText('Char-RNN: ghost text is on in javascript').waitFor();
    assert.ok((await stop()).every((line) => '// O'.startsWith(line)));
    await type(' ');
    await suggestionAfter('// O ');
    await workbench.command('Char-RNN: Toggle Ghost Text for This Language');
    await workbench.page.getByText('Char-RNN: ghost text is off in javascript').waitFor();
  });

  it("comes in a notebook's text cell", async () => {
    await workbench.chooseFile('cells.ipynb');
    await workbench.page.locator('.notebook-editor .markdown-cell-row .cell-focus-indicator-left').click();
    await press('Enter');
    const editor = workbench.page.locator('.notebook-editor .monaco-editor.focused');
    await editor.waitFor();
    await press('Control+End');
    await typeOn(', that is the question: whether it', editor);
    await workbench.picture('ghost-text-notebook');
    await press('Escape');
    await press('Control+S');
  });

  it('comes in an untitled document', async () => {
    await workbench.command('File: New Untitled Text File');
    await workbench.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await workbench.page.locator('.editor-instance .monaco-editor.focused[data-uri^="untitled:"]').waitFor();
    await typeOn('ROMEO:\nO Juliet, my love, my');
    await press('Control+A');
    await press('Delete');
  });

  it('leaves read-only documents alone', async () => {
    await openAtEnd('locked.txt');
    await type('O');
    await workbench.page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).waitFor();
    assert.equal(await ghostText(), undefined);
    assert.equal(await workbench.notification(/Char-RNN/).count(), 0);
    await press('Escape');
  });

  it('comes as quickly in a document of 1 MB', async () => {
    await workbench.openFile('large.txt');
    const line = Math.floor(large.split('\n').length / 2);
    await workbench.placeCursor(line, 1);
    await press('End');
    const times: number[] = [];
    let typed = large.split('\n')[line - 1];
    for (const character of ' so I pray you') {
      const began = Date.now();
      await type(character);
      typed += character;
      await suggestionAfter(typed);
      times.push(Date.now() - began);
    }
    times.sort((a, b) => a - b);
    console.log(
      `      from the key to the pale letters, with what VS Code and the browser do: median ${times[times.length >> 1]} ms`,
    );
    await workbench.picture('ghost-text-large');
    await press('Control+Z');
  });

  it('is explained, character by character', async () => {
    await openAtEnd('explain.txt');
    await type('O ');
    const text = await suggestionAfter('O ');
    await press('Control+Alt+/');
    await workbench.row('most likely').first().waitFor();
    const first = await workbench.page.locator('.quick-input-list .monaco-list-row').first().innerText();
    assert.ok(first.includes(text[0] === ' ' ? '␣' : text[0]), first);
    await workbench.picture('ghost-text-explained');
    await press('Escape');
  });

  it('is changed from the status bar', async () => {
    await workbench.statusBarItem.click();
    await workbench.row('Ghost Text in plaintext').waitFor();
    await workbench.picture('ghost-text-menu');
    await workbench.row('Its Temperature').click();
    await workbench.row('wild').waitFor();
    await press('Escape');
  });

  it('can be read in every theme', async () => {
    await openAtEnd('themes.txt');
    await type('O ');
    await suggestionAfter('O ');
    for (const theme of ['light', 'hc-black', 'hc-light', 'dark'] as const) {
      await workbench.wear(theme);
      await suggestionAfter('O ');
      await workbench.picture(`ghost-text-${theme}`);
    }
  });
});
