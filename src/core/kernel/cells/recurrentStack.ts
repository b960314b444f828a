import { stateSizeOf, topStateOf, type Parameters } from '../../parameters';
import { cellSteps, type Numbers } from './cellStep';
import { layerWeights, RecurrentLayer } from './recurrentLayer';

/** All layers of a network, one character forward, in float64 or with weights and states rounded to float32. */
export class RecurrentStack<Array extends Numbers = Float64Array> {
  readonly stateSize: number;
  /** Where in a state the top layer's h begins. */
  readonly top: number;
  private readonly hiddenSize: number;
  private readonly layers: readonly RecurrentLayer<Array>[];
  /** Numbers of one layer's state. */
  private readonly layerSize: number;
  /** What training would need: here written and forgotten. */
  private readonly kept: Float64Array;

  /** @param copy makes the arrays that the stack keeps. */
  constructor(parameters: Parameters, copy: (weights: Float64Array) => Array) {
    const { cell, layers, hiddenSize } = parameters;
    this.hiddenSize = hiddenSize;
    this.stateSize = stateSizeOf(parameters);
    this.top = topStateOf(parameters);
    this.layerSize = this.stateSize / layers;
    this.kept = new Float64Array(cellSteps[cell].kept * hiddenSize);
    this.layers = Array.from({ length: layers }, (_, at) => {
      const { Wxh, Whh, bh, bn } = layerWeights(parameters, at + 1);
      return new RecurrentLayer(cell, hiddenSize, {
        Wxh: copy(Wxh),
        Whh: copy(Whh),
        bh: copy(bh),
        bn: bn && copy(bn),
      });
    });
  }

  /** Reads one character: `state`, (S), becomes the state after it. */
  step(state: Numbers, input: number): void {
    const { hiddenSize, layerSize } = this;
    let below: number | Numbers = input;
    for (const [at, layer] of this.layers.entries()) {
      const own = state.subarray(at * layerSize, (at + 1) * layerSize);
      layer.forward(below, own, own, this.kept);
      below = own.subarray(0, hiddenSize);
    }
  }

  /** The top layer's h, from which the logits are read: a view of `state`. */
  topOf<State extends Numbers>(state: State): State {
    return state.subarray(this.top, this.top + this.hiddenSize) as State;
  }
}
