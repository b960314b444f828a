import * as v from 'valibot';

export const reportState = v.object({
  assignment: v.fallback(v.boolean(), false),
  seed: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
});
export type ReportState = v.InferOutput<typeof reportState>;
