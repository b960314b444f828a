import type { Parameters } from '../parameters';
import type { Pieces } from './pieces';

/**
 * What runs a network. Core and services speak to a network only through these interfaces; `reference.ts` serves
 * them with plain loops (the oracle and the fallback), `wasm.ts` with WebAssembly SIMD.
 *
 * Calls are coarse: one call handles many characters, because a call into WebAssembly costs about half a microsecond.
 * Long work is cut into chunks by the caller, which can then cancel between them.
 */

/**
 * `reference`: plain loops in float64. `reference32`: the same in float32.
 * `exact`: WebAssembly, strict float32, bit-identical on every machine. `fast`: WebAssembly, int16 weights.
 */
export const kernelNames = ['reference', 'reference32', 'exact', 'fast'] as const;
export type KernelName = (typeof kernelNames)[number];
/** `tfjs`: TensorFlow.js, which trains only. */
export type TrainerName = KernelName | 'tfjs';

/**
 * A hidden state: `stateSize` numbers. Made by `createState` (all zero) or by copying one; the kernels take either
 * kind of array, and a state that went through a Float32Array is the same state for every float32 kernel.
 */
export type State = Float32Array | Float64Array;

/** How the next character is drawn. */
export interface Sampling {
  /** 1/alpha. 0 takes the most likely character (the first, among equals). */
  readonly temperature: number;
  /** The seed of the random numbers: an integer from 0 to 2^53 - 1. */
  readonly seed: number;
  /** The position of the first character to draw: together with the seed it names the random number. */
  readonly position: number;
}

/** Neurons taken away or held while a network runs: those of the top layer, neuron k being a column of Why. */
export interface Intervention {
  /** Neurons whose `value` replaces what they show to the logits; the recurrence still sees the true one. */
  readonly output?: readonly Clamp[];
  /** Neurons whose h is held at `value` for the logits and for the recurrence alike (an lstm's c goes on by itself). */
  readonly whole?: readonly Clamp[];
}

export interface Clamp {
  readonly neuron: number;
  /** What the neuron is held at: 0 takes it away. */
  readonly value: number;
}

/** One network, loaded into a kernel. Not for use by two callers in the middle of one call; calls are synchronous. */
export interface Network {
  readonly kernel: KernelName;
  /** What really runs, for people: `wasm relaxed-simd`, `wasm simd`, `plain`. */
  readonly engine: string;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  /** Numbers in a state, `stateSizeOf` of the architecture; for a vanilla RNN hiddenSize. */
  readonly stateSize: number;

  /** The state before anything was read: zeros. */
  createState(): State;

  /** Reads every index of `inputs` in order; `state` becomes the state after the last. */
  prime(state: State, inputs: Uint16Array): void;

  /** Logits of the next character, (V), written to `out`. */
  logits(state: State, out: Float32Array | Float64Array): void;

  /**
   * Draws `out.length` characters one after the other, reading each; `state` becomes the state after the last, so
   * that a second call with `position + out.length` goes on as one longer call would have.
   */
  generate(state: State, out: Uint16Array, sampling: Sampling): void;

  /**
   * Reads `inputs` and writes to `losses[t]` the surprise of `inputs[t]` in nats, -ln p(inputs[t]), as predicted at
   * temperature 1 before it was read (so `losses[0]` is predicted by the state given).
   */
  score(state: State, inputs: Uint16Array, losses: Float64Array | Float32Array): void;

  /**
   * The same for several streams at once: stream b reads `inputs[b]` from `states[b]` into `losses[b]`. Streams may
   * differ in length, and each may have its intervention. Batched kernels share each weight they load.
   */
  scoreBatch(
    states: State[],
    inputs: readonly Uint16Array[],
    losses: readonly (Float64Array | Float32Array)[],
    interventions?: readonly (Intervention | undefined)[],
  ): void;

  /** Frees what the kernel holds for this network. */
  dispose(): void;
}

/** Hyperparameters that are fixed for the whole of a training run. */
export interface TrainerOptions {
  /** Streams read side by side. */
  readonly batchSize: number;
  /** Characters in one truncated backpropagation. */
  readonly sequenceLength: number;
  readonly optimizer: 'adagrad' | 'adam';
  /** Each gradient is cut to [-clip, clip], as min-char-rnn does; 0 leaves it as it is. */
  readonly clip: number;
  /**
   * Before that, all gradients are scaled together so that their norm is at most this, as recipes with Adam want it.
   * Default 0: left as it is.
   */
  readonly clipNorm?: number;
  /** Adam only. Defaults 0.9, 0.99 and 1e-8. */
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** AdamW's decoupled weight decay, on the matrices only. Default 0. */
  readonly weightDecay?: number;
  /** Share of the hidden units dropped on the way up: from each layer to the next, and to the logits. Default 0. */
  readonly dropout?: number;
  /**
   * Whether those masks are drawn once for a sequence of a stream (Gal and Ghahramani 2016) and not anew for each
   * character. Default false.
   */
  readonly variational?: boolean;
  /**
   * Share of h_(t-1) dropped on the way into its own layer's `Whh h_(t-1)`, by one mask for a sequence of a stream. What
   * else h_(t-1) does (a gru's z * h_(t-1)) sees all of it. Default 0.
   */
  readonly recurrentDropout?: number;
  /** Seed of the dropout masks: `dropoutMasks.ts` says how they are drawn. */
  readonly seed?: number;
  /** Worker threads that may help, this one included; only a hint. Default 1. */
  readonly threads?: number;
}

/** What an optimiser remembers. Adagrad: `squares`. Adam: `moments`, `squares` and the number of updates done. */
export interface OptimizerState {
  readonly squares: Parameters;
  readonly moments?: Parameters;
  readonly updates: number;
}

/** A training run in a kernel. */
export interface Trainer {
  readonly kernel: TrainerName;
  readonly engine: string;
  readonly options: TrainerOptions;
  /**
   * One update by truncated backpropagation through time. `inputs` and `targets` are (batch, length), row-major:
   * stream b at step t is [b * length + t]. The hidden state of each stream is carried from call to call.
   *
   * min-char-rnn sums the loss and the gradients over the sequence; `scale` multiplies the gradients before clipping
   * (1 for that; 1 / (batch * length) for a mean).
   *
   * A step whose loss or gradients are not finite changes nothing, neither weights nor memories nor states: the caller
   * can stop and keep what was learned.
   *
   * @returns the loss before the update, in nats, summed over batch and sequence; NaN for such a step.
   */
  step(inputs: Uint16Array, targets: Uint16Array, learningRate: number, scale: number): number;
  /** Sets the hidden state of every stream, or of one, to zero. */
  resetState(stream?: number): void;
  /** Copies of the carried hidden states, (batch, stateSize). */
  readState(): Float64Array;
  writeState(states: Float64Array): void;
  /** Copies of the weights as they now are, float64. */
  parameters(): Parameters;
  optimizerState(): OptimizerState;
  /** The gradients of the last step before clipping: for tests. */
  gradients(): Parameters;
  /** The norm of all of them, where the trainer has it at hand. */
  gradientNorm?(): number | undefined;
  /** Bytes of memory that it takes, where it knows. */
  readonly memoryBytes?: number;
  dispose(): void;
}

/** A kernel: makes networks and trainers from parameters. */
export interface Kernel {
  readonly name: KernelName;
  readonly engine: string;
  load(parameters: Parameters): Network;
  /** The same piece by piece, for who wants to pause in between: yields how many weights each piece was about. */
  loading(parameters: Parameters): Pieces<Network>;
  train(parameters: Parameters, options: TrainerOptions, optimizerState?: OptimizerState): Trainer;
}
