import { PersonError } from '../personError';
import { streams } from '../random';
import type { TrainerOptions } from './kernel';

/**
 * The fields of the record that tells the WebAssembly trainer everything, in order; each is a word of 32 bits. The
 * class `TrainerPlan` in assembly/trainerPlan.ts has the same fields in the same order, and says what they mean.
 */
const fields = [
  'hiddenSize',
  'vocabularySize',
  'batchSize',
  'sequenceLength',
  'hiddenRow',
  'hiddenColumns',
  'vocabularyRow',
  'vocabularyColumns',
  'optimizer',
  'clip',
  'clipNorm',
  'update',
  'scale',
  'learningRate',
  'adamRate',
  'adamCorrection',
  'decay',
  'beta1',
  'beta2',
  'epsilon',
  'dropoutThreshold',
  'dropoutKept',
  'dropoutStream',
  'seedLow',
  'seedHigh',
  'inputs',
  'targets',
  'losses',
  'hidden',
  'mask',
  'shown',
  'delta',
  'logits',
  'present',
  'WhhForward',
  'WhhBackward',
  'WhyForward',
  'zeros',
  'recurrent',
  'Wxh',
  'Whh',
  'Why',
  'bh',
  'by',
  'toGradient',
  'toSquares',
  'toMoments',
  'norms',
  'signal',
  'helpers',
  'waiting',
  'opened',
  'sleeping',
  'nextForward',
  'nextOutput',
  'nextBackward',
  'nextUnit',
  'nextCharacter',
  'nextUnitUpdate',
  'nextCharacterUpdate',
  'lossFailed',
  'gradientFailed',
] as const;
export type PlanField = (typeof fields)[number];

/** Where the record lies. Address 0 stays free. */
const planAddress = 64;
/** Where everything else may begin: the module's own constants (`tanh.ts`, `exponential.ts`) lie from 1,024 on. */
const firstFree = 2048;
/** A line of the cache, in bytes. */
const line = 64;
const pageSize = 65536;
const largestMemory = 65536 * pageSize;

/** The values of the record and the memory that everything needs. */
export interface TrainerPlan {
  readonly values: Readonly<Partial<Record<PlanField, number>>>;
  readonly bytes: number;
  /** Pages of WebAssembly memory. */
  readonly pages: number;
}

const words = new Map(fields.map((field, index) => [field, planAddress / 4 + index]));

/** The word of a field, as an index into a typed array of 32-bit words over the whole memory. */
export function planWord(field: PlanField): number {
  return words.get(field)!;
}

/** Columns as they are worked on: tiles are 16 wide. */
function tiled(columns: number): number {
  return Math.ceil(columns / 16) * 16;
}

/**
 * Bytes from one row to the next: whole lines, and an odd number of them. Rows that lie a power of two apart fall into a
 * few sets of the first-level cache and push each other out; an odd number of lines spreads them over all.
 */
export function rowBytes(columns: number): number {
  const lines = Math.ceil((columns * 4) / line);
  return (lines % 2 === 0 ? lines + 1 : lines) * line;
}

/**
 * Lays out the memory of a training run: once, before anything is allocated.
 *
 * @throws PersonError where it would not fit into the 4 GiB that WebAssembly can address.
 */
export function planTrainer(
  hiddenSize: number,
  vocabularySize: number,
  options: TrainerOptions,
): TrainerPlan {
  const { batchSize, sequenceLength, dropout = 0, seed = 0 } = options;
  const hiddenRow = rowBytes(hiddenSize);
  const vocabularyRow = rowBytes(vocabularySize);
  const rows = batchSize * sequenceLength;
  let end = firstFree;
  const place = (bytes: number): number => {
    const start = Math.ceil(end / line) * line;
    end = start + bytes;
    return start;
  };

  const inputs = place(rows * 2);
  const targets = place(rows * 2);
  const losses = place(rows * 4);
  const norms = place((hiddenSize + vocabularySize + 2) * 4);
  const hidden = place((rows + batchSize) * hiddenRow);
  const mask = dropout > 0 ? place(rows * hiddenRow) : 0;
  const shown = dropout > 0 ? place(rows * hiddenRow) : hidden + batchSize * hiddenRow;
  const delta = place(rows * hiddenRow);
  const logits = place(rows * vocabularyRow);
  const present = place(vocabularySize);
  // Panels of the packed copies are a multiple of four deep.
  const depth = Math.ceil(hiddenSize / 4) * 4;
  const WhhForward = place(depth * tiled(hiddenSize) * 4);
  const WhhBackward = place(depth * tiled(hiddenSize) * 4);
  const WhyForward = place(depth * tiled(vocabularySize) * 4);
  const zeros = place(Math.max(hiddenRow, vocabularyRow));
  const recurrent = place(hiddenRow);

  // Rows of what is transposed are filled up with zeros: it goes by four.
  const weights = place(0);
  const Wxh = place(vocabularySize * hiddenRow);
  const Whh = place(tiled(hiddenSize) * hiddenRow);
  const Why = place(tiled(vocabularySize) * hiddenRow);
  const bh = place(hiddenRow);
  const by = place(vocabularyRow);
  const toGradient = end - weights;
  const blocks = options.optimizer === 'adam' ? 4 : 3; // weights, gradients, squares, moments
  end = weights + toGradient * blocks;

  if (end > largestMemory) {
    throw new PersonError(
      `Training ${hiddenSize} units on ${vocabularySize} characters, ${batchSize} x ${sequenceLength} at a time, needs ` +
        `${(end / 2 ** 30).toFixed(1)} GiB; WebAssembly can use 4. Take a smaller batch or shorter sequences.`,
    );
  }
  const values = {
    hiddenSize,
    vocabularySize,
    batchSize,
    sequenceLength,
    hiddenRow,
    hiddenColumns: tiled(hiddenSize),
    vocabularyRow,
    vocabularyColumns: tiled(vocabularySize),
    optimizer: options.optimizer === 'adam' ? 1 : 0,
    dropoutThreshold: Math.floor(dropout * 2 ** 32),
    dropoutStream: streams.dropout,
    seedLow: seed % 2 ** 32,
    seedHigh: Math.floor(seed / 2 ** 32),
    inputs,
    targets,
    losses,
    hidden,
    mask,
    shown,
    delta,
    logits,
    present,
    WhhForward,
    WhhBackward,
    WhyForward,
    zeros,
    recurrent,
    Wxh,
    Whh,
    Why,
    bh,
    by,
    toGradient,
    toSquares: 2 * toGradient,
    toMoments: 3 * toGradient,
    norms,
  };
  return { values, bytes: end, pages: Math.ceil(end / pageSize) };
}
