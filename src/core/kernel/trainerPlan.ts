import { cells, gatesOf, type Architecture, type WeightName } from '../parameters';
import { PersonError } from '../personError';
import { outputDropoutStream, recurrentDropoutStream } from './dropoutMasks';
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
  'cell',
  'layers',
  'gateRow',
  'gateColumns',
  'gateUnits',
  'recurrentOffset',
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
  'recurrentThreshold',
  'recurrentKept',
  'variational',
  'seedLow',
  'seedHigh',
  'inputs',
  'targets',
  'losses',
  'logits',
  'present',
  'input',
  'recurrent',
  'carry',
  'WhyForward',
  'zeros',
  'Why',
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
  'nextOutput',
  'nextUnit',
  'nextCharacter',
  'nextUnitUpdate',
  'nextCharacterUpdate',
  'lossFailed',
  'gradientFailed',
] as const;
export type PlanField = (typeof fields)[number];

/** The same of the record of a layer, `LayerPlan`. */
const layerFields = [
  'index',
  'hidden',
  'cell',
  'delta',
  'gates',
  'mask',
  'shown',
  'recurrentMask',
  'recalled',
  'maskStream',
  'recurrentStream',
  'WhhForward',
  'WhhBackward',
  'WxhForward',
  'Wxh',
  'Whh',
  'bh',
  'bn',
  'nextInput',
  'nextForward',
  'nextBackward',
  'nextBelow',
] as const;
type LayerField = (typeof layerFields)[number];

/** Where the record lies, and those of the layers. Address 0 stays free. */
const planAddress = 64;
const layersAddress = 512;
const layerBytes = 128;
/** Where everything else may begin: the module's own constants (`tanh.ts`, `exponential.ts`) lie from 1,024 on. */
const firstFree = 2048;
/** A line of the cache, in bytes. */
const line = 64;
const pageSize = 65536;
const largestMemory = 65536 * pageSize;

/** A record of the plan or of a layer: fields that are not named are 0. */
type Values<Field extends string> = Readonly<Partial<Record<Field, number>>>;

/** The values of the records and the memory that everything needs. */
export interface TrainerPlan {
  readonly values: Values<PlanField>;
  readonly layers: readonly Values<LayerField>[];
  readonly bytes: number;
  /** Pages of WebAssembly memory. */
  readonly pages: number;
}

const words = new Map(fields.map((field, index) => [field, planAddress / 4 + index]));

/** The word of a field, as an index into a typed array of 32-bit words over the whole memory. */
export function planWord(field: PlanField): number {
  return words.get(field)!;
}

/** Writes the records to their places in `memory`. */
export function writePlan({ values, layers }: TrainerPlan, memory: Uint32Array): void {
  for (const [field, value] of Object.entries(values)) {
    memory[planWord(field as PlanField)] = value;
  }
  layers.forEach((layer, index) => {
    const start = (layersAddress + index * layerBytes) / 4;
    layerFields.forEach((field, at) => (memory[start + at] = layer[field] ?? 0));
  });
}

/**
 * Where a number of a weight lies, in bytes: by its row and column in the matrix that the model's file has. Gates begin at
 * multiples of 16 units; a gru's Wxh and bh have them in the order n, r, z (assembly/gru.ts), the first Wxh lies transposed.
 */
export function weightPlaces(
  { values, layers }: TrainerPlan,
  name: WeightName,
): (row: number, column: number) => number {
  const { hiddenSize, hiddenRow, hiddenColumns, gateRow, gateColumns, cell } = values as Record<
    PlanField,
    number
  >;
  if (name === 'Why' || name === 'by') {
    const stride = name === 'Why' ? hiddenRow : 4;
    return (row, column) => values[name]! + row * stride + column * 4;
  }
  const gates = gateColumns / hiddenColumns;
  const rotated = cells[cell] === 'gru' && (name.startsWith('Wxh') || name.startsWith('bh')) ? 1 : 0;
  const unitOf = (row: number): number =>
    ((Math.floor(row / hiddenSize) + rotated) % gates) * hiddenColumns + (row % hiddenSize);
  const kind = name.replace(/\d$/, '') as 'Wxh' | 'Whh' | 'bh' | 'bn';
  const layer = layers[Number(/\d$/.exec(name)?.[0] ?? 1) - 1];
  const start = layer[kind]!;
  if (kind === 'bn') {
    return (row) => start + ((gates - 1) * hiddenColumns + row) * 4;
  }
  if (kind === 'bh') {
    return (row) => start + unitOf(row) * 4;
  }
  return name === 'Wxh'
    ? (row, column) => start + column * gateRow + unitOf(row) * 4
    : (row, column) => start + unitOf(row) * hiddenRow + column * 4;
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
export function planTrainer(architecture: Architecture, options: TrainerOptions): TrainerPlan {
  const { cell, layers: layerCount, hiddenSize, vocabularySize } = architecture;
  const {
    batchSize,
    sequenceLength,
    dropout = 0,
    variational = false,
    recurrentDropout = 0,
    seed = 0,
  } = options;
  const gates = gatesOf[cell];
  const hiddenRow = rowBytes(hiddenSize);
  const hiddenColumns = tiled(hiddenSize);
  const vocabularyRow = rowBytes(vocabularySize);
  const gateColumns = gates * hiddenColumns;
  const gateUnits = gateColumns - hiddenColumns + hiddenSize;
  // A gru keeps the recurrent part of its candidate too.
  const gateRow = rowBytes(cell === 'gru' ? 4 * hiddenColumns : gateColumns);
  const rows = batchSize * sequenceLength;
  let end = firstFree;
  const place = (bytes: number): number => {
    const start = Math.ceil(end / line) * line;
    end = start + bytes;
    return start;
  };
  const placeIf = (condition: boolean, bytes: number): number => (condition ? place(bytes) : 0);

  const inputs = place(rows * 2);
  const targets = place(rows * 2);
  const losses = place(rows * 4);
  const norms = place(((layerCount * gateColumns) / 16 + Math.ceil(vocabularySize / 4)) * 4);
  const logits = place(rows * vocabularyRow);
  const present = place(vocabularySize);
  const input = placeIf(layerCount > 1, rows * gateRow);
  const recurrent = place(batchSize * hiddenRow);
  const carry = placeIf(cell === 'lstm', batchSize * hiddenRow);
  // A layer of gates is done with the gradients of its hidden states before the next writes its own.
  const sharedDelta = placeIf(cell !== 'rnn', rows * hiddenRow);
  // Panels of the packed copies are a multiple of four deep.
  const depth = Math.ceil(hiddenSize / 4) * 4;
  const gateDepth = Math.ceil(gateUnits / 4) * 4;
  const WhyForward = place(depth * tiled(vocabularySize) * 4);
  const zeros = place(Math.max(hiddenRow, vocabularyRow, gateRow));
  const activations = Array.from({ length: layerCount }, (_, index) => {
    const hidden = place((rows + batchSize) * hiddenRow);
    const delta = sharedDelta || place(rows * hiddenRow);
    return {
      index,
      hidden,
      cell: placeIf(cell === 'lstm', (rows + batchSize) * hiddenRow),
      delta,
      gates: cell === 'rnn' ? delta : place(rows * gateRow),
      mask: placeIf(dropout > 0, (variational ? batchSize : rows) * hiddenRow),
      shown: dropout > 0 ? place(rows * hiddenRow) : hidden + batchSize * hiddenRow,
      recurrentMask: placeIf(recurrentDropout > 0, batchSize * hiddenRow),
      recalled: recurrentDropout > 0 ? place(rows * hiddenRow) : hidden,
      maskStream: outputDropoutStream(index + 1, layerCount),
      recurrentStream: recurrentDropoutStream(index + 1),
      WhhForward: place(depth * gateColumns * 4),
      WhhBackward: place(gateDepth * hiddenColumns * 4),
      WxhForward: placeIf(index > 0, depth * gateColumns * 4),
    };
  });

  // Rows of what is transposed are filled up with zeros: it goes by four.
  const weights = place(0);
  const Why = place(tiled(vocabularySize) * hiddenRow);
  const by = place(vocabularyRow);
  const layers = activations.map((layer) => ({
    ...layer,
    Wxh: layer.index === 0 ? place(vocabularySize * gateRow) : place(gateColumns * hiddenRow),
    Whh: place(gateColumns * hiddenRow),
    bh: place(gateRow),
    bn: placeIf(cell === 'gru', gateRow),
  }));
  const toGradient = Math.ceil((end - weights) / line) * line;
  const blocks = options.optimizer === 'adam' ? 4 : 3; // weights, gradients, squares, moments
  end = weights + toGradient * blocks;

  if (end > largestMemory) {
    throw new PersonError(
      `Training ${layerCount} × ${cell} of ${hiddenSize} units on ${vocabularySize} characters, ${batchSize} x ${sequenceLength} ` +
        `at a time, needs ${(end / 2 ** 30).toFixed(1)} GiB of memory; WebAssembly can use 4. Take a smaller batch or shorter ` +
        'sequences, fewer units or layers.',
    );
  }
  const values = {
    hiddenSize,
    vocabularySize,
    batchSize,
    sequenceLength,
    hiddenRow,
    hiddenColumns,
    vocabularyRow,
    vocabularyColumns: tiled(vocabularySize),
    cell: cells.indexOf(cell),
    layers: layerCount,
    gateRow,
    gateColumns,
    gateUnits,
    recurrentOffset: cell === 'gru' ? hiddenColumns * 4 : 0,
    optimizer: options.optimizer === 'adam' ? 1 : 0,
    dropoutThreshold: Math.floor(dropout * 2 ** 32),
    recurrentThreshold: Math.floor(recurrentDropout * 2 ** 32),
    variational: variational ? 1 : 0,
    seedLow: seed % 2 ** 32,
    seedHigh: Math.floor(seed / 2 ** 32),
    inputs,
    targets,
    losses,
    logits,
    present,
    input,
    recurrent,
    carry,
    WhyForward,
    zeros,
    Why,
    by,
    toGradient,
    toSquares: 2 * toGradient,
    toMoments: 3 * toGradient,
    norms,
  };
  return { values, layers, bytes: end, pages: Math.ceil(end / pageSize) };
}
