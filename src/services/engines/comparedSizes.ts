import { presetForm } from '../training/presets';
import { trainerThreads } from '../training/trainerThreads';
import type { StepSize } from './measureEngines';

/** Characters of a text for which the presets are at their full size. */
const long = 1_000_000;

/** What Set Up GPU Training measures: the larger presets, where a GPU may be worth it. */
export function comparedSizes(): StepSize[] {
  return (['good', 'best'] as const).map((name) => {
    const { cell, layers, hidden, sequenceLength, batchSize, optimizer, dropout } = presetForm(name, long);
    return {
      ...{ cell, layers, hiddenSize: hidden, vocabularySize: 96 },
      options: {
        ...{ batchSize, sequenceLength, optimizer, dropout },
        ...{ clip: 0, clipNorm: 1, weightDecay: 0.02, threads: trainerThreads(batchSize) },
      },
    };
  });
}
