import * as v from 'valibot';
import { kernelNames, type KernelName } from '../../core/kernel/kernel';
import { engineNames, type EngineName } from './engineNames';
import { isNodeThere, readInstalled } from './gpuFolder';

/** How the trainer's process is started. */
export const trainerLaunch = v.object({
  /** The kernel that trains where no other engine does, and judges. */
  kernel: v.picklist(['auto', ...kernelNames]),
  engine: v.picklist(engineNames),
  /** Where tfjs-node-gpu has been put. */
  gpuFolder: v.optional(v.string()),
  /** The Node to run in: a real one, as TensorFlow's native part does not run in Electron. Absent: the editor's own. */
  node: v.optional(v.string()),
});
export type TrainerLaunch = Readonly<v.InferOutput<typeof trainerLaunch>>;

export const kernelLaunch: TrainerLaunch = { kernel: 'auto', engine: 'kernel' };

/** What a person has set: `training.engine`, `training.node` and `kernel`. */
export interface LaunchSettings {
  readonly engine: EngineName;
  readonly node: string;
  readonly kernel: KernelName | 'auto';
}

/** How to start it: with the kernel, unless there may be a GPU. */
export function launchFor(settings: LaunchSettings, gpuFolder: string): TrainerLaunch {
  const { engine } = settings;
  const installed = readInstalled(gpuFolder);
  const node = settings.node === '' ? installed?.node : settings.node;
  // Who wants the same bits on every machine wants them here too. The kernels of plain loops are for looking at, and too slow.
  const kernel = settings.kernel === 'exact' ? 'exact' : 'auto';
  if (engine === 'kernel' || (engine === 'auto' && (installed?.isGpu !== true || !isNodeThere(node)))) {
    return { ...kernelLaunch, kernel };
  }
  return { kernel, engine, gpuFolder, ...(node !== undefined && { node }) };
}
