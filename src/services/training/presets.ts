import type { TrainingForm } from '../../protocol/training/form';
import { formRanges } from '../../protocol/training/form';
import { presetNames, type PresetName } from '../../protocol/training/view';

/** What a preset wants; batch and passes are fitted to the text. */
interface Wish {
  readonly network: Pick<TrainingForm, 'cell' | 'layers' | 'hidden' | 'dropout'>;
  readonly sequenceLength: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Characters to read in all, and the fewest and most passes that this may be. */
  readonly characters: number;
  readonly passes: readonly [fewest: number, most: number];
}

const wishes: Readonly<Record<PresetName, Wish>> = {
  quick: {
    network: { cell: 'rnn', layers: 1, hidden: 128, dropout: 0 },
    sequenceLength: 50,
    batchSize: 16,
    learningRate: 0.004,
    characters: 2e6,
    passes: [1, 40],
  },
  good: {
    network: { cell: 'gru', layers: 1, hidden: 256, dropout: 0.2 },
    sequenceLength: 64,
    batchSize: 32,
    learningRate: 0.004,
    characters: 8e6,
    passes: [5, 60],
  },
  best: {
    network: { cell: 'gru', layers: 2, hidden: 400, dropout: 0.35 },
    sequenceLength: 128,
    batchSize: 32,
    learningRate: 0.003,
    characters: 15e6,
    passes: [12, 80],
  },
};

/** Share of the text that is kept away from training: enough to judge by, little enough to be missed. */
const heldOut = 0.1;
/** Steps that a pass has at least where the text allows: with fewer, a network would be updated too seldom. */
const fewestSteps = 20;

/** The settings of a preset for a text of so many characters. */
export function presetForm(name: PresetName, characters: number): TrainingForm {
  const wish = wishes[name];
  const trained = Math.max(1, Math.floor(characters * (1 - heldOut)));
  // A stream of the batch needs a sequence and the character after it.
  const sequenceLength = clamp(
    Math.floor(trained / 4),
    formRanges.sequenceLength.minimum,
    wish.sequenceLength,
  );
  const batchSize = clamp(
    Math.floor(trained / (fewestSteps * (sequenceLength + 1))),
    formRanges.batchSize.minimum,
    wish.batchSize,
  );
  const [fewest, most] = wish.passes;
  return {
    ...wish.network,
    sequenceLength,
    batchSize,
    optimizer: 'adam',
    learningRate: wish.learningRate,
    heldOut,
    passes: clamp(Math.round(wish.characters / trained), fewest, most),
  };
}

export function presetsFor(characters: number): { name: PresetName; form: TrainingForm }[] {
  return presetNames.map((name) => ({ name, form: presetForm(name, characters) }));
}

function clamp(value: number, smallest: number, largest: number): number {
  return Math.max(smallest, Math.min(largest, value));
}
