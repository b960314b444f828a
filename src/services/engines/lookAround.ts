import { findGpu } from './findGpu';
import { findNode } from './findNode';
import type { Surroundings } from './gpuReport';
import { freeSpace } from './installGpu';

/** What this machine has. Reads only, and fetches nothing. */
export async function lookAround(nodeSetting: string, folder: string): Promise<Surroundings> {
  const [node, gpu, free] = await Promise.all([findNode(nodeSetting), findGpu(), freeSpace(folder)]);
  return { platform: process.platform, architecture: process.arch, node, gpu, free };
}
