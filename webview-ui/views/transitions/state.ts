import * as v from 'valibot';

export const transitionsState = v.object({
  /** Where the question is asked: after one character from zeros, at the chosen place, or over the whole text. */
  scope: v.fallback(v.picklist(['zero', 'place', 'text']), 'zero'),
  /** What the drivers are ranked by. */
  order: v.fallback(v.picklist(['centred', 'contribution', 'difference', 'special', 'neuron']), 'centred'),
  /** All neurons rather than those at both ends. */
  all: v.fallback(v.boolean(), false),
  /** Which places are listed. */
  only: v.fallback(v.picklist(['all', 'followed', 'notFollowed']), 'all'),
  placesShown: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)), 12),
  placeOrder: v.fallback(v.picklist(['position', 'likeliest', 'unlikeliest']), 'position'),
});
export type TransitionsState = v.InferOutput<typeof transitionsState>;
