import { copyParameters, type Parameters } from '../parameters';
import type { Clamp } from './kernel';
import type { Rows, StateReader } from './stateReader';
import { clamp } from './referenceNetwork';

/** A reader in plain loops: the oracle for the faster one, and what runs where there is no WebAssembly SIMD. */
export class PlainStateReader implements StateReader {
  readonly engine = 'plain float64';
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly capacity = 1024;
  private readonly weights: Parameters;
  /** (V, H): Wxh transposed, with bh added: what a character adds to the pre-activations. */
  private readonly columns: Float64Array;
  private readonly hidden: Float64Array;
  private readonly logits: Float64Array;

  constructor(parameters: Parameters) {
    const { hiddenSize: H, vocabularySize: V, Wxh, bh } = parameters;
    this.hiddenSize = H;
    this.vocabularySize = V;
    this.weights = copyParameters(parameters);
    this.columns = new Float64Array(V * H);
    for (let c = 0; c < V; c++) {
      for (let k = 0; k < H; k++) {
        this.columns[c * H + k] = bh[k] + Wxh[k * V + c];
      }
    }
    this.hidden = new Float64Array(this.capacity * H);
    this.logits = new Float64Array(this.capacity * V);
  }

  read(states: Float64Array, inputs: Uint16Array, held: readonly (readonly Clamp[])[] = []): Float64Array {
    const H = this.hiddenSize;
    const streams = states.length / H;
    const rows = streams * inputs.length;
    if (rows > this.capacity) {
      throw new RangeError(`${rows} states are more than this reader's ${this.capacity}`);
    }
    for (let stream = 0; stream < streams; stream++) {
      let before = states.subarray(stream * H, (stream + 1) * H);
      clamp(before, held[stream] ?? []);
      for (let t = 0; t < inputs.length; t++) {
        const row = t * streams + stream;
        const after = this.hidden.subarray(row * H, (row + 1) * H);
        this.step(before, inputs[t], after);
        clamp(after, held[stream] ?? []);
        before = after;
      }
      states.set(before, stream * H);
    }
    return this.hidden.subarray(0, rows * H);
  }

  logProbabilities(
    hidden: Float64Array,
    replaced: readonly Clamp[] = [],
    { first, step }: Rows = { first: 0, step: 1 },
  ): Float64Array {
    const { hiddenSize: H, vocabularySize: V } = this;
    const { Why, by } = this.weights;
    const rows = hidden.length / H;
    if (rows > this.capacity) {
      throw new RangeError(`${rows} states are more than this reader's ${this.capacity}`);
    }
    const shown = new Float64Array(H);
    let count = 0;
    for (let row = first; row < rows; row += step) {
      shown.set(hidden.subarray(row * H, (row + 1) * H));
      clamp(shown, replaced);
      const out = this.logits.subarray(count * V, (count + 1) * V);
      product(Why, shown, by, out);
      logSoftmax(out);
      count++;
    }
    return this.logits.subarray(0, count * V);
  }

  dispose(): void {
    // Plain arrays: nothing to free.
  }

  /** after = tanh(Wxh[:, input] + bh + Whh before). */
  private step(before: Float64Array, input: number, after: Float64Array): void {
    const H = this.hiddenSize;
    product(this.weights.Whh, before, this.columns.subarray(input * H, (input + 1) * H), after);
    for (let k = 0; k < H; k++) {
      after[k] = Math.tanh(after[k]);
    }
  }
}

/** out = bias + matrix x, four rows at a time: twice as fast as one, as each sum waits for itself. */
function product(matrix: Float64Array, x: Float64Array, bias: Float64Array, out: Float64Array): void {
  const columns = x.length;
  let row = 0;
  for (; row + 4 <= out.length; row += 4) {
    const base = row * columns;
    let [a, b, c, d] = [bias[row], bias[row + 1], bias[row + 2], bias[row + 3]];
    for (let j = 0; j < columns; j++) {
      const value = x[j];
      a += matrix[base + j] * value;
      b += matrix[base + columns + j] * value;
      c += matrix[base + 2 * columns + j] * value;
      d += matrix[base + 3 * columns + j] * value;
    }
    out[row] = a;
    out[row + 1] = b;
    out[row + 2] = c;
    out[row + 3] = d;
  }
  for (; row < out.length; row++) {
    let sum = bias[row];
    for (let j = 0; j < columns; j++) {
      sum += matrix[row * columns + j] * x[j];
    }
    out[row] = sum;
  }
}

/** y - ln(sum of exp y), in place. */
export function logSoftmax(logits: Float64Array): void {
  let largest = -Infinity;
  for (const logit of logits) {
    largest = Math.max(largest, logit);
  }
  let sum = 0;
  for (const logit of logits) {
    sum += Math.exp(logit - largest);
  }
  const shift = largest + Math.log(sum);
  for (let c = 0; c < logits.length; c++) {
    logits[c] -= shift;
  }
}
