import * as v from 'valibot';
import { cells } from '../../core/parameters';

/** Where the range of a number ends that a person may choose. */
export const formRanges = {
  layers: { minimum: 1, maximum: 3 },
  hidden: { minimum: 4, maximum: 2048 },
  sequenceLength: { minimum: 2, maximum: 1000 },
  batchSize: { minimum: 1, maximum: 512 },
  learningRate: { minimum: 0.000001, maximum: 10 },
  dropout: { minimum: 0, maximum: 0.9 },
  heldOut: { minimum: 0, maximum: 0.5 },
  passes: { minimum: 0.01, maximum: 10_000 },
} as const;

export type FormNumber = keyof typeof formRanges;

/** Those that are counted. */
export const wholeNumbers: ReadonlySet<FormNumber> = new Set([
  'layers',
  'hidden',
  'sequenceLength',
  'batchSize',
]);

export const optimizers = ['adam', 'adagrad'] as const;

function number(name: FormNumber): v.GenericSchema<number> {
  const { minimum, maximum } = formRanges[name];
  const range = v.pipe(v.number(), v.minValue(minimum), v.maxValue(maximum));
  return wholeNumbers.has(name) ? v.pipe(range, v.integer()) : range;
}

/** What a person chooses before a network is trained. */
export const trainingForm = v.object({
  cell: v.picklist(cells),
  layers: number('layers'),
  /** Hidden units of each layer. */
  hidden: number('hidden'),
  /** Characters that gradients flow back through. */
  sequenceLength: number('sequenceLength'),
  /** Places of the text that are read side by side. */
  batchSize: number('batchSize'),
  optimizer: v.picklist(optimizers),
  learningRate: number('learningRate'),
  dropout: number('dropout'),
  /** Share of the text, from its end, that is not trained on. */
  heldOut: number('heldOut'),
  /** How often the text is read through before training ends. */
  passes: number('passes'),
});
export type TrainingForm = v.InferOutput<typeof trainingForm>;

export { cells };

/** Whether a number may stand in the form; `NaN` for what was no number. */
export function isAccepted(name: FormNumber, value: number): boolean {
  const { minimum, maximum } = formRanges[name];
  return value >= minimum && value <= maximum && (!wholeNumbers.has(name) || Number.isInteger(value));
}

/** Whether two people would get the same run. */
export function isSameForm(a: TrainingForm, b: TrainingForm): boolean {
  return (Object.keys(trainingForm.entries) as (keyof TrainingForm)[]).every((name) => a[name] === b[name]);
}
