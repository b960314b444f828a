import type { KernelName, Network } from '../../../../src/core/kernel/kernel';
import { isBias, makeParameters, type Architecture, type Parameters } from '../../../../src/core/parameters';
import { streams, uniform } from '../../../../src/core/random';
import { loadKernel } from '../../../../src/services/kernelFiles';

/** Weights that keep tanh between its straight and its flat parts, whatever the size. */
export function randomParameters(architecture: Architecture, seed: number, scale = 1): Parameters {
  // A multiplicative congruential generator (Park and Miller): fast enough for the largest sizes.
  let random = 1 + Math.floor(uniform(seed, 0, streams.choice) * 2147483645);
  return makeParameters(architecture, (name, [rows, columns]) => {
    const range = scale * (isBias(name) || name === 'Wxh' ? 1 : 3 / Math.sqrt(architecture.hiddenSize));
    const array = new Float64Array(rows * columns);
    for (let at = 0; at < array.length; at++) {
      random = (random * 48271) % 2147483647;
      array[at] = range * (random / 1073741823.5 - 1);
    }
    return array;
  });
}

export function randomCharacters(length: number, vocabularySize: number, seed: number): Uint16Array {
  return Uint16Array.from({ length }, (_, at) =>
    Math.floor(uniform(seed, at, streams.choice) * vocabularySize),
  );
}

export async function load(name: KernelName, parameters: Parameters): Promise<Network> {
  return (await loadKernel(name)).load(parameters);
}

/**
 * How far the chi-square statistic of so many draws lies above its mean, as the z of a normal distribution (Wilson and
 * Hilferty: the cube root of chi-square over its degrees of freedom is nearly normal). Characters expected fewer than 10
 * times are counted together.
 */
export function chiSquareZ(observed: Float64Array, probabilities: Float64Array): number {
  const count = observed.reduce((sum, seen) => sum + seen);
  let [statistic, classes, rareObserved, rareExpected] = [0, 0, 0, 0];
  const add = (seen: number, expected: number): void => {
    statistic += (seen - expected) ** 2 / expected;
    classes++;
  };
  probabilities.forEach((share, c) => {
    if (share * count >= 10) {
      add(observed[c], share * count);
    } else {
      rareObserved += observed[c];
      rareExpected += share * count;
    }
  });
  if (rareExpected > 0) {
    add(rareObserved, rareExpected);
  }
  const freedom = classes - 1;
  const variance = 2 / (9 * freedom);
  return (Math.cbrt(statistic / freedom) - (1 - variance)) / Math.sqrt(variance);
}
