import type { Parameters } from '../parameters';
import { product } from './cells/product';
import { RecurrentStack } from './cells/recurrentStack';
import type { Clamp } from './kernel';
import type { Rows, StateReader } from './stateReader';
import { clamp } from './referenceNetwork';

/** A reader in plain loops: the oracle for the faster one, and what runs where there is no WebAssembly SIMD. */
export class PlainStateReader implements StateReader {
  readonly engine = 'plain float64';
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly stateSize: number;
  readonly capacity = 1024;
  private readonly recurrent: RecurrentStack;
  private readonly Why: Float64Array;
  private readonly by: Float64Array;
  private readonly hidden: Float64Array;
  private readonly logits: Float64Array;

  constructor(parameters: Parameters) {
    this.hiddenSize = parameters.hiddenSize;
    this.vocabularySize = parameters.vocabularySize;
    this.recurrent = new RecurrentStack(parameters, (weights) => weights.slice());
    this.stateSize = this.recurrent.stateSize;
    this.Why = parameters.Why.slice();
    this.by = parameters.by.slice();
    this.hidden = new Float64Array(this.capacity * this.hiddenSize);
    this.logits = new Float64Array(this.capacity * this.vocabularySize);
  }

  read(states: Float64Array, inputs: Uint16Array, held: readonly (readonly Clamp[])[] = []): Float64Array {
    const { hiddenSize: H, recurrent } = this;
    const streams = states.length / recurrent.stateSize;
    const rows = streams * inputs.length;
    if (rows > this.capacity) {
      throw new RangeError(`${rows} states are more than this reader's ${this.capacity}`);
    }
    for (let stream = 0; stream < streams; stream++) {
      const state = states.subarray(stream * recurrent.stateSize, (stream + 1) * recurrent.stateSize);
      const top = recurrent.topOf(state);
      clamp(top, held[stream] ?? []);
      for (let t = 0; t < inputs.length; t++) {
        recurrent.step(state, inputs[t]);
        clamp(top, held[stream] ?? []);
        this.hidden.set(top, (t * streams + stream) * H);
      }
    }
    return this.hidden.subarray(0, rows * H);
  }

  logProbabilities(
    hidden: Float64Array,
    replaced: readonly Clamp[] = [],
    { first, step }: Rows = { first: 0, step: 1 },
  ): Float64Array {
    const { hiddenSize: H, vocabularySize: V } = this;
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
      product(this.Why, shown, this.by, out);
      logSoftmax(out);
      count++;
    }
    return this.logits.subarray(0, count * V);
  }

  dispose(): void {
    // Plain arrays: nothing to free.
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
