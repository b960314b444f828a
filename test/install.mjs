/** Installs and builds. Uses nothing but Node, so that it runs on a fresh clone. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this project. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Installs what a folder's lockfile says, if something else lies there or nothing at all.
 *
 * @param {string} folder one with a package-lock.json
 */
export function install(folder = root) {
  if (!isInstalled(folder)) {
    console.log(`Installing the dependencies of ${relative(root, folder) || 'the extension'} ...`);
    npm(folder, 'ci', '--loglevel=error');
  }
}

/**
 * Runs npm.
 *
 * @param {string} folder to run it in
 * @param {...string} args
 */
export function npm(folder, ...args) {
  const windows = process.platform === 'win32';
  run(windows ? 'npm.cmd' : 'npm', args, { cwd: folder, shell: windows });
}

/**
 * Builds what the tests and the extension run.
 *
 * @param {...string} args for esbuild.mjs
 */
export function build(...args) {
  run(process.execPath, [join(root, 'esbuild.mjs'), ...args], { cwd: root });
}

/** Compares the lockfile with the one that npm leaves in node_modules when it has finished. */
function isInstalled(folder) {
  const left = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(left)) {
    return false;
  }
  const { '': own, ...wanted } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(left, 'utf8')).packages;
  const same = ([path, { version, integrity, optional }]) =>
    // What is optional is not installed on machines that it does not fit.
    path in found
      ? found[path].version === version && found[path].integrity === integrity
      : optional === true;
  return Object.entries(wanted).every(same) && Object.keys(found).every((path) => path in wanted);
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (status !== 0) {
    throw new Error(
      `"${[command, ...args].join(' ')}" failed in ${options.cwd}: ${error?.message ?? 'see above'}.`,
    );
  }
}
