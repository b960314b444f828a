/** Finds a desktop VS Code on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './install.mjs';

/**
 * The command of a desktop VS Code that can run the extension and show a window: the one that CHAR_RNN_VSCODE names, one
 * on the PATH, or one in the usual places.
 *
 * @returns {{ command: string } | { reason: string }} or why there is none
 */
export function findDesktop() {
  const { CHAR_RNN_VSCODE, DISPLAY, WAYLAND_DISPLAY, VSCODE_IPC_HOOK_CLI } = process.env;
  if (CHAR_RNN_VSCODE) {
    return { command: CHAR_RNN_VSCODE };
  }
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
    return { reason: 'there is no display' };
  }
  if (VSCODE_IPC_HOOK_CLI) {
    return { reason: 'this is a terminal of a remote VS Code, whose `code` opens no other window' };
  }
  const found = candidates().filter((path) => existsSync(path));
  if (found.length === 0) {
    return { reason: 'no desktop VS Code was found' };
  }
  const { vscode: needed } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines;
  const command = found.find((path) => isNewEnough(versionOf(path), needed));
  return command ? { command } : { reason: `the VS Code at ${found[0]} does not run, or is not ${needed}` };
}

function candidates() {
  const { PATH = '', LOCALAPPDATA, ProgramFiles } = process.env;
  const windows = process.platform === 'win32';
  const names = ['code', 'code-insiders', 'codium'].map((name) => (windows ? `${name}.cmd` : name));
  return [
    ...PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
    ...(windows
      ? [LOCALAPPDATA && join(LOCALAPPDATA, 'Programs'), ProgramFiles]
          .filter((folder) => folder)
          .map((folder) => join(folder, 'Microsoft VS Code', 'bin', 'code.cmd'))
      : [
          '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
          `${process.env.HOME}/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code`,
          '/usr/share/code/bin/code',
          '/snap/bin/code',
        ]),
  ];
}

/** What it says of itself, or undefined if it does not run (as root, it does not). */
function versionOf(command) {
  const { stdout, status } = runDesktop(command, ['--version']);
  return status === 0 ? /^\d+\.\d+\.\d+/.exec(stdout)?.[0] : undefined;
}

/** Whether `1.105.2` is `^1.100.0`. */
function isNewEnough(version, needed) {
  const [major, minor] = (version ?? '0.0').split('.').map(Number);
  const [neededMajor, neededMinor] = needed.slice(1).split('.').map(Number);
  return major === neededMajor && minor >= neededMinor;
}

/**
 * Runs a desktop VS Code's command to its end; the window that it opens lives on.
 *
 * @param {string} command
 * @param {string[]} args
 */
export function runDesktop(command, args) {
  // A .cmd runs in a shell only, which takes its words apart.
  const shell = command.endsWith('.cmd');
  const quoted = (word) => (shell ? `"${word}"` : word);
  return spawnSync(quoted(command), args.map(quoted), { encoding: 'utf8', shell, timeout: 60_000 });
}
