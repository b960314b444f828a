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

/** The words of a language, as the extension has them. */
class Words {
  private readonly manifest: Readonly<Record<string, string>>;
  private readonly bundle: Readonly<Record<string, string>>;

  constructor(readonly language: 'en-US' | 'zh-CN') {
    const isEnglish = language === 'en-US';
    this.manifest = read(`package.nls${isEnglish ? '' : '.zh-cn'}.json`);
    this.bundle = isEnglish ? {} : read(join('l10n', 'bundle.l10n.zh-cn.json'));
  }

  /** A command as the palette has it. */
  title(command: string): string {
    return `Char-RNN: ${this.manifest[`command.${command}`]}`;
  }

  t(text: string): string {
    return this.bundle[text] ?? text;
  }
}

function read(path: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, string>;
}

/** What each step shows: a workbench with the sample play, until there is something to see. */
const steps: Record<string, (workbench: Workbench, words: Words) => Promise<void>> = {
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
  inspect: async (workbench, words) => {
    await workbench.placeCursor(speaker, 'BRAZEN HEAD:'.length + 1);
    await workbench.page.keyboard.press('Shift+ArrowRight');
    await workbench.command(words.title('explainInInspector'));
    await page(workbench).locator('table.drivers').waitFor();
    await workbench.command('View: Join All Editor Groups');
    await page(workbench).locator('table.drivers').waitFor();
  },
  train: async (workbench, words) => {
    await workbench.command(words.title('trainOnFile'));
    await page(workbench)
      .getByRole('button', { name: words.t('Start Training'), exact: true })
      .click();
    await page(workbench)
      .getByRole('img', { name: words.t('Loss in nats a character, by step.') })
      .waitFor();
    await workbench.command('View: Join All Editor Groups');
    await page(workbench)
      .getByText(new RegExp(`^${words.t('after {0} steps').replace('{0}', '[\\d,]+')}$`))
      .first()
      .waitFor();
  },
};

/** What a step leaves behind must not be in the next one's way: only one network is trained at a time. */
async function leave(name: string, workbench: Workbench, words: Words): Promise<void> {
  if (name === 'train') {
    await page(workbench)
      .getByRole('button', { name: words.t('Stop and Keep') })
      .click();
    await page(workbench)
      .getByRole('button', { name: words.t('Use This Model') })
      .waitFor();
  }
  await workbench.close();
}

function page(workbench: Workbench) {
  return workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** Where a picture shows pages of the extension, there is one for each language. */
const languages = [
  { words: new Words('en-US'), ending: '', steps: Object.keys(steps) },
  { words: new Words('zh-CN'), ending: '-zh-cn', steps: ['inspect', 'train'] },
];

/**
 * The pictures of the walkthrough's steps, in a dark and a light theme, no larger than VS Code shows them. Those in Chinese
 * need a font that has Chinese (Debian: fonts-noto-cjk).
 *
 * @param only the step to take pictures of; all of them if not given.
 */
export async function walkthrough(settings: Readonly<Record<string, unknown>>, only?: string): Promise<void> {
  for (const { words, ending, steps: names } of languages) {
    for (const theme of ['dark', 'light'] satisfies Theme[]) {
      for (const name of names.filter((one) => only === undefined || one === only)) {
        const wide = name === 'inspect' || name === 'train';
        const workbench = await Workbench.open({
          files: { 'play.txt': name === 'train' ? textToTrain : play },
          settings,
          theme,
          language: words.language,
          size: wide ? { width: 1000, height: 680 } : { width: 680, height: 460 },
          scale: wide ? 1 : 1.4,
        });
        await workbench.command('View: Close Primary Side Bar');
        await workbench.openFile('play.txt');
        await steps[name](workbench, words);
        await workbench.page.mouse.move(2, 2);
        await workbench.picture(join(folder, `${name}-${theme}${ending}`));
        await leave(name, workbench, words);
      }
    }
  }
}
