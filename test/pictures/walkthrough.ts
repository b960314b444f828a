import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { Workbench, type Theme } from '../ui/workbench';

const folder = join(root, 'media', 'walkthrough');
const play = readFileSync(join(root, 'media', 'sample', 'play.txt'), 'utf8');
/** The assignment's text, where there is the environment's data; else the play often enough to be trained on. */
const textToTrain =
  process.env.CHAR_RNN_DATA === undefined
    ? play.repeat(20)
    : readFileSync(join(process.env.CHAR_RNN_DATA, 'shakespeare_train.txt'), 'utf8');
const speaker = play.split('\n').indexOf('BRAZEN HEAD:') + 1;

/** What each step shows: a workbench with the sample play, until there is something to see. */
const steps: Record<string, (workbench: Workbench) => Promise<void>> = {
  complete: async (workbench) => {
    await workbench.selectLine(speaker);
    await workbench.page.keyboard.press('Control+Alt+Enter');
    await workbench.page.locator('.statusbar-item', { hasText: '200 characters' }).waitFor();
  },
  temperature: async (workbench) => {
    await workbench.selectLine(speaker);
    await workbench.command('Char-RNN: Compare Temperatures');
    await workbench.waitFor('the comparison', async () =>
      (await workbench.visibleText()).startsWith('# One text'),
    );
    await workbench.command('Markdown: Open Preview');
    const preview = page(workbench);
    await preview.getByRole('heading', { name: /^Temperature 2/ }).waitFor();
    await preview.getByRole('heading', { name: /^Temperature 0\.2/ }).evaluate((heading) => {
      heading.style.scrollMarginTop = '12px';
      heading.scrollIntoView({ block: 'start' });
    });
  },
  ghostText: async (workbench) => {
    await workbench.placeCursor(speaker, 'BRAZEN HEAD:'.length + 1);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.keyboard.type('O');
    await workbench.command('Trigger Inline Suggestion');
    await workbench.activeEditor.locator('.ghost-text-decoration').first().waitFor();
  },
  inspect: async (workbench) => {
    await workbench.placeCursor(speaker, 'BRAZEN HEAD:'.length + 1);
    await workbench.page.keyboard.press('Shift+ArrowRight');
    await workbench.command('Char-RNN: Explain in Inspector');
    await page(workbench).locator('table.drivers').waitFor();
    await workbench.command('View: Join All Editor Groups');
    await page(workbench).locator('table.drivers').waitFor();
  },
  train: async (workbench) => {
    await workbench.command('Char-RNN: Train on This File');
    await page(workbench).getByRole('button', { name: 'Start Training', exact: true }).click();
    await page(workbench)
      .getByRole('img', { name: /^Loss in nats/ })
      .waitFor();
    await workbench.command('View: Join All Editor Groups');
    await page(workbench)
      .getByText(/^after [\d,]+ steps$/)
      .first()
      .waitFor();
  },
};

/** What a step leaves behind must not be in the next one's way: only one network is trained at a time. */
async function leave(name: string, workbench: Workbench): Promise<void> {
  if (name === 'train') {
    await page(workbench).getByRole('button', { name: 'Stop and Keep' }).click();
    await page(workbench).getByRole('button', { name: 'Use This Model' }).waitFor();
  }
  await workbench.close();
}

function page(workbench: Workbench) {
  return workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** The pictures of the walkthrough's steps, in a dark and a light theme, no larger than VS Code shows them. */
export async function walkthrough(settings: Readonly<Record<string, unknown>>): Promise<void> {
  for (const theme of ['dark', 'light'] satisfies Theme[]) {
    for (const [name, show] of Object.entries(steps)) {
      const wide = name === 'inspect' || name === 'train';
      const workbench = await Workbench.open({
        files: { 'play.txt': name === 'train' ? textToTrain : play },
        settings,
        theme,
        size: wide ? { width: 1000, height: 680 } : { width: 680, height: 460 },
        scale: wide ? 1 : 1.4,
      });
      await workbench.command('View: Close Primary Side Bar');
      await workbench.openFile('play.txt');
      await show(workbench);
      await workbench.page.mouse.move(2, 2);
      await workbench.picture(join(folder, `${name}-${theme}`));
      await leave(name, workbench);
    }
  }
}
