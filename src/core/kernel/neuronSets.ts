import type { Parameters } from '../parameters';

/**
 * Sums probabilities over places for sets of neurons that grow by one: the inner loop of the search for the smallest set.
 * A neuron that comes into a set multiplies the odds of character c by exp(change[k] * Why[c][k]).
 */
export interface NeuronSets {
  /** Sets that one question may have. */
  readonly capacity: number;
  /**
   * Begins a question: what is p(to) with each set and one neuron k more, for every k from `first[set]` on?
   *
   * @param sets all of one size.
   */
  begin(sets: readonly (readonly number[])[], first: readonly number[], to: number): void;
  /**
   * Adds one place to the sums.
   *
   * @param base probabilities of all characters with the empty set, (V).
   * @param changes by how much each neuron's value changes when it comes into the set, (H).
   */
  add(base: Float64Array, changes: Float64Array): void;
  /** (sets, H). What stands for k before `first[set]` or in the set means nothing. */
  sums(): Float64Array;
}

/** In plain loops. */
export class PlainNeuronSets implements NeuronSets {
  readonly capacity = 2048;
  private sets: readonly (readonly number[])[] = [];
  private first: readonly number[] = [];
  private to = 0;
  private readonly H: number;
  private readonly V: number;
  /** (H, V): Why transposed. */
  private readonly outputs: Float64Array;
  private readonly factors: Float64Array;
  private readonly row: Float64Array;
  private result = new Float64Array();

  constructor({ hiddenSize: H, vocabularySize: V, Why }: Parameters) {
    this.H = H;
    this.V = V;
    this.outputs = new Float64Array(H * V);
    for (let c = 0; c < V; c++) {
      for (let k = 0; k < H; k++) {
        this.outputs[k * V + c] = Why[c * H + k];
      }
    }
    this.factors = new Float64Array(H * V);
    this.row = new Float64Array(V);
  }

  begin(sets: readonly (readonly number[])[], first: readonly number[], to: number): void {
    this.sets = sets;
    this.first = first;
    this.to = to;
    this.result = new Float64Array(sets.length * this.H);
  }

  add(base: Float64Array, changes: Float64Array): void {
    const { H, V, factors, outputs, row, to } = this;
    for (let at = 0; at < factors.length; at++) {
      factors[at] = Math.exp(changes[Math.floor(at / V)] * outputs[at]);
    }
    this.sets.forEach((set, at) => {
      row.set(base);
      for (const neuron of set) {
        for (let c = 0; c < V; c++) {
          row[c] *= factors[neuron * V + c];
        }
      }
      for (let k = this.first[at]; k < H; k++) {
        let sum = 0;
        for (let c = 0; c < V; c++) {
          sum += row[c] * factors[k * V + c];
        }
        this.result[at * H + k] += (row[to] * factors[k * V + to]) / sum;
      }
    });
  }

  sums(): Float64Array {
    return this.result;
  }
}
