import { PlainStateReader } from '../../core/kernel/plainStateReader';
import type { StateReader } from '../../core/kernel/stateReader';
import { compileEntry, type CompiledEntry } from '../../core/kernel/wasm';
import { WasmStateReader } from '../../core/kernel/wasmStateReader';
import type { Parameters } from '../../core/parameters';
import { readKernelFile } from '../kernelFiles';

let compiled: Promise<CompiledEntry | undefined> | undefined;

/** The fastest reader in float64 that this machine runs. @throws PersonError if the extension's file of it is missing. */
export async function loadStateReader(parameters: Parameters): Promise<StateReader> {
  compiled ??= (
    typeof WebAssembly === 'undefined'
      ? Promise.resolve(undefined)
      : compileEntry('stateReader', ['simd'], readKernelFile)
  ).catch((error: unknown) => {
    compiled = undefined;
    throw error;
  });
  const entry = await compiled;
  return entry ? new WasmStateReader(entry.module, parameters) : new PlainStateReader(parameters);
}
