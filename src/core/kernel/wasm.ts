import type { Kernel } from './kernel';
import { ReferenceTrainer } from './referenceTrainer';
import { WasmNetwork } from './wasmNetwork';

/**
 * The kernels in WebAssembly, built from `assembly/` into dist/kernel. How the files are found is the host's matter: Node
 * reads them from the disk (`services/kernelFiles.ts`), a browser would fetch them.
 */

/** `relaxed` uses relaxed SIMD (fused multiply-add), which not every engine has and which may differ in the last bits. */
export type Flavour = 'simd' | 'relaxed';

/** Reads a compiled file by its name, such as `network.simd.wasm`. */
export type ReadKernelFile = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

/** One entry of `assembly/build.mjs`, compiled. */
export interface CompiledEntry {
  readonly module: WebAssembly.Module;
  readonly flavour: Flavour;
}

/** What a kernel of WebAssembly is made of. */
export interface CompiledKernel {
  readonly network: CompiledEntry;
}

/** Compiles the first flavour of an entry that this engine takes; undefined if it takes none. */
export async function compileEntry(
  entry: string,
  flavours: readonly Flavour[],
  read: ReadKernelFile,
): Promise<CompiledEntry | undefined> {
  for (const flavour of flavours) {
    const bytes = await read(`${entry}.${flavour}.wasm`);
    if (WebAssembly.validate(bytes)) {
      return { module: await WebAssembly.compile(bytes), flavour };
    }
  }
  return undefined;
}

/** Compiles what `createWasmKernel` needs; undefined where the engine has no WebAssembly SIMD. */
export async function compileKernel(read: ReadKernelFile): Promise<CompiledKernel | undefined> {
  if (typeof WebAssembly === 'undefined') {
    return undefined;
  }
  const network = await compileEntry('network', ['simd'], read);
  return network && { network };
}

/** The kernel of WebAssembly: `exact` computes in float32, `fast` with int16 weights. */
export function createWasmKernel(name: 'exact' | 'fast', { network }: CompiledKernel): Kernel {
  const engine = engineName(network);
  return {
    name,
    engine,
    load: (parameters) => new WasmNetwork(name, engine, network.module, parameters),
    train: (parameters, options, optimizerState) =>
      new ReferenceTrainer(name, 'plain float64', parameters, options, optimizerState),
  };
}

/** For people: which build runs. */
export function engineName({ flavour }: CompiledEntry): string {
  return flavour === 'relaxed' ? 'wasm relaxed-simd' : 'wasm simd';
}
