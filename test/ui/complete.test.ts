import assert from 'node:assert/strict';
import { Workbench } from './workbench';

describe('completing in the workbench', () => {
  let workbench: Workbench;
  /** What stands in the file when a test begins. */
  const prompt = 'KING RICHARD III:\n';
  const length = 60;

  before(async () => {
    workbench = await Workbench.open({
      files: Object.fromEntries(['palette', 'key', 'menu', 'themes'].map((name) => [`${name}.txt`, prompt])),
      settings: { 'charRnn.length': length },
    });
  });

  after(() => workbench.close());

  /** Waits for the text to be there, and reads it from the saved file. */
  async function completed(name: string): Promise<string> {
    await workbench.waitFor('the continuation', async () => (await workbench.visibleText()).length > length);
    const text = await workbench.savedText(name);
    assert.equal(text.length, prompt.length + length);
    assert.ok(text.startsWith('KING RICHARD III:') && text.endsWith('\n'));
    return text;
  }

  it('works from the palette', async () => {
    await workbench.openFile('palette.txt');
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    await completed('palette.txt');
    // What was written is selected: typing replaces it.
    await workbench.page.keyboard.type('!');
    assert.equal(await workbench.savedText('palette.txt'), 'KING RICHARD III:!\n');
  });

  it('works by its key binding, and one undo takes it back', async () => {
    await workbench.openFile('key.txt');
    await workbench.selectLine(1);
    await workbench.page.keyboard.press('Control+Alt+Enter');
    await completed('key.txt');
    await workbench.page.keyboard.press('Control+Z');
    assert.equal(await workbench.savedText('key.txt'), prompt);
  });

  it("works from the editor's context menu", async () => {
    const editor = await workbench.openFile('menu.txt');
    await workbench.selectLine(1);
    await editor
      .locator('.view-line')
      .first()
      .click({ button: 'right', position: { x: 20, y: 8 } });
    await workbench.menuItem('Complete with Char-RNN').waitFor();
    await workbench.picture('context-menu');
    await workbench.chooseFromMenu('Complete with Char-RNN');
    await completed('menu.txt');
  });

  it('shows what it wrote in every theme', async () => {
    await workbench.openFile('themes.txt');
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    await completed('themes.txt');
    for (const theme of ['dark', 'light', 'hc-black', 'hc-light'] as const) {
      await workbench.wear(theme);
      await workbench.picture(`completion-${theme}`);
    }
  });
});
