import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { PersonError } from '../../core/personError';
import type { FoundNode } from './findNode';
import { gpuPackage, neededSpace, writeInstalled } from './gpuFolder';
import { ownEnvironment } from './ownEnvironment';

export interface InstallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds in which nothing more arrives, after which it is given up. Default three minutes. */
  readonly patience?: number;
  /** Milliseconds from one look at what has arrived to the next. Default one second. */
  readonly look?: number;
  /** @param bytes on the disk so far. */
  readonly onProgress?: (bytes: number, seconds: number) => void;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Characters of what npm said that are kept. */
const keptOutput = 20_000;

/**
 * Installs tfjs-node-gpu into a folder of its own, by npm. Its install script fetches libtensorflow and waits for ever where
 * the host does not answer: so it is watched, and ended when nothing more arrives.
 *
 * @throws PersonError that says what went wrong, or the signal's reason; then nothing is left of it.
 */
export async function installGpu(
  node: FoundNode,
  folder: string,
  options: InstallOptions = {},
): Promise<void> {
  options.signal?.throwIfAborted();
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const manifest = { private: true, description: 'What Char-RNN for VS Code trains with on a GPU.' };
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
    await npmInstall(node, folder, options);
    const main = join(folder, 'node_modules', gpuPackage.name, 'package.json');
    if (!(await stat(main).catch(() => undefined))) {
      throw new PersonError(
        `npm was through, but ${gpuPackage.name} is not in ${folder}. Nothing was kept. Try again, and look whether npm's own settings send it elsewhere.`,
      );
    }
    await writeInstalled(folder, { version: gpuPackage.version, node: node.path });
  } catch (error) {
    await removeGpu(folder);
    throw problemOf(error, folder);
  }
}

/** Takes it away whole. */
export async function removeGpu(folder: string): Promise<void> {
  // A process that was ended may still be closing files.
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Bytes that are free where a folder lies or will lie. */
export async function freeSpace(folder: string): Promise<number> {
  for (let at = folder; ; at = dirname(at)) {
    const system = await statfs(at).catch(() => undefined);
    if (system) {
      return system.bavail * system.bsize;
    }
    if (dirname(at) === at) {
      return 0;
    }
  }
}

/** Bytes of all files in a folder. */
export async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) =>
      entry.isFile()
        ? ((await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0)
        : 0,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function npmInstall(
  node: FoundNode,
  folder: string,
  { signal, patience = 180_000, look = 1000, onProgress, environment = process.env }: InstallOptions,
): Promise<void> {
  const inherited = ownEnvironment(environment);
  const child = spawn(
    node.path,
    [
      ...[
        node.npm!,
        'install',
        `${gpuPackage.name}@${gpuPackage.version}`,
        '--prefix',
        folder,
        '--save-exact',
      ],
      // What a person has chosen elsewhere must not keep the install script from running, or its and npm's words from us.
      ...['--ignore-scripts=false', '--foreground-scripts', '--no-audit', '--no-fund', '--no-progress'],
      '--loglevel=notice',
    ],
    {
      cwd: folder,
      // The script calls `node`: the one whose binary interface the add-on is to have.
      env: { ...inherited, PATH: `${dirname(node.path)}${delimiter}${inherited.PATH ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that the script ends with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    },
  );
  let output = '';
  let problem: Error | undefined;
  const began = performance.now();
  let lastChange = began;
  let lastSize = 0;
  const end = (error: Error): void => {
    problem ??= error;
    endTree(child.pid);
  };
  const hear = (text: string): void => {
    output = (output + text).slice(-keptOutput);
    lastChange = performance.now();
  };
  child.stdout.setEncoding('utf8').on('data', hear);
  child.stderr.setEncoding('utf8').on('data', hear);
  const abort = (): void => end(signal!.reason as Error);
  signal?.addEventListener('abort', abort);
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) {
      return;
    }
    isLooking = true;
    void folderSize(folder).then((size) => {
      isLooking = false;
      const now = performance.now();
      if (size !== lastSize) {
        lastSize = size;
        lastChange = now;
      }
      onProgress?.(size, (now - began) / 1000);
      if (now - lastChange > patience) {
        end(
          new PersonError(
            `Nothing more arrived for ${Math.round(patience / 1000)} seconds, so the installation was given up: the host that has libtensorflow does not answer. Try again later, or behind another proxy. Nothing was kept.`,
          ),
        );
      }
    });
  }, look);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (problem) {
      throw problem;
    }
    if (code !== 0) {
      throw new PersonError(whyFailed(output, code, folder));
    }
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** Ends npm and the scripts that it has started. */
function endTree(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    if (process.platform === 'win32') {
      spawnSync('taskkill', ['/pid', `${pid}`, '/T', '/F'], { windowsHide: true });
    } else {
      process.kill(-pid, 'SIGKILL');
    }
  } catch {
    // It has ended by itself.
  }
}

function whyFailed(output: string, code: number | null, folder: string): string {
  if (/ENOSPC|no space left/i.test(output)) {
    return fullDisk(folder);
  }
  if (/E404|ETARGET|No matching version/.test(output)) {
    return `npm's registry does not have ${gpuPackage.name} ${gpuPackage.version}. Look at the registry that npm is set to. Nothing was kept.`;
  }
  const unreachable = /ENOTFOUND|ECONNREFUSED|EAI_AGAIN|ETIMEDOUT|ECONNRESET/.exec(output)?.[0];
  if (unreachable !== undefined) {
    return `npm did not reach a host that it needs (${unreachable}). Look at the network, or at the proxy that npm is set to. Nothing was kept.`;
  }
  const last = output
    .split('\n')
    .filter((line) => /error/i.test(line) && !/complete log|A complete/.test(line))
    .slice(-3)
    .map((line) => line.replace(/^npm (ERR!|error)\s*/, '').trim())
    .join(' ');
  return `npm ended with code ${code ?? 'none'}: ${last === '' ? 'it did not say why' : last.slice(0, 300)}. Nothing was kept. Try again, or train with the kernel as before.`;
}

function fullDisk(folder: string): string {
  return `The disk that has ${folder} is full: the installation was given up, and nothing of it was kept. Make room (${neededSpace / 1024 ** 3} GB) and try again.`;
}

/** An error of the file system, for people. */
function problemOf(error: unknown, folder: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (error instanceof PersonError || code === undefined) {
    return error;
  }
  return new PersonError(
    code === 'ENOSPC'
      ? fullDisk(folder)
      : `The installation into ${folder} failed (${code}). Nothing was kept. Look at that folder and try again.`,
    { cause: error },
  );
}
