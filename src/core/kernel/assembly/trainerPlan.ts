/**
 * What a training run is told: sizes, hyperparameters and the addresses of its matrices. JavaScript lays the memory out
 * and writes this record at its start (trainerPlan.ts beside kernel.ts names the fields in the same order); all threads
 * read it there. Every field is a word of 32 bits; rows are in bytes.
 *
 * H: hidden units, V: characters, B: streams, T: steps, G: gates and candidates, 1 (rnn), 3 (gru) or 4 (lstm). A matrix
 * "(n, H)" has n rows of `hiddenRow` bytes, its columns past H are zero. Rows of activations are ordered by step, then by
 * stream: those of one step lie together.
 *
 * What has a part for each gate is "(n, G H)" with rows of `gateRow` bytes, or "(G H, n)": each gate takes `hiddenColumns`
 * columns, or as many rows, so that it begins where a tile does. In which order gates lie, cell by cell, is told in gru.ts
 * and lstm.ts.
 */
@unmanaged
export class TrainerPlan {
  hiddenSize: i32;
  vocabularySize: i32;
  batchSize: i32;
  sequenceLength: i32;
  /** Bytes from row to row, and columns worked on (a multiple of 16). */
  hiddenRow: i32;
  hiddenColumns: i32;
  vocabularyRow: i32;
  vocabularyColumns: i32;
  /** 0: rnn, 1: gru, 2: lstm. */
  cell: i32;
  layers: i32;
  gateRow: i32;
  /** Columns of all gates, G hiddenColumns; and those up to the last unit of the last gate. */
  gateColumns: i32;
  gateUnits: i32;
  /** Bytes from a row of `gates` to where the gates of Whh begin in it: those of Wxh begin at 0. */
  recurrentOffset: i32;

  /** 0: Adagrad, 1: Adam. */
  optimizer: i32;
  clip: f32;
  /** Infinity where the norm is not clipped. */
  clipNorm: f32;
  /** The number of the update to make, from 0: names the dropout masks. */
  update: i32;
  scale: f32;
  learningRate: f32;
  /** Adam: learningRate / (1 - beta1^n), 1 / (1 - beta2^n) and learningRate * weightDecay. */
  adamRate: f32;
  adamCorrection: f32;
  decay: f32;
  beta1: f32;
  beta2: f32;
  epsilon: f32;
  /** Of dropout on the way up, then on the way on: the share dropped times 2^32 and the value of a unit kept. */
  dropoutThreshold: u32;
  dropoutKept: f32;
  recurrentThreshold: u32;
  recurrentKept: f32;
  /** 1 where the masks on the way up are drawn once for a sequence. */
  variational: i32;
  seedLow: i32;
  seedHigh: i32;

  /** (B, T) uint16: characters read, and those to predict. */
  inputs: usize;
  targets: usize;
  /** (B T): the loss of each row, float32. */
  losses: usize;
  /** (T B, V): logits, then their gradients. */
  logits: usize;
  /** (V) bytes: 1 for each character that is read in this step. */
  present: usize;
  /** (T B, G H): what an upper layer's gates get from the layer below. Each layer needs it for its way forward only. */
  input: usize;
  /** (B, H): what comes back through Whh, where it is not added at once; and an lstm's gradients with respect to c. */
  recurrent: usize;
  carry: usize;
  /** Packed copy (packing.ts) for shown Why^T, rebuilt after each update. */
  WhyForward: usize;
  /** A row of zeros, as long as any. */
  zeros: usize;
  /** Why (V, H), by (1, V). */
  Why: usize;
  by: usize;
  /** What to add to the address of a weight to find its gradient and what the optimiser remembers of it. */
  toGradient: usize;
  toSquares: usize;
  toMoments: usize;
  /** A number for each 16 units and four characters: sums of squares of gradients, for their norm. */
  norms: usize;

  /** Below: how the threads work together (team.ts). The signal: number of the step * 256 + threads that take part. */
  signal: i32;
  /** Helper threads that have come. */
  helpers: i32;
  /** Threads that wait at the barrier, and how often it has opened. */
  waiting: i32;
  opened: i32;
  /** Threads that sleep, at whatever they wait for. */
  sleeping: i32;
  /** How much of each kind of work has been taken in this step. */
  nextOutput: i32;
  nextUnit: i32;
  nextCharacter: i32;
  nextUnitUpdate: i32;
  nextCharacterUpdate: i32;
  /** Not 0 where a loss is not finite, or a gradient. Two fields: one thread may set the second while another still asks
   * for the first. */
  lossFailed: i32;
  gradientFailed: i32;
}

/** What belongs to one layer. */
@unmanaged
export class LayerPlan {
  /** 0 for the first. */
  index: i32;
  /** ((T + 1) B, H): hidden states, and an lstm's c; the first B rows are those carried in. */
  hidden: usize;
  cell: usize;
  /** (T B, H): gradients with respect to h. */
  delta: usize;
  /**
   * (T B, G H), a gru's (T B, 4 H): what the way back needs of the gates, then the gradients with respect to what their
   * nonlinearities were taken of. An rnn has no more than those, and they take the place of `delta`.
   */
  gates: usize;
  /** (T B, H): dropout masks on the way up, (B, H) if variational, and hidden states behind them. Without dropout `shown`
   * is `hidden` from its row B on. */
  mask: usize;
  shown: usize;
  /** (B, H): dropout masks on the way on; (T B, H): h_(t-1) behind them. Without dropout `recalled` is `hidden`. */
  recurrentMask: usize;
  recalled: usize;
  /** The numbers of the streams of random numbers that these masks are drawn from. */
  maskStream: i32;
  recurrentStream: i32;
  /** Packed copies (packing.ts) for h Whh^T, delta Whh and, of an upper layer, shown Wxh^T, rebuilt after each update. */
  WhhForward: usize;
  WhhBackward: usize;
  WxhForward: usize;
  /** Wxh^T (V, G H) of the first layer, Wxh (G H, H) of the others; Whh (G H, H); bh (1, G H); bn (1, G H), 0 but for the candidate. */
  Wxh: usize;
  Whh: usize;
  bh: usize;
  bn: usize;
  /** How much of each kind of work has been taken in this step. */
  nextInput: i32;
  nextForward: i32;
  nextBackward: i32;
  nextBelow: i32;
}

/** Where JavaScript writes the record, and those of the layers. */
export const planAddress: usize = 64;
export const plan = changetype<TrainerPlan>(planAddress);
const layersAddress: usize = 512;
const layerBytes: usize = 128;

/** The record of a layer, counted from 0. */
// @ts-ignore: decorator
@inline
export function layerOf(index: i32): LayerPlan {
  return changetype<LayerPlan>(layersAddress + <usize>index * layerBytes);
}

/** The character that stream b reads, or is to predict, at step t. */
// @ts-ignore: decorator
@inline
export function character(characters: usize, b: i32, t: i32): i32 {
  return load<u16>(characters + (<usize>(b * plan.sequenceLength + t) << 1));
}
