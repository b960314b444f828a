import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportPyTorchJob } from '../../../src/services/pytorchJob/exportPyTorchJob';
import { importPyTorchJob } from '../../../src/services/pytorchJob/importPyTorchJob';
import type { TrainingSettings } from '../../../src/services/training/trainingSettings';
import { Ranks } from '../../unit/services/pytorchJob/ranks';
import { median } from './kernelRuns';

export interface Speed {
  /** Seconds a step by the clock, and of the processors: of all processes and threads together. */
  readonly clock: number;
  readonly processors: number;
  /** MiB: of a kernel what it takes for weights, memories and activations, of PyTorch all that its processes hold. */
  readonly memory: number;
}

/** Steps of which the first is not counted. */
const steps = 4;

/** A step of `train.py` in so many processes, each with one thread. */
export async function torchSpeed(
  python: string,
  folder: string,
  text: string,
  settings: TrainingSettings,
  processes: number,
): Promise<Speed> {
  const job = join(folder, `job-${settings.hidden}-${settings.layers}-${processes}`);
  await exportPyTorchJob({
    folder: job,
    text: { kind: 'text', text, name: 'scaling' },
    includeText: true,
    start: { kind: 'new', settings: { ...settings, heldOut: 0, steps } },
    running: {
      ...{ kernel: 'auto', checkpointEvery: 0, progressEvery: 0, precision: 'f4', compress: false },
      madeBy: 'npm run bench -- scaling',
    },
  });
  const [first] = await run(python, job, processes, ['--look-every', '1']);
  const { losses } = await importPyTorchJob(job);
  const between = (key: 'seconds' | 'processorSeconds'): number =>
    median(losses.slice(1).map((line, at) => line[key]! - losses[at][key]!));
  const memory = Number(/ and (\d+) MiB in all processes/.exec(first)?.[1]);
  return { clock: between('seconds'), processors: between('processorSeconds'), memory };
}

/** Seconds of an all-reduce of so many float32 by two processes of this machine. */
export async function allReduceSeconds(
  python: string,
  folder: string,
  sizes: readonly number[],
): Promise<Map<number, number>> {
  // It is started as a job is.
  copyFileSync(join(__dirname, 'allreduce.py'), join(folder, 'train.py'));
  const [first] = await run(python, folder, 2, sizes.map(String), false);
  const found = JSON.parse(/\{.*\}/.exec(first)![0]) as Record<string, number>;
  return new Map(sizes.map((size) => [size, found[size]]));
}

async function run(
  python: string,
  folder: string,
  processes: number,
  args: readonly string[],
  isJob = true,
): Promise<readonly string[]> {
  const ranks = await Ranks.start(python, folder, processes, args, isJob);
  try {
    const codes = await ranks.codes;
    if (codes.some((code) => code !== 0)) {
      throw new Error(`PyTorch's processes ended with ${codes.join(', ')}: ${ranks.printed.join('\n')}`);
    }
    return ranks.printed;
  } finally {
    ranks.end();
  }
}
