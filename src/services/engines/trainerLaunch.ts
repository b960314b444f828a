import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { engineNames, type EngineName } from './engineNames';
import { readInstalled } from './gpuFolder';

/** How the trainer's process is started. */
export const trainerLaunch = v.object({
  engine: v.picklist(engineNames),
  /** Where tfjs-node-gpu has been put. */
  gpuFolder: v.optional(v.string()),
  /** The Node to run in: a real one, as TensorFlow's native part does not run in Electron. Absent: the editor's own. */
  node: v.optional(v.string()),
});
export type TrainerLaunch = Readonly<v.InferOutput<typeof trainerLaunch>>;

export const kernelLaunch: TrainerLaunch = { engine: 'kernel' };

/** How to start it for the settings `training.engine` and `training.node`: with the kernel, unless there may be a GPU. */
export function launchFor(engine: EngineName, nodeSetting: string, gpuFolder: string): TrainerLaunch {
  const installed = readInstalled(gpuFolder);
  const node = nodeSetting === '' ? installed?.node : nodeSetting;
  if (engine === 'kernel' || (engine === 'auto' && (installed?.isGpu !== true || !existsSync(node ?? '')))) {
    return kernelLaunch;
  }
  return { engine, gpuFolder, ...(node !== undefined && { node }) };
}
