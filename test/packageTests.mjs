/** Packages the extension, installs the VSIX into VS Code's server, and runs a small suite in that. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './install.mjs';
import { packageExtension } from './package.mjs';
import { runHostTests } from './vscode-server/hostTests.mjs';

/**
 * Resolves when the suite has ended, whatever came of it: the results are in the file.
 *
 * @param {string} resultsFile where the suite writes its results
 * @param {number} limit the suite must be through after this time, ms
 */
export async function runPackageTests(resultsFile, limit) {
  const vsix = await packageExtension();
  const hash = digest(vsix);
  // Once more, from the beginning: the suite compares the two.
  const again = digest(await packageExtension());
  // VS Code runs a suite only beside an extension in development: an empty one.
  const companion = mkdtempSync(join(tmpdir(), 'char-rnn-companion-'));
  const manifest = { name: 'companion', publisher: 'test', version: '0.0.0', engines: { vscode: '*' } };
  writeFileSync(join(companion, 'package.json'), JSON.stringify(manifest));
  try {
    await runHostTests(resultsFile, limit, {
      tests: join(root, 'out', 'test', 'packaged', 'index.js'),
      extension: companion,
      env: { CHAR_RNN_VSIX: vsix, CHAR_RNN_VSIX_DIGESTS: `${hash} ${again}` },
      prepare: (server) => server.installExtension(vsix),
    });
  } finally {
    rmSync(companion, { recursive: true, force: true });
  }
}

function digest(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
