import { vanilla, type Architecture } from '../../src/core/parameters';
import type { Model } from '../../src/core/model';
import { initialParameters } from '../../src/core/training/initialParameters';
import { Vocabulary } from '../../src/core/vocabulary';

/** The 65 characters of tinyshakespeare. */
const characters = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Networks of the sizes that gated models have. */
export const gatedSizes: readonly Pick<Architecture, 'cell' | 'layers' | 'hiddenSize'>[] = [
  { cell: 'gru', layers: 2, hiddenSize: 400 },
  { cell: 'gru', layers: 1, hiddenSize: 512 },
  { cell: 'lstm', layers: 1, hiddenSize: 512 },
];

export function sizeName({ cell, layers, hiddenSize }: (typeof gatedSizes)[number]): string {
  return `${cell}, ${layers} x ${hiddenSize}`;
}

/** A network of that size that has learned nothing: speed does not depend on what the weights are. */
export function untrainedModel(size: (typeof gatedSizes)[number]): Model {
  const vocabulary = Vocabulary.of(characters);
  const architecture = { ...vanilla(size.hiddenSize, vocabulary.size), ...size };
  return { name: sizeName(size), vocabulary, parameters: initialParameters(architecture, 1, 'orthogonal') };
}
