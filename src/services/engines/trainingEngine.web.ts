import type { Kernel } from '../../core/kernel/kernel';
import type { EngineName } from './engineNames';
import type { ChosenEngine } from './trainingEngine';

/** In a browser the kernel trains. */
export function trainingEngine(
  name: EngineName,
  _folder: string | undefined,
  kernel: Kernel,
): Promise<ChosenEngine> {
  const problem = 'TensorFlow.js with a GPU runs on a machine, not in the browser. The kernel trains.';
  return Promise.resolve({ train: kernel.train.bind(kernel), ...(name === 'tfjs' && { problem }) });
}
