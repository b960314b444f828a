import { gatesOf, layerWeightNames, weightOf, type Parameters } from '../../parameters';
import { cellSteps, type CellStep, type Numbers } from './cellStep';
import { addOuter, addTransposedProduct, product } from './product';

/** What a layer reads: a character's index, or the hidden state of the layer below. */
export type LayerInput = number | Numbers;

/** A layer's weights, or their gradients. */
interface LayerWeights<Array extends Numbers> {
  readonly Wxh: Array;
  readonly Whh: Array;
  readonly bh: Array;
  readonly bn: Array | undefined;
}

/** One character of a layer on the way back. */
export interface LayerStep {
  readonly input: number | Float64Array;
  /** The state before, (S). */
  readonly before: Float64Array;
  /** h before as Whh saw it: with recurrent dropout, masked. */
  readonly seen: Float64Array;
  readonly after: Float64Array;
  readonly kept: Float64Array;
}

/** The weights of layer `layer`, counted from 1, as they lie in `parameters`: not copied. */
export function layerWeights(parameters: Parameters, layer: number): LayerWeights<Float64Array> {
  const names = layerWeightNames(parameters.cell, layer);
  return {
    Wxh: weightOf(parameters, names.Wxh),
    Whh: weightOf(parameters, names.Whh),
    bh: weightOf(parameters, names.bh),
    bn: names.bn && weightOf(parameters, names.bn),
  };
}

/** One layer in plain loops, forward and back, whatever its cell. Sums run in float64. */
export class RecurrentLayer<Array extends Numbers = Float64Array> {
  readonly cell: CellStep;
  private readonly below: Float64Array;
  private readonly recurrent: Float64Array;
  private readonly dBelow: Float64Array;
  private readonly dRecurrent: Float64Array;

  constructor(
    cell: Parameters['cell'],
    private readonly hiddenSize: number,
    private readonly weights: LayerWeights<Array>,
  ) {
    this.cell = cellSteps[cell];
    const rows = gatesOf[cell] * hiddenSize;
    this.below = new Float64Array(rows);
    this.recurrent = new Float64Array(rows);
    this.dBelow = new Float64Array(rows);
    this.dRecurrent = new Float64Array(rows);
  }

  /**
   * The state after `input`, written to `after`, which may be `before`.
   *
   * @param seen h before as Whh sees it. Default: as it is.
   */
  forward(
    input: LayerInput,
    before: Numbers,
    after: Numbers,
    kept: Numbers,
    seen: Numbers = before.subarray(0, this.hiddenSize),
  ): void {
    const { Wxh, Whh, bh, bn } = this.weights;
    const { below, recurrent, hiddenSize: H } = this;
    below.set(bh);
    if (typeof input === 'number') {
      const V = Wxh.length / below.length;
      for (let row = 0; row < below.length; row++) {
        below[row] += Wxh[row * V + input];
      }
    } else {
      product(Wxh, input, below, below);
    }
    recurrent.fill(0);
    if (bn) {
      recurrent.set(bn, 2 * H);
    }
    product(Whh, seen, recurrent, recurrent);
    this.cell.forward(below, recurrent, before, after, kept);
  }

  /**
   * One character back; the gradients of the weights are added to `gradient`.
   *
   * @param d the gradient with respect to the state after; becomes that with respect to the state before, but for what goes
   *   through Whh.
   * @param dSeen is written: the gradient with respect to `step.seen`, which goes through Whh.
   * @param dInput is written: the gradient with respect to the hidden state below, where the layer reads one.
   */
  backward(
    step: LayerStep,
    d: Float64Array,
    dSeen: Float64Array,
    dInput: Float64Array,
    gradient: LayerWeights<Float64Array>,
  ): void {
    const { dBelow, dRecurrent, hiddenSize: H } = this;
    const { input } = step;
    const rows = dBelow.length;
    this.cell.backward(step.kept, step.before, step.after, d, dBelow, dRecurrent);
    for (let row = 0; row < rows; row++) {
      gradient.bh[row] += dBelow[row];
    }
    if (gradient.bn) {
      for (let k = 0; k < H; k++) {
        gradient.bn[k] += dRecurrent[2 * H + k];
      }
    }
    addOuter(dRecurrent, step.seen, gradient.Whh);
    dSeen.fill(0);
    addTransposedProduct(this.weights.Whh, dRecurrent, dSeen);
    if (typeof input === 'number') {
      const V = gradient.Wxh.length / rows;
      for (let row = 0; row < rows; row++) {
        gradient.Wxh[row * V + input] += dBelow[row];
      }
    } else {
      addOuter(dBelow, input, gradient.Wxh);
      dInput.fill(0);
      addTransposedProduct(this.weights.Wxh, dBelow, dInput);
    }
  }
}
