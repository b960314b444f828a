import type { Kernel } from '../../../src/core/kernel/kernel';
import { parameterCount } from '../../../src/core/parameters';
import { TrainingRun } from '../../../src/core/training/trainingRun';
import { heldOutLoss } from '../../../src/services/training/heldOutLoss';
import { prepareTraining, type PreparedTraining } from '../../../src/services/training/prepareTraining';
import type { TrainingSettings } from '../../../src/services/training/trainingSettings';
import type { Speed } from './torchRuns';

/** A step's seconds, by the clock and of the processors, and what the trainer takes. */
export function kernelSpeed(
  kernel: Kernel,
  text: string,
  settings: TrainingSettings,
  threads: number,
  seconds: number,
): Speed & { readonly engine: string } {
  const run = begin(kernel, prepare(text, settings, threads));
  try {
    run.step();
    const clocks: number[] = [];
    const processors: number[] = [];
    for (let spent = 0; spent < seconds || clocks.length < 3;) {
      const [began, before] = [performance.now(), process.cpuUsage()];
      run.step();
      const used = process.cpuUsage(before);
      clocks.push((performance.now() - began) / 1000);
      processors.push((used.user + used.system) / 1e6);
      spent += clocks[clocks.length - 1];
    }
    const { engine, memoryBytes = NaN } = run;
    return {
      ...{ clock: median(clocks), processors: median(processors) },
      ...{ memory: memoryBytes / 2 ** 20, engine },
    };
  } finally {
    run.dispose();
  }
}

export interface Trained {
  readonly parameters: number;
  readonly steps: number;
  /** Characters read in all. */
  readonly read: number;
  /** Nats a character. */
  readonly training: number;
  readonly heldOut: number;
}

/** Trains for so many seconds of one core, the learning rate falling along a cosine, and judges. */
export async function trainFor(
  kernel: Kernel,
  text: string,
  settings: TrainingSettings,
  budget: number,
  stepSeconds: number,
): Promise<Trained> {
  const steps = Math.max(4, Math.round(budget / stepSeconds));
  const warmup = Math.min(100, Math.floor(steps / 10));
  const prepared = prepare(text, { ...settings, steps, learningRateWarmup: warmup }, 1);
  const run = begin(kernel, prepared);
  try {
    const losses: number[] = [];
    for (let step = 0; step < steps; step++) {
      losses.push(run.step().loss);
    }
    const last = losses.slice(-Math.max(1, Math.floor(steps / 20)));
    return {
      parameters: parameterCount(prepared.model.parameters),
      steps,
      read: steps * run.characters,
      training: last.reduce((sum, loss) => sum + loss, 0) / last.length,
      heldOut: await heldOutLoss(kernel, run.parameters(), prepared.heldOut!),
    };
  } finally {
    run.dispose();
  }
}

function prepare(text: string, settings: TrainingSettings, threads: number): PreparedTraining {
  return prepareTraining(text, undefined, 'scaling', settings, threads);
}

function begin(kernel: Kernel, { model, text, options, schedule }: PreparedTraining): TrainingRun {
  return new TrainingRun(kernel, model, text, options, schedule);
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
