import { cells, gatesOf, stateSizeOf, type Cell, type Parameters } from '../parameters';
import type { Clamp } from './kernel';
import { packPanels, padded } from './panels';
import type { Rows, StateReader } from './stateReader';
import { columnLength, packLayer, type LayerPlaces } from './stateReaderLayer';

/** What `assembly/stateReader.ts` exports. Addresses and counts of bytes are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readBelow(
    H: number,
    gates: number,
    wxh: number,
    bias: number,
    below: number,
    rows: number,
    fromBelow: number,
  ): void;
  readLayer(
    cell: number,
    H: number,
    gates: number,
    whh: number,
    columns: number,
    inputs: number,
    fromBelow: number,
    T: number,
    B: number,
    states: number,
    c: number,
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

/** What lies in the memory beside the layers. */
type Area =
  | 'why'
  | 'outputs'
  | 'by'
  | 'inputs'
  | 'states'
  | 'c'
  | 'below'
  | 'fromBelow'
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
  readonly stateSize: number;
  readonly capacity = capacity;
  private readonly wasm: Exports;
  private readonly cell: Cell;
  private readonly gates: number;
  private readonly layers: readonly LayerPlaces[];
  private readonly at: Readonly<Record<Area, number>>;
  /** Address and rows of the states whose logits lie in `logits`; -1 where none do. */
  private predicted = { address: -1, rows: 0 };

  /** @param module `assembly/stateReader.ts`, compiled. */
  constructor(module: WebAssembly.Module, parameters: Parameters) {
    const { cell, layers, hiddenSize: H, vocabularySize: V } = parameters;
    this.cell = cell;
    this.gates = gatesOf[cell];
    this.hiddenSize = H;
    this.vocabularySize = V;
    this.stateSize = stateSizeOf(parameters);
    this.wasm = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    const { memory } = this.wasm;
    let next = memory.buffer.byteLength;
    const place = (bytes: number): number => {
      const address = next;
      next += Math.ceil(bytes / 64) * 64;
      return address;
    };
    const [paddedH, paddedV] = [padded(H), padded(V)];
    const gateRows = this.gates * paddedH;
    this.layers = Array.from({ length: layers }, (_, at) => ({
      whh: place(8 * gateRows * H),
      columns: place(8 * (at > 0 ? 1 : V) * columnLength(parameters)),
      wxh: place(at > 0 ? 8 * gateRows * H : 0),
      bias: place(at > 0 ? 8 * gateRows : 0),
    }));
    this.at = {
      why: place(8 * paddedV * H),
      outputs: place(8 * H * paddedV),
      by: place(8 * paddedV),
      inputs: place(2 * capacity),
      states: place(8 * capacity * H),
      c: place(cell === 'lstm' ? 8 * capacity * paddedH : 0),
      // Pages that nobody touches cost nothing: most calls are far below the capacity.
      below: place(layers > 1 ? 8 * capacity * H : 0),
      fromBelow: place(layers > 1 ? 8 * capacity * gateRows : 0),
      hidden: place(8 * capacity * H),
      scratch: place(8 * capacity * gateRows),
      logits: place(8 * capacity * paddedV),
      row: place(8 * paddedV),
      out: place(8 * capacity * V),
      held: place(16 * mostHolds),
    };
    memory.grow(Math.ceil((next - memory.buffer.byteLength) / 65_536));
    this.pack(parameters);
  }

  read(states: Float64Array, inputs: Uint16Array, held: readonly (readonly Clamp[])[] = []): Float64Array {
    const { at, hiddenSize: H, stateSize, wasm } = this;
    const streams = states.length / stateSize;
    const rows = streams * inputs.length;
    this.check(rows);
    this.predicted.address = -1;
    const layerSize = stateSize / this.layers.length;
    const top = stateSize - layerSize;
    held.forEach((clamps, stream) => {
      for (const { neuron, value } of clamps) {
        states[stream * stateSize + top + neuron] = value;
      }
    });
    if (inputs.length === 0) {
      return this.view(at.hidden, 0);
    }
    const holds = this.writeHeld(held);
    new Uint16Array(wasm.memory.buffer, at.inputs, inputs.length).set(inputs);
    this.layers.forEach(({ whh, columns, wxh, bias }, index) => {
      const isTop = index === this.layers.length - 1;
      // Layer after layer over the whole text: what one shows to the next is then one product.
      if (index > 0) {
        wasm.readBelow(H, this.gates, wxh, bias, at.below, rows, at.fromBelow);
      }
      const hidden = isTop ? at.hidden : at.below;
      this.writeStates(states, index * layerSize);
      wasm.readLayer(
        cells.indexOf(this.cell),
        H,
        this.gates,
        whh,
        columns,
        at.inputs,
        index > 0 ? at.fromBelow : 0,
        inputs.length,
        streams,
        at.states,
        at.c,
        hidden,
        at.scratch,
        at.held,
        isTop ? holds : 0,
      );
      this.readStates(states, index * layerSize, hidden + 8 * (rows - streams) * H);
    });
    return this.view(at.hidden, rows * H);
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

  /** Copies one layer's h, and an lstm's c, of every stream into the memory. */
  private writeStates(states: Float64Array, offset: number): void {
    const { at, cell, hiddenSize: H, stateSize } = this;
    for (let from = offset, stream = 0; from < states.length; from += stateSize, stream++) {
      this.view(at.states + 8 * stream * H, H).set(states.subarray(from, from + H));
      if (cell === 'lstm') {
        this.view(at.c + 8 * stream * padded(H), H).set(states.subarray(from + H, from + 2 * H));
      }
    }
  }

  /** And back: h from `hidden`, the states after the last character. */
  private readStates(states: Float64Array, offset: number, hidden: number): void {
    const { at, cell, hiddenSize: H, stateSize } = this;
    for (let from = offset, stream = 0; from < states.length; from += stateSize, stream++) {
      states.set(this.view(hidden + 8 * stream * H, H), from);
      if (cell === 'lstm') {
        states.set(this.view(at.c + 8 * stream * padded(H), H), from + H);
      }
    }
  }

  private pack(parameters: Parameters): void {
    const { at } = this;
    const { hiddenSize: H, vocabularySize: V, Why, by } = parameters;
    this.layers.forEach((layer, index) =>
      packLayer(parameters, index, layer, (address, length) => this.view(address, length)),
    );
    packPanels(Why, H, this.view(at.why, padded(V) * H));
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
