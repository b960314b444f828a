import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { outputOf } from './runProgram';

/** An NVIDIA card, as its driver describes it. */
export interface Card {
  readonly name: string;
  readonly driver: string;
  /** MiB. */
  readonly memory: number;
}

export interface GpuFindings {
  readonly cards: readonly Card[];
  /** Libraries of CUDA 11 and cuDNN 8 that TensorFlow 2.9 loads, by whether they were found. */
  readonly libraries: readonly { readonly name: string; readonly isFound: boolean }[];
}

/** What libtensorflow 2.9.1 loads when it looks for a GPU; without any one of them it computes on the processor. */
const libraries: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    'libcudart.so.11.0',
    'libcublas.so.11',
    'libcublasLt.so.11',
    'libcufft.so.10',
    'libcurand.so.10',
    'libcusolver.so.11',
    'libcusparse.so.11',
    'libcudnn.so.8',
  ],
  win32: [
    'cudart64_110.dll',
    'cublas64_11.dll',
    'cublasLt64_11.dll',
    'cufft64_10.dll',
    'curand64_10.dll',
    'cusolver64_11.dll',
    'cusparse64_11.dll',
    'cudnn64_8.dll',
  ],
};

/** Looks for cards and libraries; reads only. */
export async function findGpu(environment: NodeJS.ProcessEnv = process.env): Promise<GpuFindings> {
  const listed = await outputOf('nvidia-smi', [
    '--query-gpu=name,driver_version,memory.total',
    '--format=csv,noheader,nounits',
  ]);
  const names = libraries[process.platform] ?? [];
  const found = await foundLibraries(environment);
  return {
    cards: parseCards(listed ?? ''),
    libraries: names.map((name) => ({ name, isFound: found.has(name.toLowerCase()) })),
  };
}

/** Lines of `nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader,nounits`. */
export function parseCards(listed: string): Card[] {
  return listed.split('\n').flatMap((line) => {
    const [name, driver, memory] = line.split(',').map((field) => field.trim());
    return name !== '' && driver ? [{ name, driver, memory: Number(memory) }] : [];
  });
}

/** Names of files in the places that the system's loader looks through, in lower case. */
async function foundLibraries(environment: NodeJS.ProcessEnv): Promise<Set<string>> {
  const names = new Set<string>();
  const places =
    process.platform === 'win32'
      ? (environment.PATH ?? '').split(delimiter)
      : (environment.LD_LIBRARY_PATH ?? '').split(delimiter);
  for (const place of places.filter((entry) => entry !== '')) {
    for (const file of await readdir(place).catch(() => [])) {
      names.add(file.toLowerCase());
    }
  }
  if (process.platform === 'linux') {
    const cache = (await outputOf('ldconfig', ['-p'])) ?? (await outputOf(join('/sbin', 'ldconfig'), ['-p']));
    for (const [, name] of (cache ?? '').matchAll(/^\s+(\S+) \(/gm)) {
      names.add(name.toLowerCase());
    }
  }
  return names;
}
