import { vanilla, zeroParameters, type Parameters } from '../parameters';
import { streams, uniform } from '../random';

/**
 * How the weights of a new network are drawn.
 *
 * `small`, as min-char-rnn does it: all matrices normal with standard deviation 0.01. `orthogonal`, which Adam learns
 * from faster: Whh a random orthogonal matrix, so that neither states nor gradients grow or fade at first; Wxh normal with
 * standard deviation 0.15, since each input is a single column, and Why normal with 1 / sqrt(H). Biases are zero.
 */
export const starts = ['small', 'orthogonal'] as const;
export type Start = (typeof starts)[number];

/** The weights of a new network, the same for the same seed on every machine. */
export function initialParameters(
  hiddenSize: number,
  vocabularySize: number,
  seed: number,
  start: Start = 'small',
): Parameters {
  const parameters = zeroParameters(vanilla(hiddenSize, vocabularySize));
  const { Wxh, Whh, Why } = parameters;
  let position = 0;
  const draw = (weights: Float64Array, deviation: number): void => {
    for (let at = 0; at < weights.length; at++) {
      weights[at] = deviation * normal(seed, position++);
    }
  };
  draw(Wxh, start === 'small' ? 0.01 : 0.15);
  draw(Whh, start === 'small' ? 0.01 : 1);
  draw(Why, start === 'small' ? 0.01 : 1 / Math.sqrt(hiddenSize));
  if (start === 'orthogonal') {
    orthogonalise(Whh, hiddenSize);
  }
  return parameters;
}

/** A standard normal number by the method of Box and Muller, from the uniform numbers 2n and 2n + 1. */
function normal(seed: number, n: number): number {
  const u = 1 - uniform(seed, 2 * n, streams.initialisation); // (0, 1]
  const v = uniform(seed, 2 * n + 1, streams.initialisation);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

/**
 * Makes the rows of a square matrix of normal numbers orthonormal, one after the other (Gram and Schmidt, each row twice,
 * which keeps them orthogonal to rounding). The result is uniform over the orthogonal matrices.
 */
function orthogonalise(matrix: Float64Array, size: number): void {
  const row = (i: number): Float64Array => matrix.subarray(i * size, (i + 1) * size);
  for (let i = 0; i < size; i++) {
    const current = row(i);
    for (let round = 0; round < 2; round++) {
      for (let j = 0; j < i; j++) {
        const earlier = row(j);
        const projection = dot(current, earlier);
        for (let k = 0; k < size; k++) {
          current[k] -= projection * earlier[k];
        }
      }
    }
    const norm = Math.sqrt(dot(current, current));
    for (let k = 0; k < size; k++) {
      current[k] /= norm;
    }
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) {
    sum += a[k] * b[k];
  }
  return sum;
}
