import assert from 'node:assert/strict';
import { Workbench } from './workbench';

describe('the status bar in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({ files: { 'play.txt': 'ROMEO:\n' } });
    await workbench.openFile('play.txt');
    await workbench.statusBarItem.waitFor();
  });

  after(() => workbench.close());

  it('names model and temperature, and tells more when it is pointed at', async () => {
    assert.match((await workbench.statusBarItem.textContent())!, /shakespeare-gru-2x400 · 0\.5/);
    await workbench.statusBarItem.hover();
    await workbench.page.locator('.monaco-hover', { hasText: 'loaded when it is first needed' }).waitFor();
    await workbench.picture('status-hover-dark');
  });

  it('changes the temperature by a click', async () => {
    await workbench.statusBarItem.click();
    await workbench.row(/^\s*Temperature/).waitFor();
    await workbench.picture('status-menu-dark');
    await workbench.row(/^\s*Temperature/).click();
    await workbench.row('near noise').click();
    await workbench.statusBarItem.filter({ hasText: 'shakespeare-gru-2x400 · 2' }).waitFor();
  });

  it('changes the model by a click: the list', async () => {
    await workbench.statusBarItem.click();
    await workbench.row('Model').click();
    await workbench.row('File...').waitFor();
    await workbench.picture('model-picker-dark');
    await workbench.page.keyboard.press('Escape');
  });

  it('changes the length by a click, and says what cannot be one', async () => {
    await workbench.statusBarItem.click();
    await workbench.row(/^\s*Length/).click();
    await workbench.page.getByText('A whole number from 1 to 1000000').waitFor();
    await workbench.quickInput.fill('0');
    await workbench.page.getByText('Expected a whole number').waitFor();
    await workbench.picture('length-wrong-dark');
    await workbench.quickInput.fill('30');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    await workbench.page.locator('.statusbar-item', { hasText: '30 characters' }).waitFor();
    assert.equal((await workbench.savedText('play.txt')).length, 'ROMEO:\n'.length + 30);
    await workbench.statusBarItem.hover();
    await workbench.page.locator('.monaco-hover', { hasText: 'Last: 30 characters' }).waitFor();
    await workbench.picture('status-hover-after-dark');
  });
});
