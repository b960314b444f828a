import type { Kernel, TrainerOptions } from '../../core/kernel/kernel';
import type { Architecture } from '../../core/parameters';
import { PersonError } from '../../core/personError';
import type { EngineName } from './engineNames';
import { addSpeed, readInstalled, readSpeeds } from './gpuFolder';
import { isBesideProgram, loadTensorFlow, type LoadedTensorFlow } from './loadTensorFlow';
import { measureEngines, sizeKey } from './measureEngines';
import { TfjsTrainer } from './tfjs/tfjsTrainer';

export interface ChosenEngine {
  readonly train: Kernel['train'];
  /** Why it is not the one that could be expected; for people. */
  readonly problem?: string;
}

/**
 * The engine of a name for a training run. Sizes that were not measured yet are, ten steps of each, where `auto` needs to know.
 *
 * @param folder where tfjs-node-gpu has been put; without one, it is looked for beside this program.
 * @throws PersonError if `tfjs` was asked for and cannot be loaded.
 */
export async function trainingEngine(
  name: EngineName,
  folder: string | undefined,
  kernel: Kernel,
  architecture: Architecture,
  options: TrainerOptions,
): Promise<ChosenEngine> {
  if (name === 'tfjs') {
    const loaded = loadTensorFlow(folder);
    return { ...trainerOf(loaded), ...(!loaded.isGpu && { problem: noGpu }) };
  }
  const mayHaveGpu = folder === undefined ? isBesideProgram() : readInstalled(folder)?.isGpu === true;
  if (name === 'kernel' || !mayHaveGpu) {
    return kernel;
  }
  const size = { ...architecture, options };
  const measured = folder === undefined ? [] : readSpeeds(folder);
  const known = measured.find((speed) => speed.size === sizeKey(size));
  if (known && known.kernel >= known.gpu) {
    return kernel;
  }
  try {
    const loaded = loadTensorFlow(folder);
    if (!loaded.isGpu) {
      return { train: kernel.train.bind(kernel), problem: `${noGpu} The kernel trains.` };
    }
    const speed = known ?? (await measureEngines(loaded.tf, kernel, size));
    if (!known && folder !== undefined) {
      await addSpeed(folder, speed);
    }
    return speed.gpu > speed.kernel ? trainerOf(loaded) : kernel;
  } catch (error) {
    if (error instanceof PersonError) {
      return { train: kernel.train.bind(kernel), problem: `${error.message} The kernel trains.` };
    }
    throw error;
  }
}

const noGpu =
  'TensorFlow found no GPU that it can use and computes on the processor: CUDA 11 or cuDNN 8 is missing, or does not fit the driver.';

function trainerOf({ tf, engine }: LoadedTensorFlow): ChosenEngine {
  return {
    train: (parameters, options, state) => new TfjsTrainer(tf, engine, parameters, options, state),
  };
}
