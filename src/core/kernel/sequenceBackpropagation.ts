import { stateSizeOf, type Parameters } from '../parameters';
import { addOuter, addTransposedProduct, product } from './cells/product';
import { layerWeights, RecurrentLayer } from './cells/recurrentLayer';
import type { TrainerOptions } from './kernel';
import { sequenceMasks } from './sequenceMasks';

/** A layer and what a sequence leaves in it for the way back. */
interface LayerTrace {
  readonly layer: RecurrentLayer;
  readonly gradient: ReturnType<typeof layerWeights>;
  /** (T + 1, S of the layer): the states, the carried one first. */
  readonly states: Float64Array;
  /** (T, kept H) */
  readonly kept: Float64Array;
  /** (T, H): h before each character as Whh saw it. */
  readonly seen: Float64Array;
  /** (T, H): h after each character as the layer above, or the logits, saw it. */
  readonly shown: Float64Array;
  /** (S of the layer): the gradient of the loss with respect to the state, going back. */
  readonly d: Float64Array;
}

/**
 * One sequence of one stream, forward and back. With m the masks of dropout:
 *
 *     y_t = Why (m h_t) + by     p_t = softmax(y_t)     loss = -sum over t of ln p_t[target_t]
 *     dy = p - onehot(target)    dWhy += dy (m h)^T     dh = m Why^T dy, and what comes from the character after
 */
export class SequenceBackpropagation {
  private readonly layers: readonly LayerTrace[];
  /** Numbers of one layer's state. */
  private readonly layerSize: number;
  /** (T, V): probabilities, then the gradient with respect to the logits. */
  private readonly p: Float64Array;

  /** @param gradient is added to. */
  constructor(
    private readonly weights: Parameters,
    private readonly gradient: Parameters,
    private readonly options: TrainerOptions,
  ) {
    const { cell, layers, hiddenSize: H, vocabularySize: V } = weights;
    const T = options.sequenceLength;
    this.layerSize = stateSizeOf(weights) / layers;
    this.p = new Float64Array(T * V);
    this.layers = Array.from({ length: layers }, (_, at): LayerTrace => {
      const layer = new RecurrentLayer(cell, H, layerWeights(weights, at + 1));
      return {
        layer,
        gradient: layerWeights(gradient, at + 1),
        states: new Float64Array((T + 1) * this.layerSize),
        kept: new Float64Array(T * layer.cell.kept * H),
        seen: new Float64Array(T * H),
        shown: new Float64Array(T * H),
        d: new Float64Array(this.layerSize),
      };
    });
  }

  /**
   * @param carried (S): the stream's state, which becomes that after the sequence.
   * @param updates done so far: together with the stream it names the masks.
   * @returns the loss in nats, summed over the sequence.
   */
  run(
    inputs: Uint16Array,
    targets: Uint16Array,
    carried: Float64Array,
    stream: number,
    updates: number,
  ): number {
    const { layers, layerSize, weights } = this;
    const masks = sequenceMasks(this.options, weights, stream, updates);
    layers.forEach(({ states }, at) => {
      states.set(carried.subarray(at * layerSize, (at + 1) * layerSize));
    });
    let loss = 0;
    for (let t = 0; t < inputs.length; t++) {
      this.readCharacter(t, inputs[t], masks);
      loss += this.predict(t, targets[t]);
    }
    layers.forEach(({ states }, at) => {
      carried.set(rowOf(states, inputs.length, layerSize), at * layerSize);
    });
    layers.forEach(({ d }) => d.fill(0));
    for (let t = inputs.length - 1; t >= 0; t--) {
      this.goBack(t, inputs[t], masks);
    }
    return loss;
  }

  private readCharacter(t: number, character: number, masks: ReturnType<typeof sequenceMasks>): void {
    const { hiddenSize: H } = this.weights;
    let input: number | Float64Array = character;
    for (const [at, trace] of this.layers.entries()) {
      const before = rowOf(trace.states, t, this.layerSize);
      const after = rowOf(trace.states, t + 1, this.layerSize);
      const seen = rowOf(trace.seen, t, H);
      const shown = rowOf(trace.shown, t, H);
      multiply(before, masks.recurrent[at], seen);
      trace.layer.forward(input, before, after, rowOf(trace.kept, t, trace.layer.cell.kept * H), seen);
      multiply(after, rowOf(masks.output[at], t, H), shown);
      input = shown;
    }
  }

  /** Leaves the gradient with respect to the logits. @returns -ln p(target). */
  private predict(t: number, target: number): number {
    const { hiddenSize: H, vocabularySize: V, Why, by } = this.weights;
    const p = rowOf(this.p, t, V);
    product(Why, rowOf(this.layers[this.layers.length - 1].shown, t, H), by, p);
    const max = p.reduce((most, logit) => Math.max(most, logit), -Infinity);
    let total = 0;
    for (let c = 0; c < V; c++) {
      p[c] = Math.exp(p[c] - max);
      total += p[c];
    }
    for (let c = 0; c < V; c++) {
      p[c] /= total;
    }
    const loss = -Math.log(p[target]);
    p[target] -= 1;
    return loss;
  }

  private goBack(t: number, character: number, masks: ReturnType<typeof sequenceMasks>): void {
    const { hiddenSize: H, vocabularySize: V, Why } = this.weights;
    const { layers, layerSize, gradient } = this;
    const dy = rowOf(this.p, t, V);
    addOuter(dy, rowOf(layers[layers.length - 1].shown, t, H), gradient.Why);
    for (let c = 0; c < V; c++) {
      gradient.by[c] += dy[c];
    }
    const dShown = new Float64Array(H);
    const dSeen = new Float64Array(H);
    addTransposedProduct(Why, dy, dShown);
    for (let at = layers.length - 1; at >= 0; at--) {
      const { layer, gradient: own, states, kept, seen, d } = layers[at];
      addProducts(dShown, rowOf(masks.output[at], t, H), d);
      const step = {
        input: at === 0 ? character : rowOf(layers[at - 1].shown, t, H),
        before: rowOf(states, t, layerSize),
        seen: rowOf(seen, t, H),
        after: rowOf(states, t + 1, layerSize),
        kept: rowOf(kept, t, layer.cell.kept * H),
      };
      layer.backward(step, d, dSeen, dShown, own);
      addProducts(dSeen, masks.recurrent[at], d);
    }
  }
}

/** A view of one row. */
function rowOf(matrix: Float64Array, row: number, columns: number): Float64Array {
  return matrix.subarray(row * columns, (row + 1) * columns);
}

/** out = x * mask; x may be longer. */
function multiply(x: Float64Array, mask: Float64Array, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) {
    out[k] = x[k] * mask[k];
  }
}

/** out += x * mask; out may be longer. */
function addProducts(x: Float64Array, mask: Float64Array, out: Float64Array): void {
  for (let k = 0; k < x.length; k++) {
    out[k] += x[k] * mask[k];
  }
}
