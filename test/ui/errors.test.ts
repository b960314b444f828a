import assert from 'node:assert/strict';
import { Workbench } from './workbench';

describe('what goes wrong, in the workbench', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      files: { 'play.txt': 'ROMEO:\n', 'broken.npz': 'ROMEO:' },
    });
    workbench.configure({ 'charRnn.model': 'models/of/mine.npz' });
    await workbench.openFile('play.txt');
    await workbench.statusBarItem.filter({ hasText: 'mine' }).waitFor();
  });

  after(() => workbench.close());

  it('a model that is not there: what, where, and a way out', async () => {
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    const message = workbench.notification('There is no model file models/of/mine.npz');
    await message.waitFor();
    await workbench.statusBarItem.locator('.codicon-warning').waitFor();
    await workbench.picture('error-dark');
    await workbench.wear('light');
    await workbench.picture('error-light');
    await workbench.wear('hc-black');
    await workbench.picture('error-hc-black');
    await workbench.wear('dark');
    await message.getByRole('button', { name: 'Choose Model...' }).click();
    await workbench.row('shakespeare-rnn-250').click();
    await workbench.statusBarItem.filter({ hasText: 'shakespeare-rnn-250' }).waitFor();
    await workbench.openFile('play.txt');
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    await workbench.page.locator('.statusbar-item', { hasText: '200 characters' }).waitFor();
    assert.ok((await workbench.savedText('play.txt')).length > 200);
  });

  it('a file that is no model, chosen in the explorer: nothing changes', async () => {
    await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'broken.npz' }).click({
      button: 'right',
    });
    await workbench.chooseFromMenu('Use as Char-RNN Model');
    await workbench.notification('broken: The file is not a model').waitFor();
    assert.match((await workbench.statusBarItem.textContent())!, /shakespeare-rnn-250/);
    await workbench.picture('error-file-dark');
  });

  it('a long completion shows how far it is, and is cancelled', async () => {
    workbench.configure({ 'charRnn.length': 1_000_000, 'charRnn.kernel': 'reference' });
    await workbench.openFile('play.txt');
    const before = await workbench.savedText('play.txt');
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    const progress = workbench.notification('Char-RNN is writing');
    await progress.filter({ hasText: /\d %/ }).waitFor();
    await workbench.picture('progress-dark');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    assert.equal(await workbench.savedText('play.txt'), before);
  });
});
