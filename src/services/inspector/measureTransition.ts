import type { Intervention } from '../../core/kernel/kernel';
import type { StateReader } from '../../core/kernel/stateReader';
import type { Control } from '../../core/pause';
import { readVariants, type ReadableText } from './readVariants';

/** One character following another. */
export interface Transition {
  readonly from: number;
  readonly to: number;
}

/** What a variant of the network makes of one character following another, over a whole text. */
export interface TransitionFigures {
  /** p(to) at each place of `from`, in the order of the places. */
  readonly probabilities: Float64Array;
  /** Mean p of every character at the places of `from`, (V). */
  readonly means: Float64Array;
  /** Mean surprise of all characters but the first, nats. */
  readonly loss: number;
  /** The same without the characters that follow `from`. */
  readonly lossElsewhere: number;
}

/**
 * Reads the text once for each variant.
 *
 * @returns their figures, in the order of the variants.
 */
export async function measureTransition(
  reader: StateReader,
  text: ReadableText,
  { from: a, to: b }: Transition,
  variants: readonly Intervention[],
  control: Control = {},
): Promise<TransitionFigures[]> {
  const { indices } = text;
  const N = indices.length;
  const V = reader.vocabularySize;
  const places = indices.reduce((count, index) => count + (index === a ? 1 : 0), 0);
  const sums = variants.map(() => ({
    found: 0,
    probabilities: new Float64Array(places),
    means: new Float64Array(V),
    after: 0,
    elsewhere: 0,
  }));
  await readVariants(
    reader,
    text,
    variants,
    ({ variant, from, length, logP }) => {
      const sum = sums[variant];
      for (let t = 0; t < length; t++) {
        const row = t * V;
        const at = from + t;
        const here = indices[at] === a;
        if (at + 1 < N) {
          const surprise = -logP[row + indices[at + 1]];
          if (here) {
            sum.after += surprise;
          } else {
            sum.elsewhere += surprise;
          }
        }
        if (here) {
          sum.probabilities[sum.found++] = Math.exp(logP[row + b]);
          for (let c = 0; c < V; c++) {
            sum.means[c] += Math.exp(logP[row + c]);
          }
        }
      }
    },
    control,
  );
  const followed = places - (indices[N - 1] === a ? 1 : 0);
  return sums.map(({ probabilities, means, after, elsewhere }) => ({
    probabilities,
    means: means.map((sum) => sum / Math.max(1, places)),
    loss: (after + elsewhere) / Math.max(1, N - 1),
    lossElsewhere: elsewhere / Math.max(1, N - 1 - followed),
  }));
}
