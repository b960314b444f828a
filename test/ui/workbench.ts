/**
 * How to write a UI test
 *
 *   describe('my feature', () => {
 *     let workbench: Workbench;
 *     before(async () => {
 *       workbench = await Workbench.open({ files: { 'play.txt': 'ROMEO:\n' }, settings: { 'charRnn.length': 40 } });
 *     });
 *     after(() => workbench.close());
 *
 *     it('does something', async () => {
 *       await workbench.openFile('play.txt');
 *       await workbench.placeCursor('play.txt', 1, 7);
 *       await workbench.command('Complete with Char-RNN');
 *       await workbench.waitFor('it is inserted', async () => (await workbench.savedText('play.txt')).length > 7);
 *       await workbench.picture('my-feature-dark');
 *     });
 *   });
 *
 * Every `open` has a folder, settings and memory (recent models and the like) of its own; the server and the browser
 * are shared by the run, so one workbench is open at a time. What is not offered here is done with `workbench.page`,
 * Playwright's page: its locators wait by themselves. Never sleep: wait for what a person would wait for.
 *
 *   npm test -- ui                         all of them
 *   MOCHA_GREP='my feature' npm test -- ui those whose titles match
 *   CHAR_RNN_SLOWNESS=6 npm test -- ui     in a page that runs six times slower: a test must not depend on speed
 *   out/pictures/*.png                     the pictures, and what a failed test looked like
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { root } from '../install.mjs';
import { sharedBrowser, workbenchServer } from './workbenchServer';

/** Their names in the settings, and the class that the workbench then has. */
const themes = {
  dark: { setting: 'Dark Modern', base: 'vs-dark' },
  light: { setting: 'Light Modern', base: 'vs' },
  'hc-black': { setting: 'Default High Contrast', base: 'hc-black' },
  'hc-light': { setting: 'Default High Contrast Light', base: 'hc-light' },
} as const;

export type Theme = keyof typeof themes;

/** Longest wait for anything, ms. What works takes well under a second, but a machine that does much else may take many. */
const patience = 60_000;

/** How many times slower than this machine the page is to run: what then fails waits for too little. */
const slowness = Number(process.env.CHAR_RNN_SLOWNESS ?? 1);

const pictures = join(root, 'out', 'pictures');

export interface WorkbenchOptions {
  /** Text files by their paths from the folder that is opened. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** On top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  /** Of the window, in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Device pixels per CSS pixel; 1 unless pictures are to be crisp. */
  readonly scale?: number;
  /** Of the person, as a browser names it. VS Code's own words stay English; ours follow. */
  readonly language?: 'en-US' | 'zh-CN';
}

/** A real VS Code with the extension, in a browser that nobody sees. */
export class Workbench {
  /** The one that is open. */
  static current: Workbench | undefined;

  private constructor(
    readonly page: Page,
    /** The folder that is open in it. */
    readonly folder: string,
    private readonly context: BrowserContext,
  ) {}

  static async open({
    files = {},
    settings = {},
    theme = 'dark',
    ...look
  }: WorkbenchOptions = {}): Promise<Workbench> {
    const { server } = await workbenchServer();
    const folder = mkdtempSync(join(tmpdir(), 'char-rnn-ui-'));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    server.writeSettings({
      'files.exclude': { '**/.vscode': true },
      ...settings,
      'workbench.colorTheme': themes[theme].setting,
    });
    const workbench = await Workbench.visit(server.address(folder), folder, look);
    await workbench.dressed(theme);
    return workbench;
  }

  /** Opens a workbench that another server serves. */
  static async visit(
    address: string,
    folder: string,
    {
      size = { width: 1200, height: 800 },
      scale = 1,
      language = 'en-US',
    }: Pick<WorkbenchOptions, 'size' | 'scale' | 'language'> = {},
  ): Promise<Workbench> {
    if (Workbench.current) {
      throw new Error('Another workbench is open: close it first, as both would have the same settings.');
    }
    const browser = await sharedBrowser();
    const context = await browser.newContext({
      viewport: size,
      deviceScaleFactor: scale,
      locale: language,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    if (slowness > 1) {
      const devtools = await context.newCDPSession(page);
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowness });
    }
    const workbench = new Workbench(page, folder, context);
    Workbench.current = workbench;
    await page.goto(address);
    // VS Code sets this mark when all is there and the keys are heard.
    await page.waitForFunction(() => performance.getEntriesByName('code/didStartWorkbench').length > 0);
    return workbench;
  }

  async close(): Promise<void> {
    Workbench.current = undefined;
    await this.context.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The extension's item in the status bar: it is there once the extension is active. */
  get statusBarItem(): Locator {
    return this.page.locator('[id="char-rnn.char-rnn.charRnn.status"]');
  }

  /** Opens a file of the folder by its name, as a person would (Ctrl+P), and waits for its editor to have the focus. */
  async openFile(name: string): Promise<Locator> {
    const editor = this.editor(name);
    await this.chooseFile(name);
    await editor.waitFor();
    await editor.locator('.view-line').first().click();
    return editor;
  }

  /** Opens a file of the folder by its name in whatever editor VS Code has for it. */
  async chooseFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.fill(name);
    await this.chosenRow(name).waitFor();
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** The editor of a file. */
  editor(name: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="/${encodeURI(name)}"]`).first();
  }

  /** The editor that has the focus, or had it last. */
  get activeEditor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** Runs a command by its title in the palette, with its category: `Char-RNN: Compare Temperatures`. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.fill(`>${title}`);
    // By name: what VS Code puts first may be one that only begins like it.
    const row = '.quick-input-list .monaco-list-row';
    await this.page.locator(`${row}[aria-label="${title}"], ${row}[aria-label^="${title}, "]`).click();
    // It may open a list of its own at once, so the palette's going is not waited for.
  }

  /** The input of the palette, or of any list. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget input[type="text"]');
  }

  /** The rows of the palette, or of any list, that have this text. */
  row(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text });
  }

  /** The row that Enter would take, if it has this text. */
  private chosenRow(text: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: text });
  }

  /** Puts the cursor of the focused editor at a line and a column, both counted from 1. */
  async placeCursor(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.quickInput.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Selects a whole line of the focused editor, without its end; lines are counted from 1. */
  async selectLine(line: number): Promise<void> {
    await this.placeCursor(line, 1);
    await this.page.keyboard.press('Shift+End');
  }

  /** Saves the focused editor and reads its file. */
  async savedText(name: string): Promise<string> {
    const path = join(this.folder, name);
    const before = statSync(path).mtimeMs;
    // VS Code writes even what has not changed.
    await this.page.keyboard.press('Control+S');
    await this.waitFor(`${name} is written`, () => Promise.resolve(statSync(path).mtimeMs !== before));
    await this.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
    return readFileSync(path, 'utf8');
  }

  /** The lines that an editor shows; those that are scrolled out of sight are not among them. */
  async visibleText(editor: Locator = this.activeEditor): Promise<string> {
    const lines = await editor.locator('.view-lines > .view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({
          top: parseFloat((element as HTMLElement).style.top),
          text: element.textContent,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** An item of the menu that is open. */
  menuItem(label: string): Locator {
    return this.page.locator('.monaco-menu .action-item', { hasText: label });
  }

  /** Clicks an item of the menu that is open; VS Code is deaf to the mouse for the menu's first tenth of a second. */
  async chooseFromMenu(label: string): Promise<void> {
    const item = this.menuItem(label);
    await item.waitFor();
    await this.waitFor(`the menu closes by ${label}`, async () => {
      await item.click({ timeout: 1000 }).catch(() => undefined);
      return !(await item.isVisible());
    });
  }

  /** The notifications that are on the screen. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /**
   * Changes settings of the folder under the running workbench, which follows. (It does not watch the file of the
   * person's own settings, which are there from the beginning.)
   */
  configure(settings: Readonly<Record<string, unknown>>): void {
    const path = join(this.folder, '.vscode', 'settings.json');
    mkdirSync(dirname(path), { recursive: true });
    // The extension sets settings too.
    const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as object) : {};
    writeFileSync(path, JSON.stringify({ ...before, ...settings }));
  }

  /** Changes the theme, and waits for the window to wear it. */
  async wear(theme: Theme): Promise<void> {
    this.configure({ 'workbench.colorTheme': themes[theme].setting });
    await this.dressed(theme);
  }

  private async dressed(theme: Theme): Promise<void> {
    await this.page.locator(`.monaco-workbench.${themes[theme].base}`).waitFor();
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  /** Waits until something holds. @throws after a minute, naming it. */
  async waitFor(what: string, holds: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + patience;
    while (!(await holds())) {
      if (Date.now() > end) {
        throw new Error(`waited ${patience / 1000} s in vain: ${what}`);
      }
      await this.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  /**
   * Takes a picture of the window, or of a part of it.
   *
   * @param name in out/pictures, or a whole path; without its ending.
   * @returns its path.
   */
  async picture(name: string, part?: Locator): Promise<string> {
    const path = resolve(pictures, `${name}.png`);
    await (part ?? this.page).screenshot({ path, animations: 'disabled', caret: 'hide' });
    return path;
  }
}
