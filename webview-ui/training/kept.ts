import * as v from 'valibot';
import { trainingForm } from '../../src/protocol/training/form';
import { presetNames } from '../../src/protocol/training/view';

/** What the page keeps: the choices that were made. VS Code stores it, so it is read back with care. */
const keptSchema = v.object({
  /** A preset, or the person's own settings. */
  choice: v.fallback(v.picklist([...presetNames, 'own']), 'quick'),
  own: v.fallback(v.nullable(trainingForm), null),
});
export type Kept = v.InferOutput<typeof keptSchema>;

export function readKept(stored: unknown): Kept {
  return v.parse(keptSchema, typeof stored === 'object' && stored !== null ? stored : {});
}
