import type { Parameters } from '../parameters';
import type { NeuronSets } from './neuronSets';
import { packPanels, padded } from './panels';

/** What `assembly/neuronSets.ts` exports. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  writeFactors(H: number, V: number, weights: number, changes: number, factors: number): void;
  extend(
    H: number,
    V: number,
    factors: number,
    base: number,
    to: number,
    sets: number,
    size: number,
    count: number,
    rows: number,
    products: number,
    zeros: number,
    sums: number,
  ): void;
}

/** Sets of one question: their sums, 4 MB for 250 neurons, stay in a cache. */
const capacity = 2048;
/** Neurons in a set, at most. */
const largestSet = 256;
/** Rows that are multiplied at a time, as `assembly/neuronSets.ts` has it. */
const block = 64;

/** The same in WebAssembly SIMD. */
export class WasmNeuronSets implements NeuronSets {
  readonly capacity = capacity;
  private readonly H: number;
  private readonly V: number;
  private readonly wasm: Exports;
  private readonly at: Readonly<
    Record<
      'weights' | 'factors' | 'changes' | 'base' | 'sets' | 'rows' | 'products' | 'zeros' | 'sums',
      number
    >
  >;
  private size = 0;
  private count = 0;
  private to = 0;

  /** @param module `assembly/neuronSets.ts`, compiled. */
  constructor(module: WebAssembly.Module, { hiddenSize: H, vocabularySize: V, Why }: Parameters) {
    this.H = H;
    this.V = V;
    this.wasm = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    const { memory } = this.wasm;
    let next = memory.buffer.byteLength;
    const place = (bytes: number): number => {
      const address = next;
      next += Math.ceil(bytes / 64) * 64;
      return address;
    };
    this.at = {
      weights: place(8 * padded(H) * V),
      factors: place(8 * padded(H) * V),
      changes: place(8 * padded(H)),
      base: place(8 * V),
      sets: place(4 * capacity * (largestSet + 1)),
      rows: place(8 * block * V),
      products: place(8 * block * padded(H)),
      zeros: place(8 * padded(H)),
      sums: place(8 * capacity * padded(H)),
    };
    memory.grow(Math.ceil((next - memory.buffer.byteLength) / 65_536));
    const transposed = new Float64Array(H * V);
    for (let c = 0; c < V; c++) {
      for (let k = 0; k < H; k++) {
        transposed[k * V + c] = Why[c * H + k];
      }
    }
    packPanels(transposed, V, this.view(this.at.weights, padded(H) * V));
  }

  begin(sets: readonly (readonly number[])[], first: readonly number[], to: number): void {
    const size = sets.length === 0 ? 0 : sets[0].length;
    if (sets.length > capacity || size > largestSet) {
      throw new RangeError(`${sets.length} sets of ${size} neurons are too many`);
    }
    const records = new Int32Array(this.wasm.memory.buffer, this.at.sets, sets.length * (size + 1));
    sets.forEach((set, at) => records.set([first[at], ...set], at * (size + 1)));
    this.size = size;
    this.count = sets.length;
    this.to = to;
    this.view(this.at.sums, sets.length * padded(this.H)).fill(0);
  }

  add(base: Float64Array, changes: Float64Array): void {
    const { at, H, V, wasm } = this;
    this.view(at.base, V).set(base);
    this.view(at.changes, H).set(changes);
    wasm.writeFactors(H, V, at.weights, at.changes, at.factors);
    wasm.extend(
      H,
      V,
      at.factors,
      at.base,
      this.to,
      at.sets,
      this.size,
      this.count,
      at.rows,
      at.products,
      at.zeros,
      at.sums,
    );
  }

  sums(): Float64Array {
    const { H } = this;
    const sums = new Float64Array(this.count * H);
    for (let set = 0; set < this.count; set++) {
      sums.set(this.view(this.at.sums + 8 * set * padded(H), H), set * H);
    }
    return sums;
  }

  private view(address: number, length: number): Float64Array {
    return new Float64Array(this.wasm.memory.buffer, address, length);
  }
}
