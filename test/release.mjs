/**
 * npm run release: packages the extension, checks what a release must have, and publishes it to both marketplaces.
 * `npm run release -- --dry-run` does all of it but the publishing. The tokens are in the environment: VSCE_PAT for the
 * Visual Studio Marketplace, OVSX_PAT for Open VSX.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { install, npm, root } from './install.mjs';
import { packageExtension } from './package.mjs';
import { releaseNotes } from './releaseNotes.mjs';

/** Open VSX's own publisher, fetched when it is needed. */
const openVsx = 'ovsx@1.4.0';

function git(...args) {
  const { stdout, status } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** What stands in the way of a release of this version, for people. */
function obstacles(version) {
  const found = [];
  if (git('status', '--porcelain') !== '') {
    found.push('Something is not committed: commit it, so that the release can be made again.');
  }
  if (git('tag', '--points-at', 'HEAD')?.split('\n').includes(`v${version}`) !== true) {
    found.push(`This commit has no tag v${version}: git tag v${version}`);
  }
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  if (releaseNotes(changelog, version) === undefined) {
    found.push(
      `CHANGELOG.md has no section "## ${version}" with a date: write what is new, and when it is released.`,
    );
  }
  const mocha = [join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--reporter', 'dot'];
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', ...mocha, 'test/unit/l10n/translations.test.ts'],
    { cwd: root, encoding: 'utf8', env: { ...process.env, CHAR_RNN_RELEASE: version } },
  );
  if (status !== 0) {
    found.push(`Translations are missing:\n${stdout}`);
  }
  for (const token of ['VSCE_PAT', 'OVSX_PAT']) {
    if (!process.env[token]) {
      found.push(`${token} is not set in the environment.`);
    }
  }
  return found;
}

async function release(dryRun) {
  install();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const vsix = await packageExtension();
  const digest = createHash('sha256').update(readFileSync(vsix)).digest('hex');
  const notes = releaseNotes(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);
  writeFileSync(join(root, 'out', 'release-notes.md'), `${notes ?? ''}\n\nSHA-256 of the VSIX: ${digest}\n`);
  console.log(`${vsix}\nSHA-256 ${digest}\nout/release-notes.md has what the changelog says.`);
  const found = obstacles(version);
  const commands = [
    ['exec', '--', 'vsce', 'publish', '--packagePath', vsix],
    ['exec', '--yes', '--', openVsx, 'publish', vsix],
  ];
  if (dryRun) {
    console.log(`\nA release would run:\n${commands.map((words) => `  npm ${words.join(' ')}`).join('\n')}`);
    console.log(
      found.length === 0 ? '\nNothing stands in its way.' : `\nIn its way:\n- ${found.join('\n- ')}`,
    );
    return;
  }
  if (found.length > 0) {
    throw new Error(`Nothing was published:\n- ${found.join('\n- ')}`);
  }
  for (const words of commands) {
    npm(root, ...words);
  }
}

release(process.argv.includes('--dry-run')).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
