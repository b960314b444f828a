import { layerWeightNames, type Architecture, type WeightName } from '../../../core/parameters';
import type { Movement } from './movement';
import { recurrences, type Recurrence } from './recurrences';
import type { Tensor, TensorFlow } from './tensorFlow';

/** Weights, their gradients or memories on the device: matrices transposed, (columns, rows), biases as rows, (1, rows). */
export type Weights = Readonly<Partial<Record<WeightName, Tensor>>>;

/** The characters of one step. Rows go by time: row t * B + b is step t of stream b. */
export interface Characters {
  /** (T B), vocabulary indices. */
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly steps: number;
}

/** What a step drops, for each layer; undefined where nothing. */
export interface Masks {
  /** (T B, H), on the way up from each layer. */
  readonly up: readonly (Tensor | undefined)[];
  /** (B, H), on the way into each layer's own recurrence. */
  readonly recurrent: readonly (Tensor | undefined)[];
}

export interface StepResult {
  /** (T B): -ln p of each target, in nats. */
  readonly losses: Tensor;
  /** The sum of all gradients' squares, (1). */
  readonly squares: Tensor;
  readonly gradients: Weights;
  /** For each layer its state after the last step. */
  readonly states: readonly (readonly Tensor[])[];
}

/**
 * Truncated backpropagation through time for all streams: the loss of each character and the gradients of their sum times
 * `scale`. Layers go one after the other, each over all steps. Matrix products get no transposed operand: on the wasm
 * backend they take ten times as long with one as with a copy that was transposed first.
 */
export function backpropagate(
  tf: TensorFlow,
  movement: Movement,
  architecture: Architecture,
  weights: Weights,
  states: readonly (readonly Tensor[])[],
  { inputs, targets, steps }: Characters,
  masks: Masks,
  scale: number,
): StepResult {
  const { cell, layers, vocabularySize: V } = architecture;
  const weight = (name: WeightName): Tensor => weights[name]!;
  // Cast afterwards: the wasm backend's `oneHot` writes integers whatever type it is asked for.
  const oneHot = (indices: Int32Array): Tensor =>
    tf.cast(tf.oneHot(tf.tensor1d(indices, 'int32'), V), 'float32');
  const gradients: Partial<Record<WeightName, Tensor>> = {};

  const passes: { recurrence: Recurrence; below: Tensor | undefined }[] = [];
  /** (T B, H): what the next layer, or the logits, read. */
  let below: Tensor | undefined;
  for (let layer = 1; layer <= layers; layer++) {
    const names = layerWeightNames(cell, layer);
    const x = below
      ? movement.split(tf.add(tf.matMul(below, weight(names.Wxh)), weight(names.bh)), steps, 0)
      : movement.rows(tf.add(weight(names.Wxh), weight(names.bh)), inputs, steps);
    const recurrence = recurrences[cell](tf, movement, {
      x,
      state: states[layer - 1],
      WhhT: weight(names.Whh),
      bn: names.bn && weight(names.bn),
      mask: masks.recurrent[layer - 1],
    });
    passes.push({ recurrence, below });
    const h = tf.concat([...recurrence.h], 0);
    const mask = masks.up[layer - 1];
    below = mask ? tf.mul(h, mask) : h;
  }

  const logits = tf.add(tf.matMul(below!, weight('Why')), weight('by'));
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const exponentials = tf.exp(shifted);
  const sums = tf.sum(exponentials, 1, true);
  const target = oneHot(targets);
  const losses = tf.reshape(tf.sub(tf.log(sums), tf.sum(tf.mul(shifted, target), 1, true)), [-1]);
  const dy = tf.mul(tf.sub(tf.div(exponentials, sums), target), scale);

  // A row of ones times a matrix sums its columns, on the wasm backend ten times as fast as `sum` along that axis.
  const ones = tf.ones([1, inputs.length]);
  const columnSums = (matrix: Tensor): Tensor => tf.matMul(ones, matrix);
  gradients.Why = tf.matMul(tf.transpose(below!), dy);
  gradients.by = columnSums(dy);
  let fromAbove = tf.matMul(dy, tf.transpose(weight('Why')));
  for (let layer = layers; layer >= 1; layer--) {
    const names = layerWeightNames(cell, layer);
    const { recurrence, below: input } = passes[layer - 1];
    const mask = masks.up[layer - 1];
    const dh = movement.split(mask ? tf.mul(fromAbove, mask) : fromAbove, steps, 0);
    const { x, product } = recurrence.back(dh, tf.transpose(weight(names.Whh)));
    gradients[names.Whh] = tf.matMul(tf.transpose(tf.concat([...recurrence.read], 0)), product);
    gradients[names.bh] = columnSums(x);
    if (names.bn) {
      gradients[names.bn] = movement.split(columnSums(product), 3, 1)[2];
    }
    // As a product with one-hot rows: the wasm backend has no `unsortedSegmentSum`.
    gradients[names.Wxh] = tf.matMul(tf.transpose(input ?? oneHot(inputs)), x);
    if (input) {
      fromAbove = tf.matMul(x, tf.transpose(weight(names.Wxh)));
    }
  }
  const squares = tf.addN(Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient))));
  return {
    losses,
    squares: tf.reshape(squares, [1]),
    gradients,
    states: passes.map(({ recurrence }) => recurrence.state),
  };
}
