/** Runs the in-host suite inside VS Code's server, driven by a page that nobody sees. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { launchBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

/**
 * Resolves when the suite has ended, whatever came of it: the results are in the file, and only there. The exit code
 * proves nothing, as a host that was killed reports 0.
 *
 * @param {string} resultsFile where the suite writes its results
 * @param {number} limit the suite must be through after this time, ms
 */
export async function runHostTests(resultsFile, limit) {
  const workspace = mkdtempSync(join(tmpdir(), 'char-rnn-workspace-'));
  const server = await startServer({ env: { CHAR_RNN_RESULTS: resultsFile } });
  server.writeSettings();
  let browser;
  let timer;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      console.log(...args);
    });
    await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`It did not end within ${limit / 60_000} minutes.`)), limit);
      server.process.once('exit', () => reject(new Error('The server ended in the middle of the suite.')));
      page.once('crash', () => reject(new Error('The page crashed in the middle of the suite.')));
      page
        .exposeFunction('codeAutomationExit', resolve)
        .then(() =>
          page.goto(
            server.address(workspace, [
              ['extensionDevelopmentPath', server.uri(root)],
              ['extensionTestsPath', server.uri(join(root, 'out', 'test', 'host', 'index.js'))],
              ['skipWelcome', 'true'],
            ]),
          ),
        )
        .catch(reject);
    });
  } finally {
    clearTimeout(timer);
    await browser?.close();
    server.stop();
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}
