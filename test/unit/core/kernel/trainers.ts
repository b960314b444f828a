import assert from 'node:assert/strict';
import type { Kernel, OptimizerState, TrainerOptions } from '../../../../src/core/kernel/kernel';
import { compileKernel, createWasmKernel } from '../../../../src/core/kernel/wasm';
import { WasmTrainer } from '../../../../src/core/kernel/wasmTrainer';
import type { Parameters } from '../../../../src/core/parameters';
import { startHelperThreads } from '../../../../src/services/helperThreads';
import { readKernelFile } from '../../../../src/services/kernelFiles';
import { allowRelaxedSimd, joinsVectors } from '../../../../src/services/relaxedSimd';

/** Not by `loadKernel`: an earlier test may have loaded it without relaxed SIMD. */
export async function kernelOf(name: 'exact' | 'fast'): Promise<Kernel> {
  allowRelaxedSimd();
  return createWasmKernel(name, (await compileKernel(readKernelFile, joinsVectors()))!, startHelperThreads);
}

export async function trainerOf(
  name: 'exact' | 'fast',
  parameters: Parameters,
  options: TrainerOptions,
  state?: OptimizerState,
): Promise<WasmTrainer> {
  const trainer = (await kernelOf(name)).train(parameters, options, state);
  assert.ok(trainer instanceof WasmTrainer);
  return trainer;
}
