/** Runs the in-host suite in desktop VS Code, which `@vscode/test-electron` downloads. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { root } from './install.mjs';

export async function runDesktopTests() {
  const results = join(root, 'out', 'results', 'host.json');
  await rm(results, { force: true });
  let vscodeExecutablePath = process.env.CHAR_RNN_VSCODE;
  if (!vscodeExecutablePath) {
    try {
      vscodeExecutablePath = await downloadAndUnzipVSCode({ timeout: 30_000 });
    } catch (error) {
      throw new Error(
        `Desktop VS Code could not be downloaded (${error.message}). Name an installed one in the environment ` +
          "variable CHAR_RNN_VSCODE, or run `npm run test:host`: the same suite in VS Code's server.",
      );
    }
  }
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'out', 'test', 'host', 'index.js'),
    launchArgs: ['--disable-extensions', '--disable-workspace-trust', '--disable-gpu', '--no-sandbox'],
  });
  return JSON.parse(await readFile(results, 'utf8'));
}
