import { Slicer, type Control } from '../pause';
import type { NeuronSets } from '../kernel/neuronSets';
import type { Parameters } from '../parameters';

/** The set of neurons that a question is about is taken away from the others, or is all that is left. */
export type Direction = 'remove' | 'keep';

/**
 * What sets of neurons do to the predictions at some places of a text, if only the logits miss neurons. n places, H
 * units, V characters.
 *
 * Each neuron that is taken away multiplies the odds of character c by exp(-Why[c][k] (h[k] - absent[k])), whatever else
 * is taken: so the unnormalised probabilities of a set are products of one factor for each of its neurons, and all sets
 * that are one neuron larger cost n H V products.
 */
export class TransitionPlaces {
  readonly count: number;
  readonly hiddenSize: number;
  private readonly V: number;
  /** (H, V): Why transposed. */
  private readonly outputs: Float64Array;
  /** (n, V): probabilities with the empty set. */
  private readonly base: Float64Array;

  /**
   * @param hidden states at the places, (n, H).
   * @param absent what a neuron shows that is not there, (H): zeros, or its means.
   */
  constructor(
    { hiddenSize: H, vocabularySize: V, Why, by }: Parameters,
    private readonly hidden: Float64Array,
    private readonly absent: Float64Array,
    private readonly direction: Direction,
    private readonly engine: NeuronSets,
  ) {
    this.hiddenSize = H;
    this.V = V;
    this.count = hidden.length / H;
    this.outputs = new Float64Array(H * V);
    for (let c = 0; c < V; c++) {
      for (let k = 0; k < H; k++) {
        this.outputs[k * V + c] = Why[c * H + k];
      }
    }
    this.base = new Float64Array(this.count * V);
    for (let t = 0; t < this.count; t++) {
      const shown = direction === 'remove' ? hidden.subarray(t * H, (t + 1) * H) : absent;
      const row = this.base.subarray(t * V, (t + 1) * V);
      row.set(by);
      for (let k = 0; k < H; k++) {
        for (let c = 0; c < V; c++) {
          row[c] += shown[k] * this.outputs[k * V + c];
        }
      }
      normalise(row);
    }
  }

  /** Mean probability of every character with a set, (V). */
  means(set: readonly number[]): Float64Array {
    const { V, count, outputs } = this;
    const means = new Float64Array(V);
    const row = new Float64Array(V);
    for (let t = 0; t < count; t++) {
      for (let c = 0; c < V; c++) {
        row[c] = Math.log(this.base[t * V + c]);
      }
      for (const neuron of set) {
        const change = this.change(t, neuron);
        for (let c = 0; c < V; c++) {
          row[c] += change * outputs[neuron * V + c];
        }
      }
      normalise(row);
      for (let c = 0; c < V; c++) {
        means[c] += row[c] / count;
      }
    }
    return means;
  }

  /**
   * Mean p(to) with each set and one neuron k more, for k from `first[set]` on.
   *
   * @returns (sets, H); NaN for k before `first`, and for k in the set.
   */
  async extend(
    sets: readonly (readonly number[])[],
    to: number,
    first: readonly number[] = sets.map(() => 0),
    control: Control = {},
  ): Promise<Float64Array> {
    const { hiddenSize: H, V, count, engine } = this;
    const means = new Float64Array(sets.length * H);
    const changes = new Float64Array(H);
    const parts = Math.ceil(sets.length / engine.capacity);
    const slicer = new Slicer(control, parts * count, 8);
    for (let part = 0; part < parts; part++) {
      const [from, end] = [part * engine.capacity, (part + 1) * engine.capacity];
      engine.begin(sets.slice(from, end), first.slice(from, end), to);
      for (let t = 0; t < count; t++) {
        for (let k = 0; k < H; k++) {
          changes[k] = this.change(t, k);
        }
        engine.add(this.base.subarray(t * V, (t + 1) * V), changes);
        await slicer.done(1);
      }
      means.set(engine.sums(), from * H);
    }
    sets.forEach((set, at) => {
      means.fill(NaN, at * H, at * H + first[at]);
      for (const neuron of set) {
        means[at * H + neuron] = NaN;
      }
    });
    return means.map((sum) => sum / count);
  }

  /** By how much a neuron's value changes at place t when it comes into the set. */
  private change(t: number, neuron: number): number {
    const difference = this.absent[neuron] - this.hidden[t * this.hiddenSize + neuron];
    return this.direction === 'remove' ? difference : -difference;
  }
}

/** softmax, in place. */
function normalise(logits: Float64Array): void {
  let largest = -Infinity;
  for (const logit of logits) {
    largest = Math.max(largest, logit);
  }
  let sum = 0;
  for (let c = 0; c < logits.length; c++) {
    logits[c] = Math.exp(logits[c] - largest);
    sum += logits[c];
  }
  for (let c = 0; c < logits.length; c++) {
    logits[c] /= sum;
  }
}
