import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { startServer } from '../vscode-server/server.mjs';
import { Workbench } from './workbench';

/** A folder from a stranger, whose settings name a model of its own. */
describe('a folder that is not trusted', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let workbench: Workbench;

  before(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'char-rnn-ui-'));
    writeFileSync(join(folder, 'play.txt'), 'ROMEO:\n');
    writeFileSync(join(folder, 'strange.npz'), 'not a model');
    mkdirSync(join(folder, '.vscode'));
    writeFileSync(
      join(folder, '.vscode', 'settings.json'),
      '{ "charRnn.model": "strange.npz", "charRnn.length": 30 }',
    );
    server = await startServer({ extension: root, driver: false, workspaceTrust: true });
    server.writeSettings({ 'security.workspace.trust.startupPrompt': 'never' });
    workbench = await Workbench.visit(server.address(folder), folder);
    await workbench.openFile('play.txt');
    await workbench.statusBarItem.waitFor();
  });

  after(async () => {
    await workbench.close();
    server.stop();
  });

  it('gets the bundled model, and its own only when it is trusted', async () => {
    const { page } = workbench;
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    assert.match((await workbench.statusBarItem.textContent())!, /shakespeare-gru-2x400 · 0\.5/);
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    // The length is no danger, so the folder's holds.
    await page.locator('.statusbar-item', { hasText: '30 characters' }).waitFor();
    await workbench.picture('untrusted');
    await workbench.command('Workspaces: Manage Workspace Trust');
    await page.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.notification('strange: The file is not a model').waitFor();
    await workbench.picture('trusted');
  });
});
