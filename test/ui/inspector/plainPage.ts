import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { pageHtml } from '../../../src/extension/inspector/pageHtml';
import { Responder, type Handlers } from '../../../src/protocol/inspector/responder';
import type { Port } from '../../../src/protocol/port';
import { root } from '../../install.mjs';
import { launchBrowser } from '../../vscode-server/browser.mjs';

export type ThemeName = 'dark' | 'light' | 'hc-black' | 'hc-light';

/** The class that VS Code gives the body of a webview. */
const bodyClasses: Record<ThemeName, string> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  'hc-black': 'vscode-high-contrast',
  'hc-light': 'vscode-high-contrast vscode-high-contrast-light',
};

/** Who answers a page. */
export interface PageHost {
  handlers(): Handlers;
  /** Called when the model or the texts change. */
  onEvent: (event: 'modelChanged' | 'textsChanged', data: object) => void;
}

interface Options {
  readonly theme?: ThemeName;
  readonly size?: { readonly width: number; readonly height: number };
  /** What an earlier page left. */
  readonly state?: unknown;
}

let shared: { browser: Browser; server: Server; address: string } | undefined;

/** The browser and the server of all plain pages; started when they are first needed. */
async function start(): Promise<{ browser: Browser; server: Server; address: string }> {
  const files = new Map(
    ['main', 'training'].flatMap((name) => [
      [`/${name}.js`, 'text/javascript'],
      [`/${name}.css`, 'text/css'],
    ]),
  );
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const type = files.get(path);
    const bundle = { '/': 'main', '/training': 'training' }[path];
    if (type !== undefined) {
      response.setHeader('Content-Type', type);
      response.end(readFileSync(join(root, 'dist', 'webview', path)));
    } else if (bundle !== undefined) {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        pageHtml({
          title: 'Page',
          source: "'self'",
          script: `/${bundle}.js`,
          styles: `/${bundle}.css`,
          nonce: 'c0ffee',
          language: 'en',
          translations: undefined,
        }),
      );
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { browser: await launchBrowser(), server, address: `http://127.0.0.1:${port}/` };
}

export async function stopPlainPages(): Promise<void> {
  if (shared) {
    const { browser, server } = shared;
    shared = undefined;
    await browser.close();
    server.close();
  }
}

/** A page of a browser that takes itself for a webview of VS Code; `visit` loads one of ours into it. */
export async function newPlainPage({
  theme = 'dark',
  size = { width: 1200, height: 800 },
  state,
}: Options = {}): Promise<{
  readonly page: Page;
  readonly context: BrowserContext;
  readonly port: Port;
  readonly problems: readonly string[];
  readonly visit: (path: '/' | '/training') => Promise<void>;
}> {
  shared ??= await start();
  const { browser, address } = shared;
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      problems.push(message.text());
    }
  });
  await page.addInitScript({ content: webviewScript(state, themeVariables(theme), bodyClasses[theme]) });
  return {
    page,
    context,
    port: await playwrightPort(page),
    problems,
    visit: async (path) => {
      await page.goto(new URL(path, address).href);
    },
  };
}

/**
 * The inspector's page in a browser without an editor: the very bundle and policy that ship, VS Code's colours, and a
 * host that answers in this process over the real protocol.
 */
export class PlainPage {
  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly responder: Responder,
    /** What went wrong in the page: errors, and what its policy refused. */
    readonly problems: readonly string[],
  ) {}

  static async open(host: PageHost, options: Options = {}): Promise<PlainPage> {
    const loaded = await newPlainPage(options);
    const { page, context, port } = loaded;
    const responder = new Responder(port, host.handlers(), (error) => {
      const { name, message } = error as Error;
      return { message, reason: name === 'PersonError' ? 'person' : 'fault' };
    });
    host.onEvent = (event, data) => responder.tell(event, data as never);
    const plain = new PlainPage(page, context, responder, loaded.problems);
    await loaded.visit('/');
    return plain;
  }

  async close(): Promise<void> {
    this.responder.close();
    await this.context.close();
  }

  /** Chooses a view by its tab. */
  async view(title: string): Promise<Locator> {
    await this.page.getByRole('tab', { name: title, exact: true }).click();
    return this.page.getByRole('tabpanel', { name: title });
  }

  /** What VS Code would keep. */
  keptState(): Promise<unknown> {
    return this.page.evaluate(() => (window as unknown as { keptState: () => unknown }).keptState());
  }

  /** Tells the page something as the extension does. */
  tell(...event: Parameters<Responder['tell']>): void {
    this.responder.tell(...event);
  }

  /** What axe-core objects to: rule, and the elements it is about. */
  async violations(axe: string): Promise<string[]> {
    return findViolations(this.page, axe);
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({
      path: join(root, 'out', 'pictures', `${name}.png`),
      animations: 'disabled',
      caret: 'hide',
    });
  }
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
  }[];
}

/** Runs axe-core, given as its source, in a page or a frame. */
export async function findViolations(frame: Page | Frame, axe: string): Promise<string[]> {
  await frame.evaluate(axe);
  const { violations } = await frame.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** A line between a page and this process. */
async function playwrightPort(page: Page): Promise<Port> {
  const hearers = new Set<(message: unknown) => void>();
  await page.exposeFunction('toHost', (message: unknown) => {
    for (const hear of [...hearers]) {
      hear(message);
    }
  });
  return {
    post: (message) => {
      page
        .evaluate((data) => window.postMessage(data), message)
        // The page was closed meanwhile.
        .catch(() => undefined);
    },
    listen: (hear) => {
      hearers.add(hear);
      return { dispose: () => hearers.delete(hear) };
    },
  };
}

/** What VS Code does in a webview before its page runs. As text, since what travels to a browser must not be compiled. */
function webviewScript(state: unknown, variables: Record<string, string>, bodyClass: string): string {
  return `
    let kept = ${JSON.stringify(state)};
    window.keptState = () => kept;
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.toHost(message),
      getState: () => kept,
      setState: (next) => { kept = structuredClone(next); },
    });
    document.addEventListener('readystatechange', () => {
      for (const [name, value] of Object.entries(${JSON.stringify(variables)})) {
        document.documentElement.style.setProperty(name, value);
      }
      document.body.className = ${JSON.stringify(bodyClass)};
    });
  `;
}

/** VS Code's colours, as its webviews have them; see themes.json. */
export function themeVariables(theme: ThemeName): Record<string, string> {
  const all = JSON.parse(
    readFileSync(join(root, 'test', 'ui', 'inspector', 'themes.json'), 'utf8'),
  ) as Record<ThemeName, Record<string, string>>;
  return all[theme];
}
