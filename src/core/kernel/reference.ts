import type { Parameters } from '../parameters';
import type { Kernel, Network } from './kernel';
import { ReferenceNetwork } from './referenceNetwork';
import { ReferenceTrainer } from './referenceTrainer';

/**
 * The kernel of plain loops. `reference` is float64 throughout; `reference32` keeps weights and states in float32 (sums
 * still run in float64, as JavaScript's do). Both train in float64.
 */
export function createReferenceKernel(name: 'reference' | 'reference32'): Kernel {
  const engine = name === 'reference' ? 'plain float64' : 'plain float32';
  const numbers = name === 'reference' ? Float64Array : Float32Array;
  const load = (parameters: Parameters): Network => new ReferenceNetwork(name, engine, parameters, numbers);
  return {
    name,
    engine,
    load,
    // One piece: it only copies.
    loading: function* (parameters) {
      yield 0;
      return load(parameters);
    },
    train: (parameters, options, optimizerState) =>
      new ReferenceTrainer(name, engine, parameters, options, optimizerState),
  };
}
