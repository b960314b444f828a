import { createRequire } from 'node:module';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import {
  gatesOf,
  layerWeightNames,
  makeParameters,
  weightNamesOf,
  weightOf,
  weightShape,
  type Parameters,
} from '../../../../../src/core/parameters';
import type { Core } from './backends';

/**
 * The loss of a batch from a state of zeros, summed, and its gradients, as TensorFlow.js's own differentiation has them:
 * the formulas of `parameters.ts` written down a stream at a time, with columns, as they stand there.
 */
export function automaticGradients(
  tf: Core,
  parameters: Parameters,
  inputs: Uint16Array,
  targets: Uint16Array,
  sequenceLength: number,
): { loss: number; gradients: Parameters } {
  createRequire(__filename)('@tensorflow/tfjs-core/dist/register_all_gradients');
  const { cell, layers, hiddenSize: H, vocabularySize: V } = parameters;
  tf.engine().startScope();
  const variables = new Map(
    weightNamesOf(parameters).map((name) => [
      name,
      tf.variable(
        tf.tensor2d(Float32Array.from(weightOf(parameters, name)), weightShape(name, parameters)),
        true,
        name,
      ),
    ]),
  );
  const weight = (name: string): Tensor2D => variables.get(name as 'Wxh') as unknown as Tensor2D;
  const rows = (x: Tensor2D, from: number, count: number): Tensor2D => tf.slice2d(x, [from, 0], [count, 1]);
  const column = (index: number): Tensor2D =>
    tf.tensor2d(
      Float32Array.from({ length: V }, (_, at) => (at === index ? 1 : 0)),
      [V, 1],
    );

  const layerStep = (layer: number, x: Tensor2D, h: Tensor2D, c: Tensor2D): [Tensor2D, Tensor2D] => {
    const names = layerWeightNames(cell, layer);
    const fromX = tf.add<Tensor2D>(tf.matMul(weight(names.Wxh), x), weight(names.bh));
    const fromH = tf.matMul<Tensor2D>(weight(names.Whh), h);
    const sum = tf.add<Tensor2D>(fromX, fromH);
    const gate = (at: number): Tensor2D => tf.sigmoid(rows(sum, at * H, H));
    if (gatesOf[cell] === 1) {
      return [tf.tanh(sum), c];
    }
    if (cell === 'gru') {
      const product = tf.add(rows(fromH, 2 * H, H), weight(names.bn!));
      const n = tf.tanh(tf.add(rows(fromX, 2 * H, H), tf.mul(gate(0), product)));
      return [tf.add(tf.mul(tf.sub(1, gate(1)), n), tf.mul(gate(1), h)), c];
    }
    const cNext = tf.add<Tensor2D>(tf.mul(gate(1), c), tf.mul(gate(0), tf.tanh(rows(sum, 2 * H, H))));
    return [tf.mul(gate(3), tf.tanh(cNext)), cNext];
  };

  const { value, grads } = tf.variableGrads(() => {
    let loss = tf.scalar(0);
    for (let start = 0; start < inputs.length; start += sequenceLength) {
      let states = Array.from({ length: layers }, (): [Tensor2D, Tensor2D] => [
        tf.zeros([H, 1]),
        tf.zeros([H, 1]),
      ]);
      for (let at = start; at < start + sequenceLength; at++) {
        let x = column(inputs[at]);
        states = states.map(([h, c], layer) => {
          const next = layerStep(layer + 1, x, h, c);
          x = next[0];
          return next;
        });
        const logits = tf.add(tf.matMul(weight('Why'), x), weight('by'));
        const logProbabilities = tf.logSoftmax(tf.reshape(logits, [1, V]));
        const own = tf.sum(tf.mul(logProbabilities, tf.reshape(column(targets[at]), [1, V])));
        loss = tf.sub(loss, own);
      }
    }
    return loss;
  });
  const result = {
    loss: value.dataSync()[0],
    gradients: makeParameters(parameters, (name) => Float64Array.from(grads[name].dataSync())),
  };
  tf.dispose([...variables.values()]);
  tf.engine().endScope();
  return result;
}
