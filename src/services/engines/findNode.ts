import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { outputOf } from './runProgram';

/** A real Node: the editor's own, Electron, has another binary interface and forbids what native add-ons do with memory. */
export interface FoundNode {
  readonly path: string;
  readonly version: string;
  /** npm's program for it; undefined where there is none. */
  readonly npm: string | undefined;
}

/** The oldest Node that the kernels and tfjs-node-gpu both run in. */
const oldest = 20;

/**
 * The Node that a setting names, or the first on the PATH.
 *
 * @returns why there is none, as a sentence for people, where there is none.
 */
export async function findNode(
  setting: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<FoundNode | string> {
  const path = setting === '' ? await onPath('node', environment) : setting;
  if (path === undefined) {
    return `No Node is on the PATH. Install Node ${oldest} or newer, or name one in the setting charRnn.training.node.`;
  }
  const where =
    setting === '' ? `Node at ${path}` : `The Node of the setting charRnn.training.node, ${path},`;
  const answer = await outputOf(path, [
    '-p',
    'JSON.stringify([process.versions.node, process.versions.electron ?? null])',
  ]);
  let version: unknown;
  let electron: unknown;
  try {
    [version, electron] = JSON.parse(answer ?? '') as unknown[];
  } catch {
    return `${where} does not run. Name another one in the setting charRnn.training.node.`;
  }
  if (typeof version !== 'string' || electron !== null) {
    return `${where} is Electron, not Node. Name a real one in the setting charRnn.training.node.`;
  }
  if (Number.parseInt(version) < oldest) {
    return `${where} is version ${version}: ${oldest} or newer is needed.`;
  }
  return { path, version, npm: await findNpm(path, environment) };
}

/** npm as a JavaScript file, so that it runs in that Node whatever the system's scripts do. */
async function findNpm(node: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const folder = dirname(await realpath(node).catch(() => node));
  const linked = await onPath('npm', environment);
  const npm = join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const candidates = [
    join(folder, '..', 'lib', npm),
    join(folder, npm),
    ...(linked === undefined ? [] : [await realpath(linked)]),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  for (const candidate of candidates) {
    if (candidate.endsWith('npm-cli.js') && (await exists(candidate))) {
      return candidate;
    }
  }
  return undefined;
}

async function onPath(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const ending = process.platform === 'win32' ? '.exe' : '';
  for (const folder of (environment.PATH ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const path = join(folder, name + ending);
    if (await exists(path)) {
      return path;
    }
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
