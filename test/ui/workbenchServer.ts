import type { Browser } from 'playwright-core';
import { launchBrowser } from '../vscode-server/browser.mjs';
import { root } from '../install.mjs';
import { startServer } from '../vscode-server/server.mjs';

export type Server = Awaited<ReturnType<typeof startServer>>;

let started: Promise<{ server: Server; browser: Browser }> | undefined;
let browsing: Promise<Browser> | undefined;

/** The server and the browser that all UI tests of a run share; they are started when they are first needed. */
export function workbenchServer(): Promise<{ server: Server; browser: Browser }> {
  // Without the driver for tests, as VS Code shows no notifications while it is driven.
  started ??= Promise.all([
    startServer({ extension: root, driver: false, languages: ['zh-cn'] }),
    sharedBrowser(),
  ]).then(([server, browser]) => ({
    server,
    browser,
  }));
  return started;
}

/** The browser alone. */
export function sharedBrowser(): Promise<Browser> {
  browsing ??= launchBrowser();
  return browsing;
}

export async function stopWorkbenchServer(): Promise<void> {
  const [last, browser] = [await started, await browsing];
  started = browsing = undefined;
  await browser?.close();
  last?.server.stop();
}
