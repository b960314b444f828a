/**
 * npm test: installs, builds, runs every suite and sums them up. Suites named as arguments run alone. Each suite leaves a
 * file of results, which is what counts: an exit code may lie. MOCHA_GREP in the environment picks tests by their titles.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, install, root } from './install.mjs';

const resultsFolder = join(root, 'out', 'results');
const reporter = join(root, 'test', 'resultsReporter.cjs');
/** A suite that is not through after this time will not be, ms. */
const limit = 25 * 60_000;

/** Mocha in plain Node, TypeScript through tsx. */
function mocha(suite, timeout) {
  const hooks = join(root, 'test', suite, 'hooks.ts');
  return async (results) => {
    const grep = process.env.MOCHA_GREP;
    const args = [
      ...['--import', 'tsx', join(root, 'node_modules', 'mocha', 'bin', 'mocha.js')],
      ...['--reporter', reporter, '--reporter-option', `output=${results}`],
      ...(existsSync(hooks) ? ['--require', hooks] : []),
      ...['--timeout', String(timeout), '--exit', ...(grep ? ['--grep', grep] : [])],
      `test/${suite}/**/*.test.ts`,
    ];
    await run(process.execPath, args);
  };
}

/** Each resolves when its suite has ended, and leaves its results in the file that it is given. */
const suites = {
  unit: mocha('unit', 20_000),
  host: async (results) => (await import('./vscode-server/hostTests.mjs')).runHostTests(results, limit),
  oldest: async (results) => {
    const { oldest } = await import('./vscode-server/prepare.mjs');
    await (await import('./vscode-server/hostTests.mjs')).runHostTests(results, limit, { version: oldest });
  },
  ui: async (results) => {
    (await import('./vscode-server/prepare.mjs')).prepareServer();
    await mocha('ui', 180_000)(results);
  },
  web: async (results) => {
    (await import('./vscode-server/prepare.mjs')).prepareServer();
    await mocha('web', 180_000)(results);
  },
  package: async (results) => (await import('./packageTests.mjs')).runPackageTests(results, limit),
  desktop: async (results) => (await import('./desktop.mjs')).runDesktopTests(results, limit),
};
/** What `npm test` runs: the desktop suite needs a download from Microsoft's servers, so it is run by its own name. */
const usual = ['unit', 'host', 'ui', 'web', 'package'];

function run(command, args) {
  return new Promise((ended) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    const timer = setTimeout(() => {
      console.error(`Stopped after ${limit / 60_000} minutes.`);
      child.kill('SIGKILL');
    }, limit);
    child.once('exit', (code) => {
      clearTimeout(timer);
      ended(code);
    });
  });
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`No suite is called ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

const { CHAR_RNN_DATA } = process.env;
if (CHAR_RNN_DATA) {
  // Suites run in other folders than this one.
  process.env.CHAR_RNN_DATA = resolve(CHAR_RNN_DATA);
}
install();
build();
mkdirSync(resultsFolder, { recursive: true });
const sum = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
for (const name of chosen.length > 0 ? chosen : usual) {
  console.log(`\n=== ${name}`);
  const began = Date.now();
  const file = join(resultsFolder, `${name}.json`);
  rmSync(file, { force: true });
  try {
    await suites[name](file);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const seconds = Math.round((Date.now() - began) / 1000);
  if (!results || results.passed + results.failed.length === 0) {
    summary.push(`${name}: did not run to its end (${seconds} s)`);
    sum.failed++;
    continue;
  }
  summary.push(
    `${name}: ${results.passed} passed, ${results.failed.length} failed, ${results.skipped.length} skipped (${seconds} s)`,
    ...results.failed.map((title) => `  failed: ${title}`),
    ...results.skipped.map((title) => `  skipped: ${title}`),
  );
  sum.passed += results.passed;
  sum.failed += results.failed.length;
  sum.skipped += results.skipped.length;
}
console.log(`\n${summary.join('\n')}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exit(sum.failed === 0 ? 0 : 1);
