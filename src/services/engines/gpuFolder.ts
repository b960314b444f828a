import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { replaceFile } from '../replaceFile';

/** What is fetched, in the one version that it is tried with; 4.22.0 is also its last. */
export const gpuPackage = { name: '@tensorflow/tfjs-node-gpu', version: '4.22.0' } as const;

/**
 * Bytes that should be free: libtensorflow with CUDA's kernels is some 400 MB to fetch and more than that unpacked, and both
 * lie there for a while.
 */
export const neededSpace = 2 * 1024 ** 3;

/** Where tfjs-node-gpu lives in the extension's global storage: a package.json and node_modules of its own. */
export function gpuFolderIn(storage: string): string {
  return join(storage, 'gpu');
}

/**
 * Written when npm is through, and again when the package has been tried: where it is missing, the installation is not
 * whole.
 */
const marker = 'installed.json';
const speedsFile = 'speeds.json';

const installed = v.object({
  version: v.string(),
  /** The Node that it was installed with and runs in. */
  node: v.string(),
  /** What `isUsingGpuDevice` said; absent where it has not been tried, or could not be loaded. */
  isGpu: v.optional(v.boolean()),
});
export type Installed = Readonly<v.InferOutput<typeof installed>>;

const speed = v.object({
  /** `sizeKey` of what was measured. */
  size: v.string(),
  /** Characters a second. */
  gpu: v.number(),
  kernel: v.number(),
});
export type Speed = Readonly<v.InferOutput<typeof speed>>;

export function isInstalled(folder: string): boolean {
  return readInstalled(folder) !== undefined;
}

export function readInstalled(folder: string): Installed | undefined {
  return read(join(folder, marker), installed);
}

/** Whether a Node can still be run: people update, and remove. */
export function isNodeThere(node: string | undefined): boolean {
  return existsSync(node ?? '');
}

export async function writeInstalled(folder: string, record: Installed): Promise<void> {
  await replaceFile(join(folder, marker), json(record));
}

/** What was measured so far, each size once. */
export function readSpeeds(folder: string): readonly Speed[] {
  return read(join(folder, speedsFile), v.array(speed)) ?? [];
}

export async function addSpeed(folder: string, added: Speed): Promise<void> {
  const others = readSpeeds(folder).filter(({ size }) => size !== added.size);
  await replaceFile(join(folder, speedsFile), json([...others, added]));
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** A file's content; undefined where there is none, or not what it should be. */
function read<T>(path: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  try {
    const result = v.safeParse(schema, JSON.parse(readFileSync(path, 'utf8')));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
