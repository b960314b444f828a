/** Starts and stops VS Code's server. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newest, serverNode, vscodeFolder } from './prepare.mjs';
import { quietSettings } from './settings.mjs';

/** Longest wait for the server to say that it listens, ms; it takes half a second on a quiet machine. */
const patience = 60_000;

/**
 * Starts a server with a room of its own: settings, state and extensions. Stopping it removes the room, unless a folder
 * was given for it. A server does not outlive the process that started it.
 *
 * @param {object} [options]
 * @param {import('./prepare.mjs').Server} [options.version] which one
 * @param {string} [options.room] a folder that keeps settings and state from one start to the next
 * @param {string} [options.extension] the folder of an extension that is there as if it had been installed
 * @param {boolean} [options.driver] whether a page may load the extension from a folder, run the in-host suite in it, and
 *   drive the workbench
 * @param {boolean} [options.workspaceTrust] whether folders have to be trusted
 * @param {string[]} [options.languages] which languages a browser may ask for beside English; VS Code's own words stay
 *   English in them, an extension's do not
 * @param {Record<string, string | undefined>} [options.env] on top of the bare minimum
 */
export async function startServer({
  version = newest,
  room,
  extension,
  driver = true,
  workspaceTrust = false,
  languages = [],
  env = {},
} = {}) {
  const folder = room ?? mkdtempSync(join(tmpdir(), 'char-rnn-server-'));
  const userData = join(folder, 'user');
  const extensionsFolder = join(folder, 'extensions');
  const settingsFile = join(userData, 'User', 'settings.json');
  mkdirSync(join(userData, 'User'), { recursive: true });
  mkdirSync(extensionsFolder, { recursive: true });
  if (extension) {
    writeFileSync(join(extensionsFolder, 'extensions.json'), JSON.stringify([installed(extension)]));
  }
  writeLanguages(userData, languages);
  // Without a token every page that the browser shows, and every user of this machine, could reach the terminal in it.
  const token = randomBytes(16).toString('hex');
  const main = join(vscodeFolder(version), 'out', 'server-main.js');
  const places = [
    ...['--server-data-dir', join(folder, 'server'), '--user-data-dir', userData],
    ...['--extensions-dir', extensionsFolder],
  ];
  const process = spawn(
    serverNode(version),
    [
      ...[main, ...places],
      ...['--host', '127.0.0.1', '--port', '0', '--connection-token', token],
      ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-telemetry'],
      ...['--disable-experiments', '--force-disable-user-env'],
      ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
      ...(driver ? ['--enable-smoke-test-driver'] : []),
    ],
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: minimalEnvironment({ ...env, HOME: folder }) },
  );
  const stop = stopper(process, room ? undefined : folder);
  const port = await listening(process).catch((error) => {
    stop();
    throw error;
  });
  const server = {
    port,
    process,
    extensionsFolder,
    stop,
    /** Installs an extension from a VSIX, before a workbench opens. */
    installExtension(vsix) {
      const args = [main, ...places, '--accept-server-license-terms', '--install-extension', vsix, '--force'];
      const { status, stdout, stderr } = spawnSync(serverNode(version), args, {
        encoding: 'utf8',
        timeout: patience,
        env: minimalEnvironment({ HOME: folder }),
      });
      if (status !== 0) {
        throw new Error(`${vsix} could not be installed:\n${stdout}${stderr}`);
      }
    },
    /** Replaces the person's settings by the quiet ones and these; a workbench reads them when it opens. */
    writeSettings(settings = {}) {
      writeFileSync(settingsFile, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
    },
    /**
     * The address of a workbench that has a folder open.
     *
     * @param {string} workspace
     * @param {[string, string][]} payload what the page is told beside it
     */
    address(workspace, payload = []) {
      const query = new URLSearchParams({ tkn: token, folder: workspace });
      if (payload.length > 0) {
        query.set('payload', JSON.stringify(payload));
      }
      return `http://127.0.0.1:${port}/?${query}`;
    },
    /** A path as the workbench names it. */
    uri(path) {
      return `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
    },
  };
  return server;
}

/** What VS Code writes down of an extension that it has installed. */
function installed(folder) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const path = decodeURIComponent(pathToFileURL(folder).pathname);
  return { identifier: { id: `${publisher}.${name}` }, version, location: { scheme: 'file', path } };
}

/**
 * A language pack without words for each language: with it VS Code tells extensions the language of the browser, and they
 * speak it. Without a file argv.json the server would not look at what the browser asks for.
 */
function writeLanguages(userData, languages) {
  if (languages.length > 0) {
    const words = join(userData, 'no-words.json');
    writeFileSync(words, JSON.stringify({ contents: {} }));
    const extensions = [{ extensionIdentifier: { id: 'char-rnn.no-words' }, version: '1.0.0' }];
    const packs = languages.map((language) => [
      language,
      { hash: 'none', label: language, extensions, translations: { vscode: words } },
    ]);
    writeFileSync(join(userData, 'languagepacks.json'), JSON.stringify(Object.fromEntries(packs)));
    writeFileSync(join(userData, 'User', 'argv.json'), '{}');
  }
}

/** Everything else of our environment stays outside. */
function minimalEnvironment(env) {
  const { PATH, TMPDIR, CHAR_RNN_DATA, CHAR_RNN_SOAK } = process.env;
  const all = {
    PATH,
    TMPDIR,
    CHAR_RNN_DATA,
    CHAR_RNN_SOAK,
    LANG: 'C.UTF-8',
    EXTENSIONS_GALLERY: '{}',
    ...env,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** What stops a server with all its children, at the latest when this process ends, and removes a folder. */
function stopper(server, folder) {
  let stopped = false;
  const stop = () => {
    process.off('exit', stop);
    if (!stopped) {
      stopped = true;
      try {
        process.kill(-server.pid, 'SIGKILL');
      } catch {
        // It has ended by itself, or never began.
      }
      if (folder) {
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    }
  };
  process.on('exit', stop);
  endOnSignals();
  return stop;
}

let signalsHeard = false;

/** A signal would end this process without the event that stops the servers. */
function endOnSignals() {
  if (!signalsHeard) {
    signalsHeard = true;
    const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };
    for (const [signal, number] of Object.entries(numbers)) {
      process.on(signal, () => process.exit(128 + number));
    }
  }
}

/** Waits for the line that names the port. */
function listening(server) {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (what) => reject(new Error(`VS Code's server ${what}. It printed:\n${output}`));
    const timer = setTimeout(fail, patience, `was not ready after ${patience / 1000} s`);
    const hear = (chunk) => {
      output += chunk;
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port) {
        clearTimeout(timer);
        for (const stream of [server.stdout, server.stderr]) {
          stream.off('data', hear).resume();
        }
        resolve(Number(port));
      }
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('error', (error) => fail(`could not be started (${error.message})`));
    server.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}
