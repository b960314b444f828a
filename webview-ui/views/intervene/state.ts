import * as v from 'valibot';
import { weightName } from '../../../src/protocol/inspector/model';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));

export const interveneState = v.object({
  neuron: v.fallback(v.nullable(index), null),
  value: v.fallback(v.pipe(v.number(), v.minValue(-1), v.maxValue(1)), 0),
  mode: v.fallback(v.picklist(['output', 'whole']), 'whole'),
  weight: v.fallback(weightName, 'Why'),
  row: v.fallback(index, 0),
  column: v.fallback(index, 0),
  prompt: v.fallback(v.string(), 'First Citizen:\n'),
  length: v.fallback(v.pipe(index, v.minValue(1), v.maxValue(10_000)), 300),
  temperature: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 0.5),
  seed: v.fallback(index, 1),
});
export type InterveneState = v.InferOutput<typeof interveneState>;
