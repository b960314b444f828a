import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import { PersonError } from '../../core/personError';
import { gpuPackage, isInstalled } from './gpuFolder';
import type { TensorFlow } from './tfjs/tensorFlow';

export interface LoadedTensorFlow {
  readonly tf: TensorFlow;
  /** What the native backend says itself: without CUDA it computes on the processor and says nothing. */
  readonly isGpu: boolean;
  /** Package, version and what it computes on, for people. */
  readonly engine: string;
}

type NodeGpu = TensorFlow & {
  readonly version: Readonly<Partial<Record<string, string>>>;
  backend(): { readonly isUsingGpuDevice?: unknown };
};

/**
 * Loads tfjs-node-gpu into this process, which should be a real Node and no other's: a fault in native code ends it.
 *
 * @param folder where Set Up GPU Training has put it; without one it is looked for beside this program.
 * @throws PersonError that says what is wrong.
 */
export function loadTensorFlow(folder?: string): LoadedTensorFlow {
  const require = createRequire(folder === undefined ? __filename : join(folder, 'package.json'));
  if (folder !== undefined && !isInstalled(folder)) {
    throw new PersonError(
      existsSync(join(folder, 'node_modules'))
        ? `The installation of ${gpuPackage.name} was not finished. Run "Set Up GPU Training" again.`
        : `${gpuPackage.name} is not installed. Run "Set Up GPU Training", or train with the kernel.`,
    );
  }
  putBackRemovedFunctions();
  // It takes all of the card's memory otherwise, and the screen's with it.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  let tf: NodeGpu;
  try {
    tf = require(gpuPackage.name) as NodeGpu;
  } catch (error) {
    throw new PersonError(whyNotLoaded(error), { cause: error });
  }
  if (tf.getBackend() !== 'tensorflow') {
    throw new PersonError(
      '{0} was loaded, but its native backend does not run: it computes with "{1}". ' +
        'Run "Set Up GPU Training" again, or train with the kernel.',
      { values: [gpuPackage.name, tf.getBackend()] },
    );
  }
  const isGpu = tf.backend().isUsingGpuDevice === true;
  const version = tf.version['tfjs-node'] ?? gpuPackage.version;
  return { tf, isGpu, engine: `tfjs-node-gpu ${version}, ${isGpu ? 'GPU in use' : 'no GPU in use'}` };
}

/** Whether tfjs-node-gpu has been installed beside this program, by whoever installed that. */
export function isBesideProgram(): boolean {
  try {
    createRequire(__filename).resolve(gpuPackage.name);
    return true;
  } catch {
    return false;
  }
}

/** Node 23 took away what version 4.22.0, its last, still calls. */
function putBackRemovedFunctions(): void {
  const removed = util as unknown as Partial<Record<string, unknown>>;
  removed.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  removed.isArray ??= Array.isArray;
}

function whyNotLoaded(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line] = message.split('\n');
  const again = 'Run "Set Up GPU Training" again, or train with the kernel.';
  if ((error as { code?: unknown }).code === 'MODULE_NOT_FOUND' && message.includes(gpuPackage.name)) {
    return `${gpuPackage.name} is not installed. Run "Set Up GPU Training", or train with the kernel.`;
  }
  const library = /(lib[\w.+-]+\.so[\w.]*): cannot open shared object file/.exec(message)?.[1];
  if (library !== undefined) {
    return `${gpuPackage.name} cannot start: the library ${library} is missing. Install it, or train with the kernel.`;
  }
  if (/tfjs_binding\.node|native addon module/.test(message)) {
    return `${gpuPackage.name} cannot start: its native part was not built for Node ${process.versions.node} on ${process.platform} ${process.arch}. ${again}`;
  }
  return `${gpuPackage.name} cannot start: ${line} ${again}`;
}
