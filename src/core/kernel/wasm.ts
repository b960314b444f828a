import type { Kernel, Network } from './kernel';
import type { Parameters } from '../parameters';
import { finished, type Pieces } from './pieces';
import { WasmNetwork } from './wasmNetwork';
import { WasmTrainer, type StartHelpers } from './wasmTrainer';

/**
 * The kernels in WebAssembly, built from `assembly/` into dist/kernel. How the files are found is the host's matter: Node
 * reads them from the disk (`services/kernelFiles.ts`), a browser would fetch them.
 */

/**
 * `relaxed` uses relaxed SIMD (fused multiply-add), which not every engine has and which may differ in the last bits. `wide`
 * is the same, made for engines that join two vectors to one of 256 bits: on others it runs too, a third slower. `wideSimd` is
 * made for them without relaxed SIMD: its bits are those of `simd`.
 */
export type Flavour = 'simd' | 'wideSimd' | 'relaxed' | 'wide';

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
  /** Strict, for `exact`; and the fastest that the engine takes, for `fast`. */
  readonly exactTrainer: CompiledEntry;
  readonly fastTrainer: CompiledEntry;
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

/**
 * Compiles what `createWasmKernel` needs; undefined where the engine has no WebAssembly SIMD (or no threads).
 *
 * @param joinsVectors whether the engine joins vectors to wider ones.
 */
export async function compileKernel(
  read: ReadKernelFile,
  joinsVectors = false,
): Promise<CompiledKernel | undefined> {
  if (typeof WebAssembly === 'undefined') {
    return undefined;
  }
  const [network, exactTrainer, fastTrainer] = await Promise.all([
    compileEntry('network', joinsVectors ? ['wideSimd', 'simd'] : ['simd'], read),
    compileEntry('trainer', ['simd'], read),
    compileEntry('trainer', joinsVectors ? ['wide', 'relaxed', 'simd'] : ['relaxed', 'simd'], read),
  ]);
  return network && exactTrainer && fastTrainer && { network, exactTrainer, fastTrainer };
}

/**
 * The kernel of WebAssembly. Networks: `exact` computes in float32, `fast` with int16 weights. Trainers: both compute in
 * float32, `fast` with fused multiply-adds where the engine has them.
 *
 * @param startHelpers how trainers get more threads; without it they train on one.
 */
export function createWasmKernel(
  name: 'exact' | 'fast',
  { network, exactTrainer, fastTrainer }: CompiledKernel,
  startHelpers?: StartHelpers,
): Kernel {
  const engine = engineName(network);
  const trainer = name === 'exact' ? exactTrainer : fastTrainer;
  const loading = (parameters: Parameters): Pieces<Network> =>
    WasmNetwork.loading(name, engine, network.module, parameters);
  return {
    name,
    engine,
    load: (parameters) => finished(loading(parameters)),
    loading,
    train: (parameters, options, optimizerState) =>
      new WasmTrainer(
        name,
        engineName(trainer),
        trainer.module,
        parameters,
        options,
        optimizerState,
        startHelpers,
      ),
  };
}

/** For people: which build runs. */
export function engineName({ flavour }: CompiledEntry): string {
  return {
    simd: 'wasm simd',
    wideSimd: 'wasm simd 256',
    relaxed: 'wasm relaxed-simd',
    wide: 'wasm relaxed-simd 256',
  }[flavour];
}
