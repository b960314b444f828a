/**
 * npm start: installs, builds, and opens a VS Code with the extension on a copy of the sample folder: a desktop one, or
 * one that is served, whose address is printed.
 *
 *   npm start -- --served        serves one, even where there is a desktop one
 *   npm start -- --prepare       opens nothing: for F5, which opens a window by itself
 *   npm start -- --room FOLDER   keeps the copy, the settings and the state there instead of in out/start
 */
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findDesktop, runDesktop } from '../findDesktop.mjs';
import { build, install, root } from '../install.mjs';
import { prepareServer } from './prepare.mjs';
import { startServer } from './server.mjs';
import { calmSettings } from './settings.mjs';

const { values } = parseArgs({
  options: { served: { type: 'boolean' }, prepare: { type: 'boolean' }, room: { type: 'string' } },
});
const room = resolve(values.room ?? join(root, 'out', 'start'));
const folder = join(room, 'sample');

try {
  install();
  build();
  // What was written there at another time stays.
  cpSync(join(root, 'media', 'sample'), folder, { recursive: true, force: false });
  if (!values.prepare) {
    await open();
  }
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

/** Opens a desktop VS Code if there is one, or serves one. */
async function open() {
  const desktop = values.served ? { reason: '--served was asked for' } : findDesktop();
  if ('command' in desktop) {
    openDesktop(desktop.command);
  } else {
    await serve(desktop.reason);
  }
}

/** Opens a window, with settings and state of its own, apart from the person's. */
function openDesktop(command) {
  const userData = join(room, 'desktop');
  writeSettings(join(userData, 'User'));
  const { status, error, stderr } = runDesktop(command, [
    ...[folder, '--new-window', `--extensionDevelopmentPath=${root}`],
    ...['--user-data-dir', userData, '--extensions-dir', join(room, 'desktop-extensions')],
    ...['--disable-workspace-trust', '--skip-welcome'],
  ]);
  if (status !== 0) {
    throw new Error(
      `${command} could not be started: ${error?.message ?? stderr.trim()}. ` +
        'Try `npm start -- --served`: that serves a VS Code and prints its address.',
    );
  }
  console.log(`\nVS Code (${command}) opens on ${folder}.`);
}

/** Serves a VS Code until Ctrl-C. */
async function serve(reason) {
  console.log(`VS Code is served, since ${reason}.`);
  prepareServer();
  const serverRoom = join(room, 'server');
  writeSettings(join(serverRoom, 'user', 'User'));
  const server = await startServer({ room: serverRoom, extension: root, driver: false });
  console.log(`\nOpen this address in a browser:\n\n  ${server.address(folder)}\n\nCtrl-C stops it.`);
  server.process.once('exit', (code, signal) => {
    console.error(`VS Code's server ended with ${signal ?? `exit code ${code}`}: run \`npm start\` again.`);
    process.exit(1);
  });
}

/** The first settings of a room; later ones are the person's own. */
function writeSettings(folderOfSettings) {
  const file = join(folderOfSettings, 'settings.json');
  if (!existsSync(file)) {
    mkdirSync(folderOfSettings, { recursive: true });
    writeFileSync(file, JSON.stringify(calmSettings, null, 2));
  }
}
