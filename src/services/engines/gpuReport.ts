import type { FoundNode } from './findNode';
import type { GpuFindings } from './findGpu';
import { neededSpace } from './gpuFolder';

/** What was looked at before anything is fetched. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  /** A sentence where there is none. */
  readonly node: FoundNode | string;
  readonly gpu: GpuFindings;
  /** Bytes free where it would go. */
  readonly free: number;
}

export interface GpuReport {
  /** For people, a line each. */
  readonly found: readonly string[];
  /** Why it cannot be set up here at all; empty where it can. */
  readonly prevents: readonly string[];
  /** What will keep TensorFlow on the processor, or the installation from its end, unless it is seen to. */
  readonly missing: readonly string[];
}

/** The first driver that runs CUDA 11, by platform. */
const oldestDriver: Readonly<Partial<Record<NodeJS.Platform, number>>> = { linux: 450.8, win32: 452.39 };

export function gpuReport({ platform, architecture, node, gpu, free }: Surroundings): GpuReport {
  const prevents: string[] = [];
  const missing: string[] = [];
  const found: string[] = [];
  if (!(platform === 'linux' || platform === 'win32') || architecture !== 'x64') {
    prevents.push(
      `TensorFlow.js has its GPU build for Linux and Windows on x64 only; this is ${platform} on ${architecture}.`,
    );
  }
  for (const { name, driver, memory } of gpu.cards) {
    found.push(`Card: ${name}, ${(memory / 1024).toFixed(0)} GB; driver ${driver}`);
    const oldest = oldestDriver[platform];
    if (oldest !== undefined && Number.parseFloat(driver) < oldest) {
      missing.push(`The driver ${driver} is too old for CUDA 11: ${oldest} or newer is needed.`);
    }
  }
  if (gpu.cards.length === 0) {
    prevents.push('No NVIDIA card was found: nvidia-smi, which comes with its driver, lists none.');
  }
  const absent = gpu.libraries.filter(({ isFound }) => !isFound).map(({ name }) => name);
  if (gpu.libraries.length > absent.length) {
    found.push(
      `CUDA: ${gpu.libraries.length - absent.length} of ${gpu.libraries.length} libraries of CUDA 11 and cuDNN 8`,
    );
  }
  if (absent.length > 0) {
    missing.push(
      `CUDA 11.2 with cuDNN 8.1 (other versions do not serve): ${absent.length === gpu.libraries.length ? 'none of its libraries was found' : `not found: ${absent.join(', ')}`}.`,
    );
  }
  if (typeof node === 'string') {
    prevents.push(node);
  } else {
    found.push(`Node ${node.version}: ${node.path}`);
    if (node.npm === undefined) {
      prevents.push(`npm was not found beside ${node.path}, nor on the PATH: install it.`);
    }
  }
  if (platform === 'win32') {
    missing.push(
      "For Windows there is no built add-on: npm has to build it, for which it needs Python and Visual Studio's C++ build tools.",
    );
  }
  found.push(`Free space: ${(free / 1024 ** 3).toFixed(1)} GB`);
  if (free < neededSpace) {
    prevents.push(
      `There is too little room: ${(free / 1024 ** 3).toFixed(1)} GB free, ${neededSpace / 1024 ** 3} GB needed.`,
    );
  }
  return { found, prevents, missing };
}
