import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { root } from '../install.mjs';
import { Workbench } from '../ui/workbench';
import { stopWorkbenchServer, workbenchServer } from '../ui/workbenchServer';
import { walkthrough } from './walkthrough';

/** Where the README looks for its pictures. */
const folder = join(root, 'media', 'pictures');

/** What is not to be shown takes no room. */
const settings = {
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.navigationControl.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 15,
  'editor.renderLineHighlight': 'none',
  'editor.renderWhitespace': 'none',
  'editor.overviewRulerBorder': false,
};

/** A line that was selected, and what the network wrote after it. */
async function completion(): Promise<void> {
  const workbench = await Workbench.open({
    files: { 'play.txt': readFileSync(join(root, 'media', 'sample', 'play.txt')) },
    settings: { ...settings, 'charRnn.length': 210 },
    size: { width: 860, height: 420 },
    scale: 2,
  });
  await workbench.command('View: Close Primary Side Bar');
  await workbench.openFile('play.txt');
  const lines = readFileSync(join(workbench.folder, 'play.txt'), 'utf8').split('\n');
  await workbench.selectLine(lines.indexOf('BRAZEN HEAD:') + 1);
  await workbench.page.keyboard.press('Control+Alt+Enter');
  await workbench.page.locator('.statusbar-item', { hasText: '210 characters' }).waitFor();
  await workbench.picture(join(folder, 'completion'));
  await workbench.close();
}

/** The comparison's document, as Markdown is shown. */
async function temperatures(): Promise<void> {
  const workbench = await Workbench.open({
    files: { 'play.txt': 'ROMEO:\n' },
    settings: { ...settings, 'charRnn.length': 120, 'markdown.preview.fontSize': 13 },
    size: { width: 860, height: 900 },
    scale: 2,
  });
  await workbench.command('View: Close Primary Side Bar');
  await workbench.openFile('play.txt');
  await workbench.selectLine(1);
  await workbench.command('Char-RNN: Compare Temperatures');
  await workbench.waitFor('the comparison', async () =>
    (await workbench.visibleText()).startsWith('# One text'),
  );
  await workbench.command('Markdown: Open Preview');
  const preview = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await preview.getByRole('heading', { name: /^Temperature 2/ }).waitFor();
  // All four, rather than the facts above them.
  await preview.getByRole('heading', { name: /^Temperature 0\.2/ }).evaluate((heading) => {
    heading.style.scrollMarginTop = '12px';
    heading.scrollIntoView({ block: 'start' });
  });
  await workbench.picture(join(folder, 'temperatures'));
  await workbench.close();
}

/** The sample play, and the inspector's page on why a newline follows a colon in it. */
async function explain(files: Record<string, string>): Promise<[Workbench, FrameLocator]> {
  const workbench = await Workbench.open({
    files: { 'play.txt': readFileSync(join(root, 'media', 'sample', 'play.txt')), ...files },
    settings,
    size: { width: 1240, height: 860 },
    scale: 2,
  });
  await workbench.command('View: Close Primary Side Bar');
  await workbench.openFile('play.txt');
  const lines = readFileSync(join(workbench.folder, 'play.txt'), 'utf8').split('\n');
  const line = lines.indexOf('LADY ANNE:') + 1;
  await workbench.placeCursor(line, 'LADY ANNE:'.length + 1);
  await workbench.page.keyboard.press('Shift+ArrowRight');
  await workbench.command('Char-RNN: Explain in Inspector');
  const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await page.locator('table.drivers').waitFor();
  await workbench.command('View: Join All Editor Groups');
  await page.locator('table.drivers').waitFor();
  await page.locator('table.drivers button.neuron').first().click();
  return [workbench, page];
}

/** Why a character came, by the default network. */
async function inspector(): Promise<void> {
  const [workbench, page] = await explain({});
  await page.getByText('What put it there').waitFor();
  await workbench.page.mouse.move(2, 2);
  await workbench.picture(join(folder, 'inspector'));
  await workbench.close();
}

/** All the weights from characters to neurons, of the small network. */
async function weights(): Promise<void> {
  const [workbench, page] = await explain({
    '.vscode/settings.json': JSON.stringify({ 'charRnn.model': 'shakespeare-rnn-250' }),
  });
  await page.getByRole('tab', { name: 'Weights' }).click();
  await page.getByRole('radio', { name: 'Wxh' }).click();
  await page.locator('.heatmap canvas').click({ position: { x: 300, y: 120 } });
  await workbench.page.mouse.move(2, 2);
  await page.locator('.readout code').waitFor();
  await workbench.picture(join(folder, 'weights'));
  await workbench.close();
}

/** The Training view in the middle of a run, on the text of the environment's data or the sample play. */
async function training(): Promise<void> {
  const data = process.env.CHAR_RNN_DATA;
  const text =
    data === undefined ? join(root, 'media', 'sample', 'play.txt') : join(data, 'shakespeare_train.txt');
  const workbench = await Workbench.open({
    files: { 'shakespeare.txt': readFileSync(text) },
    settings,
    size: { width: 1240, height: 860 },
    scale: 2,
  });
  await workbench.command('View: Close Primary Side Bar');
  await workbench.openFile('shakespeare.txt');
  await workbench.command('Char-RNN: Train on This File');
  const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  await page.getByText(/^About .* on this machine/).waitFor();
  await workbench.command('View: Join All Editor Groups');
  await page.getByRole('button', { name: 'Start Training' }).click();
  // Far enough that words have formed.
  const deadline = Date.now() + 10 * 60_000;
  while (Date.now() < deadline) {
    const share = await page.locator('.run-progress progress').evaluate((bar) => {
      const { value, max } = bar as HTMLProgressElement;
      return value / max;
    });
    if (share > 0.55) {
      break;
    }
    await workbench.page.waitForTimeout(500);
  }
  await workbench.page.mouse.move(2, 2);
  await workbench.picture(join(folder, 'training'));
  await page.getByRole('button', { name: 'Stop and Keep' }).click();
  await page.getByRole('button', { name: 'Use This Model' }).waitFor();
  await workbench.close();
}

/** A suggestion at the cursor, and its explanation. */
async function ghostText(): Promise<void> {
  const workbench = await Workbench.open({
    files: { 'play.txt': 'ROMEO:\nBut, soft! what light through yonder window breaks?\n\nJULIET:\n' },
    settings,
    size: { width: 860, height: 420 },
    scale: 2,
  });
  const { page } = workbench;
  await workbench.command('View: Close Primary Side Bar');
  const editor = await workbench.openFile('play.txt');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('O');
  // VS Code asks for suggestions once it has first been idle in a new editor: by hand it does so at once.
  await page.keyboard.type(' ');
  await workbench.command('Trigger Inline Suggestion');
  await editor.locator('.ghost-text-decoration').first().waitFor();
  await workbench.picture(join(folder, 'ghost-text'));
  await page.keyboard.press('Control+Alt+/');
  await workbench.row('most likely').first().waitFor();
  await workbench.picture(join(folder, 'ghost-text-explained'));
  await workbench.close();
}

/** The icon, from its drawing. */
async function icon(): Promise<void> {
  const { browser } = await workbenchServer();
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  const drawing = readFileSync(join(root, 'media', 'icon.svg')).toString('base64');
  await page.setContent(
    `<body style="margin: 0"><img src="data:image/svg+xml;base64,${drawing}" style="display: block">`,
  );
  await page.screenshot({ path: join(root, 'media', 'icon.png'), omitBackground: true });
  await page.close();
}

const all = {
  completion,
  temperatures,
  'ghost-text': ghostText,
  inspector,
  weights,
  training,
  icon,
  walkthrough: () => walkthrough(settings),
  // By itself, as it takes a while.
  'walkthrough-train': () => walkthrough(settings, 'train'),
};

/** Takes the pictures that are named, or all of them. */
async function main(names: readonly string[]): Promise<void> {
  for (const [name, take] of Object.entries(all)) {
    if (names.length === 0 ? name !== 'walkthrough-train' : names.includes(name)) {
      console.log(`Taking ${name} ...`);
      await take();
    }
  }
  await stopWorkbenchServer();
}

void main(process.argv.slice(2));
