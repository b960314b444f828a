import * as v from 'valibot';

export const textState = v.object({
  colour: v.fallback(v.picklist(['surprise', 'activation', 'contribution']), 'surprise'),
  /** Five likeliest next characters under each place. */
  predictions: v.fallback(v.boolean(), false),
  /** Where the shown stretch begins, if no place is chosen. */
  at: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});
export type TextState = v.InferOutput<typeof textState>;
