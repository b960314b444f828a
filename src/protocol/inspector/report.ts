import * as v from 'valibot';
import { ablateParams, smallestSetParams } from './proof';
import { neuronParams } from './neurons';
import { driversParams } from './transitions';
import { nothing, seed, textId } from './values';

/** Something that was looked at: asked again when the report is written, so that every figure is of the model as it is. */
export const looked = v.variant('method', [
  v.strictObject({ method: v.literal('drivers'), params: driversParams }),
  v.strictObject({ method: v.literal('ablate'), params: ablateParams }),
  v.strictObject({ method: v.literal('smallestSet'), params: smallestSetParams }),
  v.strictObject({ method: v.literal('neuron'), params: neuronParams }),
]);
export type Looked = v.InferOutput<typeof looked>;

export const reportParams = v.strictObject({
  text: textId,
  looked: v.pipe(v.array(looked), v.maxLength(200)),
  /** Also answers the four parts of the assignment "Fun with RNNs", which takes a scan of the text. */
  assignment: v.boolean(),
  seed,
});

export const report = v.object({
  markdown: v.string(),
  /** Pictures that the Markdown refers to by name, beside it. */
  pictures: v.array(v.object({ name: v.string(), svg: v.string() })),
});
export type Report = v.InferOutput<typeof report>;

/** Something that the page made, to be saved where the person says. */
export const saveParams = v.strictObject({
  /** A suggestion, with its ending. */
  name: v.pipe(v.string(), v.maxLength(200)),
  content: v.union([v.string(), v.instance(Uint8Array)]),
  /** Files that it refers to by name, saved in the same folder. */
  beside: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          // A plain name: what the page says must not lead out of the folder.
          name: v.pipe(v.string(), v.regex(/^[\w-][\w.-]{0,199}$/)),
          content: v.string(),
        }),
      ),
      v.maxLength(200),
    ),
  ),
});

export const copyParams = v.strictObject({ text: v.string() });
export const done = nothing;
