import {
  isVanilla,
  layerWeightNames,
  weightOf,
  zeroParameters,
  type Architecture,
  type Parameters,
} from '../parameters';
import { streams, uniform } from '../random';

/**
 * How the weights of a new network are drawn.
 *
 * `small`, as min-char-rnn does it: all matrices normal with standard deviation 0.01.
 *
 * `orthogonal`, which Adam learns from faster: Whh a random orthogonal matrix (each gate's block by itself), so that neither
 * states nor gradients grow or fade at first. A vanilla network has Wxh normal with standard deviation 0.15, since each input
 * is a single column, and Why normal with 1 / sqrt(H). Gated and deeper ones have the usual start of recurrent layers, uniform
 * within 1 / sqrt(H), for Why and for what reads a hidden state, and four times that for the first layer's Wxh.
 *
 * Biases are zero, but for an lstm's forget gates: 1, so that they remember at first (Jozefowicz et al. 2015).
 */
export const starts = ['small', 'orthogonal'] as const;
export type Start = (typeof starts)[number];

/** The weights of a new network, the same for the same seed on every machine. */
export function initialParameters(
  architecture: Architecture,
  seed: number,
  start: Start = 'small',
): Parameters {
  const { cell, layers, hiddenSize } = architecture;
  const parameters = zeroParameters(architecture);
  const whole = start === 'orthogonal' && isVanilla(architecture);
  let position = 0;
  const draw = (weights: Float64Array, deviation: number): void => {
    for (let at = 0; at < weights.length; at++) {
      weights[at] = deviation * normal(seed, position++);
    }
  };
  const drawWithin = (weights: Float64Array, bound: number): void => {
    for (let at = 0; at < weights.length; at++) {
      weights[at] = bound * (2 * uniform(seed, 2 * position++, streams.initialisation) - 1);
    }
  };
  const usual = 1 / Math.sqrt(hiddenSize);
  for (let layer = 1; layer <= layers; layer++) {
    const names = layerWeightNames(cell, layer);
    const Wxh = weightOf(parameters, names.Wxh);
    const Whh = weightOf(parameters, names.Whh);
    if (start === 'small') {
      draw(Wxh, 0.01);
      draw(Whh, 0.01);
    } else {
      if (whole) {
        draw(Wxh, 0.15);
      } else {
        drawWithin(Wxh, layer === 1 ? 4 * usual : usual);
      }
      draw(Whh, 1);
      orthogonaliseBlocks(Whh, hiddenSize);
    }
    if (cell === 'lstm') {
      weightOf(parameters, names.bh).fill(1, hiddenSize, 2 * hiddenSize);
    }
  }
  if (start === 'small' || whole) {
    draw(parameters.Why, start === 'small' ? 0.01 : usual);
  } else {
    drawWithin(parameters.Why, usual);
  }
  return parameters;
}

/** A standard normal number by the method of Box and Muller, from the uniform numbers 2n and 2n + 1. */
function normal(seed: number, n: number): number {
  const u = 1 - uniform(seed, 2 * n, streams.initialisation); // (0, 1]
  const v = uniform(seed, 2 * n + 1, streams.initialisation);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
}

/** Makes each gate's block of Whh, (G H, H), an orthogonal matrix. */
function orthogonaliseBlocks(Whh: Float64Array, size: number): void {
  for (let begin = 0; begin < Whh.length; begin += size * size) {
    orthogonalise(Whh.subarray(begin, begin + size * size), size);
  }
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
