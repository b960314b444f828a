import * as v from 'valibot';

export const discoverState = v.object({
  /** The text whose scan was asked for. */
  scanned: v.fallback(v.nullable(v.string()), null),
  seed: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
  order: v.fallback(v.picklist(['rank', 'count', 'probability', 'surprise', 'causal']), 'rank'),
  shown: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1)), 20),
});
export type DiscoverState = v.InferOutput<typeof discoverState>;
