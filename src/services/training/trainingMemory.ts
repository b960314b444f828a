import { planTrainer } from '../../core/kernel/trainerPlan';
import type { TrainerOptions } from '../../core/kernel/kernel';
import { weightNamesOf, weightShape, type Architecture } from '../../core/parameters';
import { PersonError } from '../../core/personError';
import { availableMemory } from '../machine';

/**
 * Bytes for each weight beside the trainer's own memory, while a checkpoint is written: the weights in float64 as they were at
 * first and as they are, the optimiser's memories, the best network, and the file in float32.
 */
const besideEachWeight = 6 * 8 + 4 * 4;

/** Bytes that training takes at its height, the program itself and the text not counted. @throws PersonError past 4 GiB. */
export function trainingMemory(architecture: Architecture, options: TrainerOptions): number {
  const weights = weightNamesOf(architecture)
    .map((name) => weightShape(name, architecture))
    .reduce((sum, [rows, columns]) => sum + rows * columns, 0);
  return planTrainer(architecture, options).bytes + weights * besideEachWeight;
}

/**
 * Refuses what cannot fit before anything is begun: drawing the weights of the largest networks alone takes minutes.
 *
 * @throws PersonError that names the bytes.
 */
export function checkTrainingMemory(
  architecture: Architecture,
  options: TrainerOptions,
  available = availableMemory(),
): void {
  const needed = trainingMemory(architecture, options);
  if (needed > available) {
    const { cell, layers, hiddenSize } = architecture;
    const { batchSize, sequenceLength } = options;
    throw new PersonError(
      `Training ${layers} × ${cell} of ${hiddenSize} units, ${batchSize} x ${sequenceLength} characters at a time, needs ` +
        `${gibibytes(needed)} of memory; this machine has ${gibibytes(available)} left. Nothing was begun. Take fewer units ` +
        'or layers, a smaller batch or shorter sequences, or close other programs.',
    );
  }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
