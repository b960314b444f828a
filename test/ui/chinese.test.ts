import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { root } from '../install.mjs';
import { Workbench } from './workbench';

type Words = Readonly<Record<string, string>>;

const manifest = JSON.parse(readFileSync(join(root, 'package.nls.zh-cn.json'), 'utf8')) as Words;
const bundle = JSON.parse(readFileSync(join(root, 'l10n', 'bundle.l10n.zh-cn.json'), 'utf8')) as Words;
const play = readFileSync(join(root, 'media', 'sample', 'play.txt'), 'utf8');

/** A command's title as the palette has it. */
function title(command: string): string {
  return `Char-RNN: ${manifest[`command.${command}`]}`;
}

/** VS Code's own words stay English here, as they come in a language pack of its own. */
describe('in a VS Code that speaks Simplified Chinese', () => {
  let workbench: Workbench;
  let page: FrameLocator;

  before(async () => {
    workbench = await Workbench.open({
      files: {
        'play.txt': play,
        'long.txt': play.repeat(8),
        'broken.npz': 'ROMEO:',
        '.vscode/settings.json': JSON.stringify({ 'charRnn.model': 'shakespeare-gru-2x400' }),
      },
      size: { width: 1400, height: 900 },
      language: 'zh-CN',
    });
    page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await workbench.openFile('play.txt');
    await workbench.statusBarItem.waitFor();
  });

  after(() => workbench.close());

  it('the menu of the status bar and the commands do', async () => {
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput.fill('>Char-RNN');
    await workbench.row(manifest['command.complete']).waitFor();
    await workbench.picture('chinese-palette');
    await workbench.page.keyboard.press('Escape');
    await workbench.statusBarItem.click();
    await workbench.row(bundle.Temperature).first().waitFor();
    await workbench.picture('chinese-menu');
    await workbench.page.keyboard.press('Escape');
  });

  it('an error does: what was wrong, and what to do', async () => {
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'broken.npz' })
      .click({ button: 'right' });
    await workbench.chooseFromMenu(manifest['command.useModel']);
    const message = workbench.notification('broken');
    await message.waitFor();
    assert.ok(
      (await message.textContent())!.includes(bundle['The file is not a model: {0}.'].split('{0}')[0]),
    );
    await workbench.picture('chinese-error');
    await workbench.command('Notifications: Clear All Notifications');
  });

  it('the inspector does, in each of its views', async () => {
    await workbench.openFile('play.txt');
    const line = play.split('\n').indexOf('BRAZEN HEAD:') + 1;
    await workbench.placeCursor(line, 'BRAZEN HEAD:'.length + 1);
    await workbench.page.keyboard.press('Shift+ArrowRight');
    await workbench.command(title('explainInInspector'));
    await page.locator('table.drivers').waitFor();
    await workbench.command('View: Join All Editor Groups');
    await page.locator('table.drivers').waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-cn');
    for (const view of [
      'Transitions',
      'Proof',
      'Weights',
      'Text',
      'Neurons',
      'Discover',
      'Intervene',
      'Report',
    ]) {
      const tab = page.getByRole('tab', { name: bundle[view], exact: true });
      await tab.click();
      await page
        .getByRole('tab', { name: bundle[view], exact: true })
        .and(page.locator('[aria-selected=true]'))
        .waitFor();
      await workbench.picture(`chinese-inspector-${view.toLowerCase()}`);
    }
    await workbench.command('View: Close All Editors');
  });

  it('the Training view does', async () => {
    await workbench.openFile('long.txt');
    await workbench.command(title('trainOnFile'));
    const start = page.getByRole('button', { name: bundle['Start Training'], exact: true });
    await start.waitFor();
    await page.getByRole('heading', { name: bundle['Train on {0}'].replace('{0}', 'long.txt') }).waitFor();
    await workbench.picture('chinese-training-form');
    await start.click();
    await page.getByRole('button', { name: bundle['Stop and Keep'], exact: true }).click();
    await page.getByRole('button', { name: bundle['Use This Model'], exact: true }).waitFor();
    await workbench.picture('chinese-training-ended');
    await workbench.command('View: Close All Editors');
  });

  it('the walkthrough does', async () => {
    await workbench.command(title('openWalkthrough'));
    await workbench.page.getByRole('heading', { name: manifest['walkthrough.title'], level: 2 }).waitFor();
    await workbench.page.getByText(manifest['walkthrough.train.title'], { exact: true }).waitFor();
    await workbench.page.getByText(manifest['walkthrough.train.title'], { exact: true }).click();
    await workbench.page.getByText(manifest['command.openTraining'], { exact: true }).first().waitFor();
    await workbench.picture('chinese-walkthrough');
  });
});
