import * as v from 'valibot';

export const neuronsState = v.object({
  order: v.fallback(
    v.picklist(['explained', 'neuron', 'memory', 'standardDeviation', 'saturated', 'mean']),
    'explained',
  ),
  /** Words that the label must have. */
  filter: v.fallback(v.string(), ''),
  /** How many rows. */
  shown: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1)), 30),
});
export type NeuronsState = v.InferOutput<typeof neuronsState>;
