import { PersonError } from '../personError';
import {
  architectureOf,
  makeParameters,
  stateSizeOf,
  weightNamesOf,
  weightOf,
  weightShape,
  type Architecture,
  type Parameters,
  type WeightName,
} from '../parameters';
import type { KernelName, OptimizerState, Trainer, TrainerOptions } from './kernel';
import {
  planTrainer,
  planWord,
  weightPlaces,
  writePlan,
  type PlanField,
  type TrainerPlan,
} from './trainerPlan';

/** What assembly/trainer.ts exports to the thread that leads. */
interface Exports {
  prepare(): void;
  step(threads: number): number;
}

/** What the module imports: the memory, and how a thread sleeps until a word of it changes. */
export function trainerImports(memory: WebAssembly.Memory): WebAssembly.Imports {
  const words = new Int32Array(memory.buffer);
  return {
    env: {
      memory,
      sleep: (address: number, old: number): number => {
        const began = performance.now();
        Atomics.wait(words, address / 4, old);
        return performance.now() - began;
      },
      wake: (address: number) => void Atomics.notify(words, address / 4),
    },
  };
}

/** Threads that help a trainer: each runs the module's `serve` over the trainer's memory until it is ended. */
export interface HelperThreads {
  dispose(): void;
}

/** Starts threads that instantiate `module` with `trainerImports(memory)` and call its `serve`. */
export type StartHelpers = (
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  count: number,
) => HelperThreads;

/** float32's smallest number that is not denormal. Weights below it are as good as zero, and slow. */
const smallestNormal = 2 ** -126;
/** What stands in the logits of characters that are only padding: their probability is 0. */
const impossible = -1e30;
/** The team's size travels in 8 bits. */
const mostThreads = 255;

/**
 * Training in WebAssembly SIMD, float32, on one thread or several over shared memory.
 *
 * `step` is synchronous: the thread that calls it leads, works its own share, and waits for its helpers at a few
 * barriers; a trainer therefore belongs into a worker, never into the extension host's thread. Helpers join when they
 * have started and results do not depend on how many there are, so nothing needs to be awaited.
 */
export class WasmTrainer implements Trainer {
  private readonly plan: TrainerPlan;
  private readonly exports: Exports;
  private readonly floats: Float32Array;
  private readonly words: Uint32Array;
  private readonly inputs: Uint16Array;
  private readonly targets: Uint16Array;
  private readonly architecture: Architecture;
  private readonly threads: number;
  private readonly helpers: HelperThreads | undefined;
  readonly engine: string;
  private updates: number;

  /**
   * @throws PersonError where the memory needed is more than WebAssembly can address or the machine gives; RangeError
   * where an option makes no sense.
   */
  constructor(
    readonly kernel: KernelName,
    engine: string,
    module: WebAssembly.Module,
    parameters: Parameters,
    readonly options: TrainerOptions,
    optimizerState?: OptimizerState,
    startHelpers?: StartHelpers,
  ) {
    checkOptions(options);
    this.architecture = architectureOf(parameters);
    this.plan = planTrainer(this.architecture, options);
    const { pages, values } = this.plan;
    const memory = allocate(pages);
    this.exports = new WebAssembly.Instance(module, trainerImports(memory)).exports as unknown as Exports;
    this.floats = new Float32Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    const characters = options.batchSize * options.sequenceLength;
    this.inputs = new Uint16Array(memory.buffer, values.inputs, characters);
    this.targets = new Uint16Array(memory.buffer, values.targets, characters);

    writePlan(this.plan, this.words);
    const { clip, clipNorm = 0, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8 } = options;
    const { dropout = 0, recurrentDropout = 0 } = options;
    this.setNumber('clip', clip > 0 ? clip : Infinity);
    this.setNumber('clipNorm', clipNorm > 0 ? clipNorm : Infinity);
    this.setNumber('beta1', beta1);
    this.setNumber('beta2', beta2);
    this.setNumber('epsilon', epsilon);
    this.setNumber('dropoutKept', 1 / (1 - dropout));
    this.setNumber('recurrentKept', 1 / (1 - recurrentDropout));

    this.write(parameters, 0);
    const by = values.by! / 4;
    this.floats.fill(impossible, by + parameters.vocabularySize, by + values.vocabularyColumns!);
    if (optimizerState) {
      this.write(optimizerState.squares, values.toSquares!);
      if (options.optimizer === 'adam' && optimizerState.moments) {
        this.write(optimizerState.moments, values.toMoments!);
      }
    }
    this.updates = optimizerState?.updates ?? 0;
    this.exports.prepare();

    // Memory can be shared among threads only where a page is allowed to have SharedArrayBuffer.
    const shares = startHelpers !== undefined && typeof SharedArrayBuffer !== 'undefined';
    // Below two streams a thread there is little to share between barriers: two threads on one stream made 73,000
    // characters a second instead of 70,000, and 16,000 instead of 48,000 where others wanted the cores too.
    const most = Math.min(options.threads ?? 1, mostThreads, Math.floor(options.batchSize / 2));
    this.threads = shares ? Math.max(1, most) : 1;
    this.helpers = this.threads > 1 ? startHelpers?.(module, memory, this.threads - 1) : undefined;
    this.engine = this.threads > 1 ? `${engine}, ${this.threads} threads` : engine;
  }

  step(inputs: Uint16Array, targets: Uint16Array, learningRate: number, scale: number): number {
    this.checkCharacters(inputs, 'inputs');
    this.checkCharacters(targets, 'targets');
    this.inputs.set(inputs);
    this.targets.set(targets);
    const { beta1 = 0.9, beta2 = 0.99, weightDecay = 0 } = this.options;
    const update = this.updates + 1;
    this.words[planWord('update')] = this.updates;
    this.setNumber('scale', scale);
    this.setNumber('learningRate', learningRate);
    this.setNumber('adamRate', learningRate / (1 - beta1 ** update));
    this.setNumber('adamCorrection', 1 / (1 - beta2 ** update));
    this.setNumber('decay', learningRate * weightDecay);
    const loss = this.exports.step(this.threads);
    if (!Number.isNaN(loss)) {
      this.updates = update;
    }
    return loss;
  }

  resetState(stream?: number): void {
    this.visitStates((part, _, streamOf) => {
      if (stream === undefined || stream === streamOf) {
        part.fill(0);
      }
    });
  }

  readState(): Float64Array {
    const states = new Float64Array(this.options.batchSize * stateSizeOf(this.architecture));
    this.visitStates((part, start) => states.set(part, start));
    return states;
  }

  writeState(states: Float64Array): void {
    this.visitStates((part, start) => {
      for (let k = 0; k < part.length; k++) {
        part[k] = toNormal(states[start + k]);
      }
    });
  }

  parameters(): Parameters {
    return this.read(0);
  }

  optimizerState(): OptimizerState {
    const { toSquares, toMoments } = this.plan.values;
    return {
      squares: this.read(toSquares!),
      moments: this.options.optimizer === 'adam' ? this.read(toMoments!) : undefined,
      updates: this.updates,
    };
  }

  gradients(): Parameters {
    return this.read(this.plan.values.toGradient!);
  }

  /** Its squares are summed, in float32, where the norm is clipped; else nobody has them. */
  gradientNorm(): number | undefined {
    const { clipNorm = 0 } = this.options;
    if (clipNorm <= 0) {
      return undefined;
    }
    const { norms, gateColumns } = this.plan.values;
    const count =
      (this.plan.layers.length * gateColumns!) / 16 + Math.ceil(this.architecture.vocabularySize / 4);
    const squares = this.floats.subarray(norms! / 4, norms! / 4 + count);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  }

  get memoryBytes(): number {
    return this.floats.byteLength;
  }

  dispose(): void {
    this.helpers?.dispose();
  }

  /** Helper threads that have started and take part: a step before they come is worked by this thread alone. */
  get helpersJoined(): number {
    return Atomics.load(this.words, planWord('helpers'));
  }

  private setNumber(field: PlanField, value: number): void {
    this.floats[planWord(field)] = value;
  }

  /** Calls `visit` with each part of each stream's state, h or c of a layer, and where it begins among all states. */
  private visitStates(visit: (part: Float32Array, start: number, stream: number) => void): void {
    const { hiddenSize: H } = this.architecture;
    const stride = this.plan.values.hiddenRow! / 4;
    const parts = this.plan.layers.flatMap(({ hidden, cell }) => (cell ? [hidden!, cell] : [hidden!]));
    for (let b = 0; b < this.options.batchSize; b++) {
      parts.forEach((address, index) => {
        const place = address / 4 + b * stride;
        visit(this.floats.subarray(place, place + H), (b * parts.length + index) * H, b);
      });
    }
  }

  /** An index past the vocabulary would read another matrix. */
  private checkCharacters(characters: Uint16Array, name: string): void {
    if (characters.length !== this.inputs.length) {
      throw new RangeError(`${name} has ${characters.length} characters, not ${this.inputs.length}`);
    }
    for (const character of characters) {
      if (character >= this.architecture.vocabularySize) {
        throw new RangeError(
          `${name} holds character ${character} of a vocabulary of ${this.architecture.vocabularySize}`,
        );
      }
    }
  }

  /** Calls `visit` with the index of each number of a weight in row-major order and its index in `floats`. */
  private visit(name: WeightName, offset: number, visit: (index: number, place: number) => void): void {
    const [rows, columns] = weightShape(name, this.architecture);
    const placeOf = weightPlaces(this.plan, name);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        visit(row * columns + column, (placeOf(row, column) + offset) / 4);
      }
    }
  }

  private write(source: Parameters, offset: number): void {
    for (const name of weightNamesOf(this.architecture)) {
      const values = weightOf(source, name);
      this.visit(name, offset, (index, place) => {
        this.floats[place] = toNormal(values[index]);
      });
    }
  }

  private read(offset: number): Parameters {
    return makeParameters(this.architecture, (name, [rows, columns]) => {
      const values = new Float64Array(rows * columns);
      this.visit(name, offset, (index, place) => {
        values[index] = this.floats[place];
      });
      return values;
    });
  }
}

/** @throws PersonError where the machine does not give that much. */
function allocate(pages: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    throw new PersonError(
      'Training needs {0} MiB of memory, which could not be had. Take a smaller batch or shorter sequences, or close other programs.',
      { values: [Math.ceil(pages / 16)], cause: error },
    );
  }
}

/** To float32, without its denormals. */
function toNormal(value: number): number {
  return Math.abs(value) < smallestNormal ? 0 : value;
}

function checkOptions(options: TrainerOptions): void {
  const { batchSize, sequenceLength, epsilon = 1e-8, dropout = 0, recurrentDropout = 0 } = options;
  const check = (holds: boolean, what: string): void => {
    if (!holds) {
      throw new RangeError(what);
    }
  };
  check(Number.isInteger(batchSize) && batchSize > 0, `batchSize ${batchSize} is not a positive integer`);
  check(
    Number.isInteger(sequenceLength) && sequenceLength > 0,
    `sequenceLength ${sequenceLength} is not a positive integer`,
  );
  check(dropout >= 0 && dropout < 1, `dropout ${dropout} is not in [0, 1)`);
  check(
    recurrentDropout >= 0 && recurrentDropout < 1,
    `recurrentDropout ${recurrentDropout} is not in [0, 1)`,
  );
  check(epsilon > 0, `epsilon ${epsilon} is not above 0`);
}
