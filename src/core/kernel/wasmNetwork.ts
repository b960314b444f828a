import { cells, stateSizeOf, type Parameters } from '../parameters';
import { EvaluationPlan, type Trunk } from './evaluationPlan';
import type { Clamp, Intervention, KernelName, Network, Sampling, State } from './kernel';
import type { Pieces } from './pieces';
import { checkingFinite, loadingWeights, type WeightLoader } from './wasmWeights';

type Numbers = Float32Array | Float64Array;

/** What `assembly/network.ts` exports. */
interface Exports extends WeightLoader {
  readonly chunk: WebAssembly.Global<'i32'>;
  readonly maxStreams: WebAssembly.Global<'i32'>;
  readonly maxReaders: WebAssembly.Global<'i32'>;
  readonly states: WebAssembly.Global<'i32'>;
  readonly logits: WebAssembly.Global<'i32'>;
  readonly inputs: WebAssembly.Global<'i32'>;
  readonly losses: WebAssembly.Global<'i32'>;
  readonly held: WebAssembly.Global<'i32'>;
  readonly heldFrom: WebAssembly.Global<'i32'>;
  readonly readersFrom: WebAssembly.Global<'i32'>;
  readonly taken: WebAssembly.Global<'i32'>;
  readonly takenFrom: WebAssembly.Global<'i32'>;
  setUp(
    cell: number,
    layers: number,
    hiddenSize: number,
    vocabularySize: number,
    asIntegers: boolean,
  ): number;
  prime(count: number): void;
  readLogits(): void;
  generate(
    count: number,
    temperature: number,
    seedLow: number,
    seedHigh: number,
    positionLow: number,
    positionHigh: number,
  ): void;
  evaluate(streams: number, steps: number): void;
}

/** Values beyond this do not fit the words of the int16 format; a neuron's own are within 1. */
const largestHeld = 8;

/** A network in an instance of `assembly/network.ts`, whose memory holds its weights and is sized once. */
export class WasmNetwork implements Network {
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly stateSize: number;
  readonly engine: string;
  private instance: Exports | undefined;
  private readonly chunk: number;
  /** Numbers in a row of hidden units, padded; and from one state to the next, which has several such rows. */
  private readonly rowLength: number;
  private readonly stateStride: number;
  // Views of the instance's memory, which never grows again.
  private states: Float32Array;
  private logitsRead: Float32Array;
  private inputs: Uint16Array;
  private losses: Float64Array;

  /** Without its weights yet. @throws RangeError where there is not enough memory. */
  private constructor(
    readonly kernel: KernelName,
    engine: string,
    module: WebAssembly.Module,
    parameters: Parameters,
    private readonly integers: boolean,
  ) {
    const { cell, layers, hiddenSize: H, vocabularySize: V } = parameters;
    this.hiddenSize = H;
    this.vocabularySize = V;
    this.stateSize = stateSizeOf(parameters);
    this.engine = `${engine}, ${this.integers ? 'int16' : 'float32'}`;
    const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
    if (!exports.setUp(cells.indexOf(cell), layers, H, V, this.integers)) {
      throw new RangeError(`There is not enough memory for a network of ${H} units and ${V} characters.`);
    }
    this.instance = exports;
    this.chunk = exports.chunk.value;
    this.rowLength = 8 * Math.ceil(H / 8);
    this.stateStride = (this.stateSize / H) * this.rowLength;
    const { buffer } = exports.memory;
    const streams = exports.maxStreams.value;
    this.states = new Float32Array(buffer, exports.states.value, streams * this.stateStride);
    this.logitsRead = new Float32Array(buffer, exports.logits.value, V);
    this.inputs = new Uint16Array(buffer, exports.inputs.value, this.chunk * streams);
    this.losses = new Float64Array(buffer, exports.losses.value, this.chunk * exports.maxReaders.value);
  }

  /**
   * Loads a network piece by piece, for who wants to pause in between: yields how many weights each piece was about.
   *
   * @throws RangeError where there is not enough memory.
   */
  static *loading(
    kernel: KernelName,
    engine: string,
    module: WebAssembly.Module,
    parameters: Parameters,
  ): Pieces<WasmNetwork> {
    // Integers have no NaN and no infinity: a network with such weights runs in float32, as the exact kernel would.
    const integers = kernel === 'fast' && (yield* checkingFinite(parameters));
    const network = new WasmNetwork(kernel, engine, module, parameters, integers);
    yield* loadingWeights(parameters, network.running);
    return network;
  }

  createState(): State {
    return new Float32Array(this.stateSize);
  }

  prime(state: State, inputs: Uint16Array): void {
    const { running } = this;
    if (inputs.length === 0) {
      return;
    }
    this.writeState(0, state);
    for (let at = 0; at < inputs.length; at += this.chunk) {
      const part = inputs.subarray(at, at + this.chunk);
      this.inputs.set(part);
      running.prime(part.length);
    }
    this.readState(0, state);
  }

  logits(state: State, out: Numbers): void {
    this.writeState(0, state);
    this.running.readLogits();
    out.set(this.logitsRead);
  }

  generate(state: State, out: Uint16Array, { temperature, seed, position }: Sampling): void {
    const { running } = this;
    this.writeState(0, state);
    for (let at = 0; at < out.length; at += this.chunk) {
      const count = Math.min(this.chunk, out.length - at);
      const first = position + at;
      running.generate(count, temperature, seed, highWord(seed), first, highWord(first));
      out.set(this.inputs.subarray(0, count), at);
    }
    this.readState(0, state);
  }

  score(state: State, inputs: Uint16Array, losses: Numbers): void {
    this.scoreBatch([state], [inputs], [losses]);
  }

  scoreBatch(
    states: State[],
    inputs: readonly Uint16Array[],
    losses: readonly Numbers[],
    interventions: readonly (Intervention | undefined)[] = [],
  ): void {
    const { maxStreams, maxReaders } = this.running;
    if (this.integers) {
      interventions.forEach(checkRange);
    }
    const plan = new EvaluationPlan(states, inputs, interventions, maxStreams.value, maxReaders.value);
    for (const trunks of plan.groups) {
      this.evaluate(trunks, states, losses);
    }
  }

  dispose(): void {
    // The instance and its memory go with the last view of it.
    this.instance = undefined;
    this.states = this.logitsRead = new Float32Array(0);
    this.inputs = new Uint16Array(0);
    this.losses = new Float64Array(0);
  }

  private get running(): Exports {
    if (!this.instance) {
      throw new Error('The network was disposed.');
    }
    return this.instance;
  }

  private writeState(stream: number, state: State): void {
    const { hiddenSize: H } = this;
    let start = stream * this.stateStride;
    for (let at = 0; at < this.stateSize; at += H) {
      this.states.set(state.subarray(at, at + H), start);
      start += this.rowLength;
    }
  }

  private readState(stream: number, state: State): void {
    const { hiddenSize: H } = this;
    let start = stream * this.stateStride;
    for (let at = 0; at < this.stateSize; at += H) {
      state.set(this.states.subarray(start, start + H), at);
      start += this.rowLength;
    }
  }

  /** Runs recurrences side by side, the longest first, each with its readers. */
  private evaluate(trunks: readonly Trunk[], states: State[], losses: readonly Numbers[]): void {
    const { running } = this;
    const readers = trunks.flatMap((trunk) => trunk.readers);
    this.writeClamps(
      trunks.map((trunk) => trunk.held),
      running.held.value,
      running.heldFrom.value,
    );
    this.writeClamps(
      readers.map((reader) => reader.taken),
      running.taken.value,
      running.takenFrom.value,
    );
    const readersFrom = this.words(running.readersFrom.value, trunks.length + 1);
    trunks.forEach((trunk, stream) => {
      readersFrom[stream + 1] = readersFrom[stream] + trunk.readers.length;
      this.writeState(stream, states[trunk.readers[0].stream]);
    });

    let streams = trunks.length;
    for (let at = 0; streams > 0;) {
      // Those that have ended are the last ones.
      if (trunks[streams - 1].inputs.length === at) {
        streams--;
        continue;
      }
      const steps = Math.min(this.chunk, trunks[streams - 1].inputs.length - at);
      for (let stream = 0; stream < streams; stream++) {
        const { inputs } = trunks[stream];
        for (let step = 0; step < steps; step++) {
          this.inputs[step * streams + stream] = inputs[at + step];
        }
      }
      running.evaluate(streams, steps);
      for (let reader = 0; reader < readersFrom[streams]; reader++) {
        losses[readers[reader].stream].set(this.losses.subarray(reader * steps, (reader + 1) * steps), at);
      }
      at += steps;
    }
    trunks.forEach((trunk, stream) => {
      for (const reader of trunk.inputs.length > 0 ? trunk.readers : []) {
        this.readState(stream, states[reader.stream]);
      }
    });
  }

  /** Writes lists of clamps one after the other, and where each begins. */
  private writeClamps(lists: readonly (readonly Clamp[])[], address: number, fromAddress: number): void {
    const total = lists.reduce((sum, list) => sum + list.length, 0);
    const neurons = this.words(address, 2 * total);
    const values = new Float32Array(neurons.buffer, address, 2 * total);
    const from = this.words(fromAddress, lists.length + 1);
    let next = 0;
    lists.forEach((list, index) => {
      from[index] = next;
      for (const { neuron, value } of list) {
        neurons[2 * next] = neuron;
        values[2 * next + 1] = value;
        next++;
      }
    });
    from[lists.length] = next;
  }

  private words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.running.memory.buffer, address, length);
  }
}

/** The upper 21 bits of an integer below 2^53; WebAssembly takes the lower 32 by itself. */
function highWord(integer: number): number {
  return Math.floor(integer / 4294967296);
}

function checkRange(intervention: Intervention | undefined): void {
  for (const clamps of [intervention?.output ?? [], intervention?.whole ?? []]) {
    const beyond = clamps.reduce((sum, { value }) => sum + Math.max(0, Math.abs(value) - 1), 0);
    if (!(beyond < largestHeld)) {
      throw new RangeError(
        `The fast kernel holds neurons at values within ${largestHeld}; the exact one at any.`,
      );
    }
  }
}
