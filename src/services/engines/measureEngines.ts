import type { Kernel, Trainer, TrainerOptions } from '../../core/kernel/kernel';
import type { Architecture } from '../../core/parameters';
import { uniform } from '../../core/random';
import { initialParameters } from '../../core/training/initialParameters';
import type { Speed } from './gpuFolder';
import { TfjsTrainer } from './tfjs/tfjsTrainer';
import type { TensorFlow } from './tfjs/tensorFlow';

/** A training step whose speed is asked for. */
export interface StepSize extends Architecture {
  readonly options: TrainerOptions;
}

/** Steps that count, at most; one more goes before them, in which code is compiled and memory taken. */
export const measuredSteps = 10;
/** Seconds after which no further step of an engine is begun: a slow one has shown what it is. */
const longest = 15;

/** What decides how long a step takes, as one line, for people too. Vocabularies count in powers of two. */
export function sizeKey({ cell, layers, hiddenSize, vocabularySize, options }: StepSize): string {
  const { batchSize, sequenceLength, optimizer } = options;
  const dropped = (options.dropout ?? 0) > 0 || (options.recurrentDropout ?? 0) > 0 ? ', dropout' : '';
  const vocabulary = 2 ** Math.ceil(Math.log2(vocabularySize));
  return `${layers} x ${cell} of ${hiddenSize}, up to ${vocabulary} characters, ${batchSize} x ${sequenceLength}, ${optimizer}${dropped}`;
}

/**
 * Ten steps of each on random characters, fewer of one that takes too long.
 *
 * @param onStep is called after each of the 2 x 10 steps.
 */
export async function measureEngines(
  tf: TensorFlow,
  kernel: Kernel,
  size: StepSize,
  onStep?: () => void | Promise<void>,
): Promise<Speed> {
  const parameters = initialParameters(size, 1, 'orthogonal');
  const gpu = await charactersPerSecond(
    new TfjsTrainer(tf, 'measured', parameters, size.options),
    size,
    onStep,
  );
  const ours = await charactersPerSecond(kernel.train(parameters, size.options), size, onStep);
  return { size: sizeKey(size), gpu, kernel: ours };
}

async function charactersPerSecond(
  trainer: Trainer,
  { vocabularySize, options }: StepSize,
  onStep?: () => void | Promise<void>,
): Promise<number> {
  const characters = options.batchSize * options.sequenceLength;
  const text = Uint16Array.from({ length: characters }, (_, at) =>
    Math.floor(uniform(1, at) * vocabularySize),
  );
  try {
    trainer.step(text, text, 0, 1 / characters);
    let seconds = 0;
    let steps = 0;
    for (; steps < measuredSteps && seconds < longest; steps++) {
      const began = performance.now();
      trainer.step(text, text, 0, 1 / characters);
      seconds += (performance.now() - began) / 1000;
      await onStep?.();
    }
    return (steps * characters) / seconds;
  } finally {
    trainer.dispose();
  }
}
