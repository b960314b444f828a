import type { Kernel, KernelName } from '../core/kernel/kernel';
import { createReferenceKernel } from '../core/kernel/reference';
import { compileKernel, createWasmKernel, type CompiledKernel } from '../core/kernel/wasm';
import { PersonError } from '../core/personError';
import { readBuiltFile } from './builtFile';
import { startHelperThreads } from './helperThreads';
import { joinsVectors } from './relaxedSimd';

let compiled: Promise<CompiledKernel | undefined> | undefined;

/**
 * The kernel of a name; `auto` is `exact`, whose samples are the same on every machine, or plain loops in float32 where
 * there is no WebAssembly SIMD.
 *
 * @param usual what `auto` is where it can run, if not `exact`.
 * @throws PersonError if a kernel that was asked for by its name cannot run here.
 */
export async function loadKernel(
  name: KernelName | 'auto',
  usual: 'exact' | 'fast' = 'exact',
): Promise<Kernel> {
  if (name === 'reference' || name === 'reference32') {
    return createReferenceKernel(name);
  }
  const kernel = await compiledOnce();
  if (kernel) {
    return createWasmKernel(name === 'auto' ? usual : name, kernel, startHelperThreads);
  }
  if (name === 'auto') {
    return createReferenceKernel('reference32');
  }
  throw new PersonError(
    'The kernel {0} cannot run here: this JavaScript engine has no WebAssembly SIMD. Choose "auto" or "reference32".',
    { values: [JSON.stringify(name)] },
  );
}

/**
 * The same for training, where `auto` is `fast`: it learns as well and takes a quarter less of the processor; what it loses
 * is only that another kind of machine may round otherwise (docs/performance.md has the figures).
 */
export function loadTrainingKernel(name: KernelName | 'auto'): Promise<Kernel> {
  return loadKernel(name, 'fast');
}

/** The files are read and compiled once; networks are instances of the same module. */
function compiledOnce(): Promise<CompiledKernel | undefined> {
  compiled ??= compileKernel(readKernelFile, joinsVectors()).catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

/** Reads a file of dist/kernel by its name. @throws PersonError where it is missing. */
export async function readKernelFile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readBuiltFile(`kernel/${name}`);
  if (bytes === undefined) {
    throw new PersonError(
      'The file {0} is missing from the extension. Install it again, or run "npm run build" in its sources.',
      { values: [name] },
    );
  }
  return bytes;
}
