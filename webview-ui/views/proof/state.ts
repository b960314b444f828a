import * as v from 'valibot';
import { ablateParams, smallestSetParams } from '../../../src/protocol/inspector/proof';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

export const proofState = v.object({
  /** What is taken away. */
  neurons: v.fallback(v.array(index), []),
  mode: v.fallback(v.picklist(['output', 'whole']), 'output'),
  hold: v.fallback(v.picklist(['zero', 'mean', 'value']), 'zero'),
  /** For `hold: 'value'`. */
  value: v.fallback(v.pipe(v.number(), v.minValue(-1), v.maxValue(1)), 1),
  /** Also each of them by itself. */
  each: v.fallback(v.boolean(), true),
  controls: v.fallback(v.pipe(index, v.maxValue(32)), 5),
  seed: v.fallback(index, 1),
  goal: v.fallback(v.picklist(['halve', 'flip', 'keep']), 'halve'),
  /** What was asked last; it stays on the page while the next question is put together. */
  asked: v.fallback(v.nullable(ablateParams), null),
  askedSet: v.fallback(v.nullable(smallestSetParams), null),
});
export type ProofState = v.InferOutput<typeof proofState>;
