import type { Parameters } from '../parameters';
import type { Clamp } from './kernel';
import { packPanels, padded } from './panels';
import type { Rows, StateReader } from './stateReader';

/** What `assembly/stateReader.ts` exports. Addresses and counts of bytes are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  read(
    H: number,
    whh: number,
    columns: number,
    inputs: number,
    T: number,
    B: number,
    states: number,
    hidden: number,
    scratch: number,
    held: number,
    holds: number,
  ): void;
  logits(H: number, V: number, why: number, by: number, hidden: number, rows: number, out: number): void;
  logProbabilities(
    H: number,
    V: number,
    rows: number,
    hidden: number,
    outputs: number,
    first: number,
    step: number,
    count: number,
    replaced: number,
    replacements: number,
    row: number,
    out: number,
  ): void;
}

/** Hidden states that one call can give. */
const capacity = 2048;
/** Holds in one call: every neuron of a wide network in some streams. */
const mostHolds = 65_536;
/** A logit for the characters that pad the last panel: its exp is 0. */
const nothing = -1e9;

/** What lies in the memory. */
type Area =
  | 'whh'
  | 'columns'
  | 'why'
  | 'outputs'
  | 'by'
  | 'inputs'
  | 'states'
  | 'hidden'
  | 'scratch'
  | 'logits'
  | 'row'
  | 'out'
  | 'held';

/** The reader in WebAssembly SIMD: about twenty times as fast as plain loops. */
export class WasmStateReader implements StateReader {
  readonly engine = 'wasm float64';
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly capacity = capacity;
  private readonly wasm: Exports;
  private readonly at: Readonly<Record<Area, number>>;
  /** Address and rows of the states whose logits lie in `logits`; -1 where none do. */
  private predicted = { address: -1, rows: 0 };

  /** @param module `assembly/stateReader.ts`, compiled. */
  constructor(module: WebAssembly.Module, parameters: Parameters) {
    const { hiddenSize: H, vocabularySize: V } = parameters;
    this.hiddenSize = H;
    this.vocabularySize = V;
    this.wasm = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    const { memory } = this.wasm;
    let next = memory.buffer.byteLength;
    const place = (bytes: number): number => {
      const address = next;
      next += Math.ceil(bytes / 64) * 64;
      return address;
    };
    const [paddedH, paddedV] = [padded(H), padded(V)];
    this.at = {
      whh: place(8 * paddedH * H),
      columns: place(8 * V * paddedH),
      why: place(8 * paddedV * H),
      outputs: place(8 * H * paddedV),
      by: place(8 * paddedV),
      inputs: place(2 * capacity),
      states: place(8 * capacity * H),
      hidden: place(8 * capacity * H),
      scratch: place(8 * capacity * paddedH),
      logits: place(8 * capacity * paddedV),
      row: place(8 * paddedV),
      out: place(8 * capacity * V),
      held: place(16 * mostHolds),
    };
    memory.grow(Math.ceil((next - memory.buffer.byteLength) / 65_536));
    this.pack(parameters);
  }

  read(states: Float64Array, inputs: Uint16Array, held: readonly (readonly Clamp[])[] = []): Float64Array {
    const { at, hiddenSize: H, wasm } = this;
    const streams = states.length / H;
    const rows = streams * inputs.length;
    this.check(rows);
    this.predicted.address = -1;
    held.forEach((clamps, stream) => {
      for (const { neuron, value } of clamps) {
        states[stream * H + neuron] = value;
      }
    });
    const holds = this.writeHeld(held);
    this.view(at.states, states.length).set(states);
    new Uint16Array(wasm.memory.buffer, at.inputs, inputs.length).set(inputs);
    wasm.read(
      H,
      at.whh,
      at.columns,
      at.inputs,
      inputs.length,
      streams,
      at.states,
      at.hidden,
      at.scratch,
      at.held,
      holds,
    );
    const hidden = this.view(at.hidden, rows * H);
    if (inputs.length > 0) {
      states.set(hidden.subarray((rows - streams) * H));
    }
    return hidden;
  }

  logProbabilities(
    hidden: Float64Array,
    replaced: readonly Clamp[] = [],
    { first, step }: Rows = { first: 0, step: 1 },
  ): Float64Array {
    const { at, hiddenSize: H, vocabularySize: V, wasm } = this;
    const rows = hidden.length / H;
    this.check(rows);
    const address = this.predict(hidden, rows);
    const count = Math.max(0, Math.ceil((rows - first) / step));
    const replacements = this.writeHeld([replaced]);
    wasm.logProbabilities(
      H,
      V,
      at.logits,
      address,
      at.outputs,
      first,
      step,
      count,
      at.held,
      replacements,
      at.row,
      at.out,
    );
    return this.view(at.out, count * V);
  }

  dispose(): void {
    // The memory goes with the last view of it.
  }

  /** Computes the logits of states, unless they are there already. @returns where in the memory the states lie. */
  private predict(hidden: Float64Array, rows: number): number {
    const { at, hiddenSize: H, predicted, vocabularySize: V, wasm } = this;
    let address = hidden.byteOffset;
    if (hidden.buffer !== wasm.memory.buffer) {
      // Not into `hidden`: what `read` returned is to last until the next `read`. Who knows what changed in it: no memory.
      address = at.states;
      this.view(address, hidden.length).set(hidden);
      predicted.address = -1;
    }
    if (predicted.address !== address || predicted.rows !== rows) {
      wasm.logits(H, V, at.why, at.by, address, rows, at.logits);
      this.predicted = { address: address === at.states ? -1 : address, rows };
    }
    return address;
  }

  private check(rows: number): void {
    if (rows > capacity) {
      throw new RangeError(`${rows} states are more than this reader's ${capacity}`);
    }
  }

  private view(address: number, length: number): Float64Array {
    return new Float64Array(this.wasm.memory.buffer, address, length);
  }

  private pack({ hiddenSize: H, vocabularySize: V, Wxh, Whh, Why, bh, by }: Parameters): void {
    const { at } = this;
    packPanels(Whh, H, this.view(at.whh, padded(H) * H));
    packPanels(Why, H, this.view(at.why, padded(V) * H));
    const columns = this.view(at.columns, V * padded(H));
    for (let c = 0; c < V; c++) {
      for (let k = 0; k < H; k++) {
        columns[c * padded(H) + k] = bh[k] + Wxh[k * V + c];
      }
    }
    const outputs = this.view(at.outputs, H * padded(V));
    for (let k = 0; k < H; k++) {
      for (let c = 0; c < V; c++) {
        outputs[k * padded(V) + c] = Why[c * H + k];
      }
    }
    this.view(at.by, padded(V)).fill(nothing).set(by);
  }

  /** Writes the list of held neurons. @returns how many. */
  private writeHeld(held: readonly (readonly Clamp[])[]): number {
    const numbers = new DataView(this.wasm.memory.buffer, this.at.held, 16 * mostHolds);
    let holds = 0;
    held.forEach((clamps, stream) => {
      for (const { neuron, value } of clamps) {
        if (holds === mostHolds) {
          throw new RangeError(`more than ${mostHolds} held neurons in one call`);
        }
        numbers.setInt32(16 * holds, stream, true);
        numbers.setInt32(16 * holds + 4, neuron, true);
        numbers.setFloat64(16 * holds + 8, value, true);
        holds++;
      }
    });
    return holds;
  }
}
