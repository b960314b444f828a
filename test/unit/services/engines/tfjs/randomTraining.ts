import { makeParameters, type Architecture, type Parameters } from '../../../../../src/core/parameters';
import { uniform } from '../../../../../src/core/random';

/** Random numbers of a test in [0, 1): the n-th of a seed. */
export function randomNumbers(seed: number): () => number {
  let position = 0;
  return () => uniform(seed, position++);
}

/** Weights of a size at which gates and candidates are neither linear nor saturated. */
export function randomParameters(architecture: Architecture, random: () => number): Parameters {
  return makeParameters(architecture, (name, [rows, columns]) => {
    const range = name.startsWith('Wxh') || columns === 1 ? 1 : 3 / Math.sqrt(columns);
    return Float64Array.from({ length: rows * columns }, () => (random() - 0.5) * range);
  });
}

export function randomCharacters(length: number, vocabularySize: number, random: () => number): Uint16Array {
  return Uint16Array.from({ length }, () => Math.floor(random() * vocabularySize));
}
