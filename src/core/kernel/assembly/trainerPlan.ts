/**
 * What a training run is told: sizes, hyperparameters and the addresses of its matrices. JavaScript lays the memory out
 * and writes this record at its start (trainerPlan.ts beside kernel.ts names the fields in the same order); all threads
 * read it there. Every field is a word of 32 bits; rows are in bytes.
 *
 * H: hidden units, V: characters, B: streams, T: steps. A matrix "(n, H)" has n rows of `hiddenRow` bytes, its columns past
 * H are zero. Rows of activations are ordered by step, then by stream: those of one step lie together.
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
  /** The share dropped times 2^32, the value of a unit kept, the number of the stream of random numbers and its seed. */
  dropoutThreshold: u32;
  dropoutKept: f32;
  dropoutStream: i32;
  seedLow: i32;
  seedHigh: i32;

  /** (B, T) uint16: characters read, and those to predict. */
  inputs: usize;
  targets: usize;
  /** (B T): the loss of each row, float32. */
  losses: usize;
  /** ((T + 1) B, H): hidden states; the first B rows are those carried in. */
  hidden: usize;
  /** (T B, H): dropout masks, and hidden states behind them. Without dropout `shown` is `hidden` from its row B on. */
  mask: usize;
  shown: usize;
  /** (T B, H): gradients with respect to the hidden states, then to what tanh was taken of. */
  delta: usize;
  /** (T B, V): logits, then their gradients. */
  logits: usize;
  /** (V) bytes: 1 for each character that is read in this step. */
  present: usize;
  /** Packed copies (packing.ts) for h Whh^T, delta Whh and shown Why^T, rebuilt after each update. */
  WhhForward: usize;
  WhhBackward: usize;
  WhyForward: usize;
  /** A row of zeros, as long as any; and one to work in. */
  zeros: usize;
  recurrent: usize;
  /** Wxh^T (V, H), Whh (H, H), Why (V, H), bh (1, H), by (1, V). */
  Wxh: usize;
  Whh: usize;
  Why: usize;
  bh: usize;
  by: usize;
  /** What to add to the address of a weight to find its gradient and what the optimiser remembers of it. */
  toGradient: usize;
  toSquares: usize;
  toMoments: usize;
  /** (H + V + 2): sums of squares of gradients, for their norm. */
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
  nextForward: i32;
  nextOutput: i32;
  nextBackward: i32;
  nextUnit: i32;
  nextCharacter: i32;
  nextUnitUpdate: i32;
  nextCharacterUpdate: i32;
  /** Not 0 where a loss is not finite, or a gradient. Two fields: one thread may set the second while another still asks
   * for the first. */
  lossFailed: i32;
  gradientFailed: i32;
}

/** Where JavaScript writes the record. */
export const planAddress: usize = 64;
export const plan = changetype<TrainerPlan>(planAddress);

/** The character that stream b reads, or is to predict, at step t. */
// @ts-ignore: decorator
@inline
export function character(characters: usize, b: i32, t: i32): i32 {
  return load<u16>(characters + (<usize>(b * plan.sequenceLength + t) << 1));
}
