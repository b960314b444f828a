import { weightNames, type Parameters, type FirstWeightName as WeightName } from '../parameters';
import type { Clamp, Intervention, KernelName, Network, Sampling, State } from './kernel';
import { sampleIndex, surprise } from './sampling';

type Numbers = Float32Array | Float64Array;

/**
 * The network in plain loops, as the formulas have it: the oracle that other kernels are held against, and what runs
 * where there is no WebAssembly SIMD. In float64, or with every stored number rounded to float32.
 */
export class ReferenceNetwork implements Network {
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly stateSize: number;
  private readonly weights: Readonly<Record<WeightName, Numbers>>;
  private readonly next: Numbers;
  private readonly shown: Numbers;
  private readonly y: Numbers;
  private readonly scratch: Numbers;

  constructor(
    readonly kernel: KernelName,
    readonly engine: string,
    parameters: Parameters,
    private readonly numbers: new (length: number) => Numbers,
  ) {
    this.hiddenSize = this.stateSize = parameters.hiddenSize;
    this.vocabularySize = parameters.vocabularySize;
    const copy = (name: WeightName): Numbers => {
      const array = new numbers(parameters[name].length);
      array.set(parameters[name]);
      return array;
    };
    this.weights = Object.fromEntries(weightNames.map((name) => [name, copy(name)])) as Record<
      WeightName,
      Numbers
    >;
    this.next = new numbers(this.hiddenSize);
    this.shown = new numbers(this.hiddenSize);
    this.y = new numbers(this.vocabularySize);
    this.scratch = new numbers(this.vocabularySize);
  }

  createState(): State {
    return new this.numbers(this.stateSize);
  }

  prime(state: State, inputs: Uint16Array): void {
    for (const input of inputs) {
      this.step(state, input);
    }
  }

  logits(state: State, out: Numbers): void {
    const { Why, by } = this.weights;
    const { hiddenSize: H, vocabularySize: V } = this;
    for (let c = 0; c < V; c++) {
      let sum = by[c];
      for (let k = 0; k < H; k++) {
        sum += Why[c * H + k] * state[k];
      }
      out[c] = sum;
    }
  }

  generate(state: State, out: Uint16Array, { temperature, seed, position }: Sampling): void {
    for (let at = 0; at < out.length; at++) {
      this.logits(state, this.y);
      out[at] = sampleIndex(this.y, temperature, seed, position + at, this.scratch);
      this.step(state, out[at]);
    }
  }

  score(state: State, inputs: Uint16Array, losses: Numbers): void {
    for (let at = 0; at < inputs.length; at++) {
      this.logits(state, this.y);
      losses[at] = surprise(this.y, inputs[at]);
      this.step(state, inputs[at]);
    }
  }

  scoreBatch(
    states: State[],
    inputs: readonly Uint16Array[],
    losses: readonly Numbers[],
    interventions: readonly (Intervention | undefined)[] = [],
  ): void {
    states.forEach((state, stream) => {
      const { output = [], whole = [] } = interventions[stream] ?? {};
      for (let at = 0; at < inputs[stream].length; at++) {
        clamp(state, whole);
        this.shown.set(state);
        clamp(this.shown, output);
        this.logits(this.shown, this.y);
        losses[stream][at] = surprise(this.y, inputs[stream][at]);
        this.step(state, inputs[stream][at]);
        clamp(state, whole);
      }
    });
  }

  dispose(): void {
    // Plain arrays: nothing to free.
  }

  /** h <- tanh(Wxh[:, input] + Whh h + bh). */
  private step(state: State, input: number): void {
    const { Wxh, Whh, bh } = this.weights;
    const { hiddenSize: H, vocabularySize: V, next } = this;
    for (let i = 0; i < H; i++) {
      let sum = bh[i] + Wxh[i * V + input];
      for (let j = 0; j < H; j++) {
        sum += Whh[i * H + j] * state[j];
      }
      next[i] = Math.tanh(sum);
    }
    state.set(next);
  }
}

/** Holds neurons of a hidden state at given values. */
export function clamp(state: State, clamps: readonly Clamp[]): void {
  for (const { neuron, value } of clamps) {
    state[neuron] = value;
  }
}
