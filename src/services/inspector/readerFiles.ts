import { PlainNeuronSets, type NeuronSets } from '../../core/kernel/neuronSets';
import { PlainStateReader } from '../../core/kernel/plainStateReader';
import type { StateReader } from '../../core/kernel/stateReader';
import { compileEntry } from '../../core/kernel/wasm';
import { WasmNeuronSets } from '../../core/kernel/wasmNeuronSets';
import { WasmStateReader } from '../../core/kernel/wasmStateReader';
import type { Parameters } from '../../core/parameters';
import { readKernelFile } from '../kernelFiles';

/** The fastest reader in float64 that this machine runs. @throws PersonError if the extension's file of it is missing. */
export async function loadStateReader(parameters: Parameters): Promise<StateReader> {
  const module = await compiled('stateReader');
  return module ? new WasmStateReader(module, parameters) : new PlainStateReader(parameters);
}

/** The same for the search for sets of neurons. */
export async function loadNeuronSets(parameters: Parameters): Promise<NeuronSets> {
  const module = await compiled('neuronSets');
  return module ? new WasmNeuronSets(module, parameters) : new PlainNeuronSets(parameters);
}

const modules = new Map<string, Promise<WebAssembly.Module | undefined>>();

/** Each file is read and compiled once. @returns undefined where the engine has no WebAssembly SIMD. */
async function compiled(entry: string): Promise<WebAssembly.Module | undefined> {
  if (typeof WebAssembly === 'undefined') {
    return undefined;
  }
  let module = modules.get(entry);
  if (!module) {
    module = compileEntry(entry, ['simd'], readKernelFile).then((found) => found?.module);
    modules.set(entry, module);
    module.catch(() => modules.delete(entry));
  }
  return module;
}
