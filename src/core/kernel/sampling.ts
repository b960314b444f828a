import { uniform } from '../random';

type Numbers = Float32Array | Float64Array;

/** The largest logit; -Infinity where there is none. NaN is passed over. */
function largest(logits: Numbers): number {
  let max = -Infinity;
  for (const logit of logits) {
    if (logit > max) {
      max = logit;
    }
  }
  return max;
}

/** exp((logit - max) / temperature). Dividing, not multiplying by 1/T, keeps 0/T = 0 for the tiniest temperatures. */
function weight(logit: number, max: number, temperature: number): number {
  const value = Math.exp((logit - max) / temperature);
  return value > 0 ? value : 0;
}

/** The index of the largest logit, the first among equals: what temperature 0 means. */
export function argmax(logits: Numbers): number {
  let best = 0;
  for (let index = 1; index < logits.length; index++) {
    if (logits[index] > logits[best]) {
      best = index;
    }
  }
  return best;
}

/**
 * p = softmax(logits / temperature), (V), written to `out`. The largest logit is taken off first, so that no logit
 * overflows. Temperature 0 is the most likely character with probability 1; an infinite one is uniform.
 */
export function softmax(logits: Numbers, temperature: number, out: Numbers): void {
  if (temperature === 0) {
    out.fill(0);
    out[argmax(logits)] = 1;
    return;
  }
  const max = largest(logits);
  let sum = 0;
  for (let index = 0; index < logits.length; index++) {
    out[index] = weight(logits[index], max, temperature);
    sum += out[index];
  }
  for (let index = 0; index < logits.length; index++) {
    out[index] /= sum;
  }
}

/**
 * Draws an index from softmax(logits / temperature) by inverting its distribution function in index order: the first
 * index at which the cumulative weight exceeds u times the whole, u = uniform(seed, position).
 *
 * `scratch`, (V), is overwritten.
 */
export function sampleIndex(
  logits: Numbers,
  temperature: number,
  seed: number,
  position: number,
  scratch: Numbers,
): number {
  if (temperature === 0) {
    return argmax(logits);
  }
  const max = largest(logits);
  let sum = 0;
  let last = 0;
  for (let index = 0; index < logits.length; index++) {
    scratch[index] = weight(logits[index], max, temperature);
    sum += scratch[index];
    if (scratch[index] > 0) {
      last = index;
    }
  }
  const target = uniform(seed, position) * sum;
  let cumulative = 0;
  for (let index = 0; index < logits.length; index++) {
    cumulative += scratch[index];
    if (cumulative > target) {
      return index;
    }
  }
  // Rounding left the target at the very end; or nothing had any weight (NaN logits), and index 0 it is.
  return last;
}

/** -ln softmax(logits)[index], in nats. */
export function surprise(logits: Numbers, index: number): number {
  const max = largest(logits);
  let sum = 0;
  for (const logit of logits) {
    sum += Math.exp(logit - max);
  }
  return max + Math.log(sum) - logits[index];
}
