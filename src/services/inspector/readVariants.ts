import type { Clamp, Intervention } from '../../core/kernel/kernel';
import type { StateReader } from '../../core/kernel/stateReader';
import type { Control } from '../../core/pause';
import { recurrencesOf } from './shareVariants';
import { walk } from './walk';

/** As much of a text as a reading takes. */
export interface ReadableText {
  readonly indices: Uint16Array;
  /** The state before the first character, (S). */
  readonly startState: Float64Array;
}

/** What one variant of the network predicts along a stretch of the text. Views, for the length of the call. */
export interface Predictions {
  /** Which of the variants. */
  readonly variant: number;
  /** The place of the first character just read, and how many there are. */
  readonly from: number;
  readonly length: number;
  /** ln p of every character after each of them, (length, V). */
  readonly logP: Float64Array;
}

/** Variants with the same neurons held share one recurrence. */
interface Trunk {
  readonly held: readonly Clamp[];
  readonly variants: { readonly variant: number; readonly output: readonly Clamp[] }[];
}

/** Recurrences that run side by side: enough to share the weights, few enough for the states to stay in the cache. */
const mostStreams = 24;

/**
 * Reads a whole text once for each variant of the network, all from the text's start state: a real forward pass, in
 * float64. Variants that differ in what they hide from the logits alone share the recurrence.
 */
export async function readVariants(
  reader: StateReader,
  text: ReadableText,
  variants: readonly Intervention[],
  see: (predictions: Predictions) => void,
  control: Control = {},
): Promise<void> {
  const trunks = trunksOf(variants);
  const batches = Array.from({ length: Math.ceil(trunks.length / mostStreams) }, (_, batch) =>
    trunks.slice(batch * mostStreams, (batch + 1) * mostStreams),
  );
  const total = batches.length * text.indices.length;
  for (const [at, batch] of batches.entries()) {
    await readBatch(reader, text, batch, see, {
      ...control,
      onProgress: (done) => control.onProgress?.(at * text.indices.length + done, total),
    });
  }
}

async function readBatch(
  reader: StateReader,
  { indices, startState }: ReadableText,
  trunks: readonly Trunk[],
  see: (predictions: Predictions) => void,
  control: Control,
): Promise<void> {
  const B = trunks.length;
  const held = trunks.map((trunk) => trunk.held);
  await walk(
    reader,
    { indices, startState, held },
    ({ from, inputs, hidden }) => {
      trunks.forEach(({ variants }, b) => {
        for (const { variant, output } of variants) {
          const logP = reader.logProbabilities(hidden, output, { first: b, step: B });
          see({ variant, from, length: inputs.length, logP });
        }
      });
    },
    control,
  );
}

function trunksOf(variants: readonly Intervention[]): Trunk[] {
  return recurrencesOf(variants).map((group) => ({
    held: variants[group[0]].whole ?? [],
    variants: group.map((variant) => ({ variant, output: variants[variant].output ?? [] })),
  }));
}
