import * as v from 'valibot';
import { allWeightNames, cells } from '../../core/parameters';
import { characterIndex, count, distribution, finite, float64, neuronIndex, uint32 } from './values';

/** Which array: a weight, or (`memory`) Adagrad's sums of squared gradients for it. Which there are, the model says. */
export const weightName = v.picklist(allWeightNames);
const which = { weight: weightName, memory: v.boolean() };

/** One change to the running model. */
export const edit = v.variant('kind', [
  v.strictObject({
    kind: v.literal('clamp'),
    neuron: neuronIndex,
    /** What the neuron is held at, from -1 to 1; 0 silences it. */
    value: v.pipe(finite, v.minValue(-1), v.maxValue(1)),
    /** `output`: only the logits see the value. `whole`: the recurrence sees it too. */
    mode: v.picklist(['output', 'whole']),
  }),
  v.strictObject({
    kind: v.literal('weight'),
    weight: weightName,
    row: count,
    column: count,
    value: finite,
  }),
]);
export type Edit = v.InferOutput<typeof edit>;

/** What was changed in the running model, oldest first. */
export const editState = v.object({ edits: v.array(edit), canUndo: v.boolean(), canRedo: v.boolean() });
export type EditState = v.InferOutput<typeof editState>;

/** The model that the inspector shows. */
export const description = v.object({
  /** Grows with every change of the model; replies computed from another generation are out of date. */
  generation: count,
  name: v.string(),
  /** As the setting has it: a bundled name, a path or an address. */
  reference: v.string(),
  /** Whether completions are written by this very model: only then can it be edited. */
  isRunning: v.boolean(),
  cell: v.picklist(cells),
  /** Recurrent layers. What is called a neuron without a layer is one of the top layer, which the logits are read from. */
  layers: count,
  /** H, of each layer. */
  hiddenSize: count,
  /** V. */
  vocabularySize: count,
  /** In index order, (V). */
  characters: v.array(v.string()),
  /** The cell's gates in the order of their rows, H rows each; one without a name for a vanilla cell. */
  gates: v.array(v.string()),
  /** Every array that the model has, in the order in which they are listed. */
  weights: v.array(v.object({ name: weightName, rows: count, columns: count })),
  parameterCount: count,
  /** Whether the file brought Adagrad's memories. */
  hasMemory: v.boolean(),
  /** Characters of the training text, if the file says so. */
  dataSize: v.nullable(count),
  notes: v.object({
    warmup: v.optional(v.string()),
    steps: v.optional(finite),
    madeBy: v.optional(v.string()),
  }),
  edits: editState,
});
export type ModelDescription = v.InferOutput<typeof description>;

export const matrixParams = v.strictObject(which);

/** An array of the model as the file has it (or as it was edited), row-major; biases are columns of one. */
export const matrix = v.object({ rows: count, columns: count, values: float64 });
export type Matrix = v.InferOutput<typeof matrix>;

export const orderParams = v.strictObject({
  ...which,
  axis: v.picklist(['rows', 'columns']),
  by: v.variant('kind', [
    /** Like stands beside like. */
    v.strictObject({ kind: v.literal('similarity') }),
    /** Largest first, by the values in one line across: a column for rows, a row for columns. */
    v.strictObject({ kind: v.literal('line'), line: count }),
  ]),
});

/** The order: entry n is the index of what stands at n. */
export const order = v.object({ order: uint32 });

export const spreadParams = v.strictObject(which);
export const spread = v.object({ distribution });

export const sampleParams = v.strictObject({
  prompt: v.pipe(v.string(), v.maxLength(100_000)),
  length: v.pipe(count, v.minValue(1), v.maxValue(10_000)),
  temperature: v.pipe(finite, v.minValue(0), v.maxValue(100)),
  seed: count,
});

/** The same prompt, temperature and seed, written by the model as its file has it and as it was edited. */
export const sample = v.object({ original: v.string(), edited: v.nullable(v.string()) });

export const editParams = v.strictObject({ edit });

/** Where the edited model was saved; null if the person thought better of it. */
export const saved = v.object({ name: v.nullable(v.string()) });

/** A transition: what the network makes of one character following another. */
export const transition = { from: characterIndex, to: characterIndex };
