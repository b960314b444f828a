/** Runs a suite inside the extension host of VS Code's server, driven by a page that nobody sees. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { root } from '../install.mjs';
import { launchBrowser } from './browser.mjs';
import { newest, prepareServer } from './prepare.mjs';
import { startServer } from './server.mjs';

/** What the suite itself prints begins so; all else is VS Code talking to itself. */
const mark = '[suite] ';

/**
 * Resolves when the suite has ended, whatever came of it: the results are in the file, and only there. The exit code
 * proves nothing, as a host that was killed reports 0.
 *
 * @param {string} resultsFile where the suite writes its results
 * @param {number} limit the suite must be through after this time, ms
 * @param {object} [options]
 * @param {import('./prepare.mjs').Server} [options.version] the VS Code that it runs in
 * @param {string} [options.tests] the module whose `run` is the suite
 * @param {string} [options.extension] the folder of the extension that is loaded for it
 * @param {Record<string, string>} [options.env] what the suite finds in its environment
 * @param {(server: object) => void} [options.prepare] what is to be done before the workbench opens
 */
export async function runHostTests(
  resultsFile,
  limit,
  {
    version = newest,
    tests = join(root, 'out', 'test', 'host', 'index.js'),
    extension = root,
    env = {},
    prepare = () => {},
  } = {},
) {
  prepareServer(version);
  if (version !== newest) {
    // Its browser serves this one too.
    prepareServer();
  }
  const workspace = mkdtempSync(join(tmpdir(), 'char-rnn-workspace-'));
  const { MOCHA_GREP } = process.env;
  const server = await startServer({
    version,
    env: { ...env, CHAR_RNN_RESULTS: resultsFile, MOCHA_GREP },
  });
  const log = [];
  let browser;
  let timer;
  try {
    server.writeSettings();
    prepare(server);
    browser = await launchBrowser();
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      const line = format(...args);
      log.push(`${type}: ${line}`);
      if (line.startsWith(mark)) {
        console.log(line.slice(mark.length));
      }
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
              ['extensionDevelopmentPath', server.uri(extension)],
              ['extensionTestsPath', server.uri(tests)],
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
    const logFile = resultsFile.replace(/\.json$/, '.log');
    writeFileSync(logFile, log.join('\n'));
    if (!existsSync(resultsFile)) {
      console.error(`The suite left no results. What VS Code logged is in ${logFile}; its last lines:`);
      console.error(log.slice(-20).join('\n'));
    }
    rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
  }
}
