import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FrameLocator, Locator } from 'playwright-core';
import { root } from '../../install.mjs';
import { Workbench } from '../workbench';

const play =
  'First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n'.repeat(60);
const networks = join(root, 'test', 'unit', 'core', 'format', 'pytorch', 'networks');
const { alphabet } = JSON.parse(readFileSync(join(networks, 'networks.json'), 'utf8')) as {
  alphabet: string;
};
/** A Python that has PyTorch, as Debian's has; undefined where there is none. */
const python = ['/usr/bin/python3', 'python3'].find(
  (one) => spawnSync(one, ['-c', 'import torch, numpy']).status === 0,
);

/*
 * The three things that a person does:
 * 1. has chosen a text and a network that are too much for this machine, and writes the folder that PyTorch trains in;
 * 2. brings the folder back when it has trained there: looks at its loss curve, and goes on training, or uses the model;
 * 3. has a GRU that somebody else has trained in PyTorch: says what its characters are, sees what each tensor becomes, and
 *    lets it write.
 */
describe('PyTorch: export and import', () => {
  let workbench: Workbench;
  let page: FrameLocator;

  before(async () => {
    workbench = await Workbench.open({
      files: {
        'play.txt': play,
        'others/gru.pt': readFileSync(join(networks, 'gru-2-embedding-pt-checkpoint.pt')),
        'others/vocabulary.json': JSON.stringify([...alphabet]),
        'others/short.json': JSON.stringify([...alphabet.slice(1)]),
        // Here, as it is chosen anew where it stands.
        '.vscode/settings.json': JSON.stringify({ 'charRnn.model': 'shakespeare-rnn-250' }),
      },
      settings: { 'charRnn.length': 20 },
      size: { width: 1400, height: 900 },
    });
    page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  });

  after(() => workbench.close());

  function button(name: string): Locator {
    return page.getByRole('button', { name, exact: true });
  }

  /** Answers the file dialog that opens. */
  async function giveFolder(path: string): Promise<void> {
    const input = workbench.quickInput;
    await workbench.waitFor('the dialog opens', async () => (await input.inputValue()).startsWith('/'));
    // The dialog writes the folder that it begins with into its field again once it has read it: what was typed before is lost.
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: '..' }).first().waitFor();
    await input.fill(`${path}/`);
    await workbench.waitFor('the folder stands there', async () => (await input.inputValue()) === `${path}/`);
    await workbench.page.locator('.quick-input-action .monaco-button:visible').first().click();
  }

  const job = (): string => join(workbench.folder, 'play-pytorch');

  it('a folder for PyTorch is written from the form, and its README opens', async () => {
    await workbench.openFile('play.txt');
    await workbench.command('Char-RNN: Export as PyTorch Job...');
    await page.getByRole('heading', { name: 'Train on play.txt' }).waitFor();
    await page.getByRole('radio', { name: /^My settings/ }).click();
    for (const [name, value] of Object.entries({ 'Hidden units': '16', 'Stop after passes': '4' })) {
      await page.getByRole('textbox', { name, exact: true }).fill(value);
    }
    await page.getByText(/^About .* on this machine/).waitFor();
    await workbench.picture('job-form-dark');
    await button('Export as PyTorch Job...').click();
    await workbench.row('Put the Text into the Folder').waitFor();
    await workbench.picture('job-text-dark');
    await workbench.row('Put the Text into the Folder').click();
    await giveFolder(workbench.folder);
    await workbench.notification('Import Model... brings back what it learns').waitFor();
    await workbench.page.locator('.tab', { hasText: 'Preview README.md' }).waitFor();
    await workbench.picture('job-written-dark');
    assert.deepEqual(readdirSync(job()).sort(), [
      ...['README.md', 'config.json', 'data.json', 'job.sbatch', 'requirements.txt', 'text.txt', 'train.py'],
    ]);
    assert.equal(readFileSync(join(job(), 'text.txt'), 'utf8'), play);
    await workbench.page.keyboard.press('Escape');
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('View: Close All Editors');
  });

  it('what it has trained comes back, with its curve, and goes on here', async function () {
    if (python === undefined) {
      this.skip();
    }
    const { steps } = JSON.parse(readFileSync(join(job(), 'config.json'), 'utf8')) as { steps: number };
    const half = Math.floor(steps / 2);
    await promisify(execFile)(python, ['train.py', '--cpu', '--steps', String(half)], { cwd: job() });
    await workbench.command('Char-RNN: Import Model...');
    await workbench.row('The Folder of a PyTorch Job').click();
    await giveFolder(job());
    await workbench.row(`Trained to step ${half}`).waitFor();
    await workbench.row('recurrent.weight_ih_l0').first().waitFor();
    await workbench.picture('import-job-dark');
    await workbench.page.keyboard.press('Enter');
    const message = workbench.notification('The model is in play.npz');
    await message.getByRole('button', { name: 'Go On Training...' }).click();
    await page.getByRole('heading', { name: 'Training on play was interrupted' }).waitFor();
    await page.getByText(`Nothing up to step ${half} is lost`).waitFor();
    await page.getByRole('img', { name: /^Loss in nats/ }).waitFor();
    await workbench.picture('import-job-run-dark');
    await button('Go On').click();
    await page.getByRole('heading', { name: 'Trained on play', exact: true }).waitFor();
    assert.ok(existsSync(join(workbench.folder, 'play-2.npz')));
    await workbench.picture('import-job-ended-dark');
    await workbench.command('View: Close All Editors');
  });

  it("somebody else's network is refused by name and shape where it does not fit, and else it writes", async () => {
    const file = workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'gru.pt' });
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'others' })
      .first()
      .click();
    for (const [vocabulary, fits] of [
      ['short.json', false],
      ['vocabulary.json', true],
    ] as const) {
      await file.click({ button: 'right' });
      await workbench.chooseFromMenu('Import Model...');
      await workbench.row(vocabulary).waitFor();
      await workbench.picture('import-vocabulary-dark');
      await workbench.row(vocabulary).click();
      if (!fits) {
        const refusal = workbench.notification('gru.pt: ');
        await refusal.waitFor();
        assert.match((await refusal.textContent())!, /\(\d+, \d+\)/);
        await workbench.picture('import-refused-dark');
        await refusal.getByRole('button', { name: 'Other Characters...' }).waitFor();
        await workbench.command('Notifications: Clear All Notifications');
      }
    }
    await workbench.row('Import 2 × GRU').waitFor();
    await workbench.row('Layer 2').waitFor();
    await workbench.picture('import-mapping-dark');
    for (const theme of ['light', 'hc-black'] as const) {
      await workbench.wear(theme);
      await workbench.picture(`import-mapping-${theme}`);
    }
    await workbench.resize(500, 600);
    await workbench.picture('import-mapping-narrow');
    await workbench.resize(1400, 900);
    await workbench.page.keyboard.press('Enter');
    const message = workbench.notification('The model is in others/gru.npz');
    await message.waitFor();
    await workbench.picture('import-offered-hc-black');
    await message.getByRole('button', { name: 'Use This Model' }).click();
    await workbench.statusBarItem.filter({ hasText: 'gru' }).waitFor();
    await workbench.openFile('play.txt');
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    await workbench.waitFor(
      'it writes',
      async () => (await workbench.savedText('play.txt')).length > play.length,
    );
  });
});
