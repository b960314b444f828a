import assert from 'node:assert/strict';
import { Workbench } from './workbench';

describe('temperatures in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      files: { 'play.txt': 'ROMEO:\n', 'typed.txt': 'JULIET:\n' },
      settings: { 'charRnn.length': 60 },
    });
    await workbench.openFile('play.txt');
    await workbench.statusBarItem.waitFor();
  });

  after(() => workbench.close());

  it('are picked from marked ones, and written into a new document', async () => {
    await workbench.selectLine(1);
    await workbench.command('Char-RNN: Sample at a Temperature...');
    await workbench.row('1.3').waitFor();
    await workbench.picture('temperature-picker-dark');
    await workbench.wear('light');
    await workbench.picture('temperature-picker-light');
    await workbench.wear('dark');
    await workbench.row('1.3').click();
    await workbench.row('In a new document').waitFor();
    await workbench.picture('place-picker-dark');
    await workbench.row('In a new document').click();
    await workbench.waitFor('a new document with the sample', async () => {
      const text = await workbench.visibleText();
      return text.startsWith('ROMEO:') && text.length > 60;
    });
    await workbench.picture('sample-dark');
  });

  it('can be typed, and what is no temperature is told as one types', async () => {
    await workbench.openFile('typed.txt');
    await workbench.selectLine(1);
    await workbench.command('Char-RNN: Sample at a Temperature...');
    await workbench.row('1.3').waitFor();
    await workbench.quickInput.fill('hot');
    await workbench.row('hot is not a temperature').waitFor();
    await workbench.picture('temperature-wrong-dark');
    await workbench.page.keyboard.press('Enter');
    await workbench.row('type a number from 0 to 100').waitFor();
    await workbench.quickInput.fill('0,35');
    await workbench.row('the temperature you typed').waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.row('At the cursor').click();
    await workbench.waitFor('the text', async () => (await workbench.visibleText()).length > 60);
    await workbench.page.locator('.statusbar-item', { hasText: 'temperature 0.35' }).waitFor();
    assert.equal((await workbench.savedText('typed.txt')).length, 'JULIET:\n'.length + 60);
  });

  it('are set side by side in one document', async () => {
    await workbench.openFile('play.txt');
    await workbench.selectLine(1);
    await workbench.command('Char-RNN: Compare Temperatures');
    await workbench.waitFor('the comparison', async () =>
      (await workbench.visibleText()).startsWith('# One text at several temperatures'),
    );
    await workbench.picture('comparison-dark');
    await workbench.command('Markdown: Open Preview to the Side');
    await workbench.page.locator('iframe.webview.ready').waitFor();
    const preview = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await preview.getByRole('heading', { name: /Temperature 2 \(alpha = 0\.5\), seed 1/ }).waitFor();
    await workbench.picture('comparison-preview-dark');
  });
});
