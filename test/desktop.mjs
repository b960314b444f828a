/** Runs the in-host suite in desktop VS Code, which `@vscode/test-electron` downloads. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { root } from './install.mjs';
import { quietSettings } from './vscode-server/settings.mjs';

/**
 * Resolves when the suite has ended well; its results are in the file.
 *
 * @param {string} resultsFile where the suite writes its results
 * @param {number} limit the suite must be through after this time, ms
 */
export async function runDesktopTests(resultsFile, limit) {
  const vscodeExecutablePath = process.env.CHAR_RNN_VSCODE ?? (await download());
  // The path of a socket in it must stay short, or VS Code does not start on macOS.
  const room = mkdtempSync(join(tmpdir(), 'crnn-'));
  const workspace = join(room, 'workspace');
  const userData = join(room, 'user');
  mkdirSync(workspace);
  mkdirSync(join(userData, 'User'), { recursive: true });
  writeFileSync(join(userData, 'User', 'settings.json'), JSON.stringify(quietSettings));
  let timer;
  try {
    await Promise.race([
      runTests({
        vscodeExecutablePath,
        extensionDevelopmentPath: root,
        extensionTestsPath: join(root, 'out', 'test', 'host', 'index.js'),
        extensionTestsEnv: { CHAR_RNN_RESULTS: resultsFile },
        launchArgs: [
          ...[workspace, '--user-data-dir', userData, '--extensions-dir', join(room, 'extensions')],
          ...[
            '--disable-extensions',
            '--disable-workspace-trust',
            '--disable-gpu',
            '--no-sandbox',
            '--skip-welcome',
          ],
        ],
      }),
      new Promise((_, reject) => {
        timer = setTimeout(
          () => reject(new Error(`It did not end within ${limit / 60_000} minutes.`)),
          limit,
        );
      }),
    ]);
  } finally {
    clearTimeout(timer);
    rmSync(room, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function download() {
  try {
    return await downloadAndUnzipVSCode({ timeout: 30_000 });
  } catch (error) {
    throw new Error(
      `Desktop VS Code could not be downloaded (${error.message}). Name an installed one in the environment variable ` +
        "CHAR_RNN_VSCODE, or run `npm run test:host`: the same suite in VS Code's server.",
    );
  }
}
