import type { Parameters } from '../parameters';
import type { Numbers } from './cells/cellStep';
import { product } from './cells/product';
import { RecurrentStack } from './cells/recurrentStack';
import type { Clamp, Intervention, KernelName, Network, Sampling, State } from './kernel';
import { sampleIndex, surprise } from './sampling';

/**
 * The network in plain loops, as the formulas have it: the oracle that other kernels are held against, and what runs
 * where there is no WebAssembly SIMD. In float64, or with every stored number rounded to float32.
 */
export class ReferenceNetwork implements Network {
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly stateSize: number;
  private readonly recurrent: RecurrentStack<Numbers>;
  private readonly Why: Numbers;
  private readonly by: Numbers;
  /** What the top layer shows to the logits, (H). */
  private readonly shown: Numbers;
  private readonly y: Numbers;
  private readonly scratch: Numbers;

  constructor(
    readonly kernel: KernelName,
    readonly engine: string,
    parameters: Parameters,
    private readonly numbers: new (length: number) => Numbers,
  ) {
    const copy = (weights: Float64Array): Numbers => {
      const array = new numbers(weights.length);
      array.set(weights);
      return array;
    };
    this.recurrent = new RecurrentStack(parameters, copy);
    this.hiddenSize = parameters.hiddenSize;
    this.vocabularySize = parameters.vocabularySize;
    this.stateSize = this.recurrent.stateSize;
    this.Why = copy(parameters.Why);
    this.by = copy(parameters.by);
    this.shown = new numbers(this.hiddenSize);
    this.y = new numbers(this.vocabularySize);
    this.scratch = new numbers(this.vocabularySize);
  }

  createState(): State {
    return new this.numbers(this.stateSize);
  }

  prime(state: State, inputs: Uint16Array): void {
    for (const input of inputs) {
      this.recurrent.step(state, input);
    }
  }

  logits(state: State, out: Numbers): void {
    product(this.Why, this.recurrent.topOf(state), this.by, out);
  }

  generate(state: State, out: Uint16Array, { temperature, seed, position }: Sampling): void {
    for (let at = 0; at < out.length; at++) {
      this.logits(state, this.y);
      out[at] = sampleIndex(this.y, temperature, seed, position + at, this.scratch);
      this.recurrent.step(state, out[at]);
    }
  }

  score(state: State, inputs: Uint16Array, losses: Numbers): void {
    for (let at = 0; at < inputs.length; at++) {
      this.logits(state, this.y);
      losses[at] = surprise(this.y, inputs[at]);
      this.recurrent.step(state, inputs[at]);
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
      const top = this.recurrent.topOf(state);
      for (let at = 0; at < inputs[stream].length; at++) {
        clamp(top, whole);
        this.shown.set(top);
        clamp(this.shown, output);
        product(this.Why, this.shown, this.by, this.y);
        losses[stream][at] = surprise(this.y, inputs[stream][at]);
        this.recurrent.step(state, inputs[stream][at]);
        clamp(top, whole);
      }
    });
  }

  dispose(): void {
    // Plain arrays: nothing to free.
  }
}

/** Holds neurons of a hidden state, (H), at given values. */
export function clamp(state: State, clamps: readonly Clamp[]): void {
  for (const { neuron, value } of clamps) {
    state[neuron] = value;
  }
}
