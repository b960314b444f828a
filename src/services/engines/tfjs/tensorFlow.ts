import type * as core from '@tensorflow/tfjs-core';

export type Tensor = core.Tensor;

/**
 * What the trainer uses of TensorFlow.js. It is passed in, never imported: tfjs-node-gpu, tfjs-node and tfjs-core with its
 * wasm or cpu backend all have it. Gradients are written by hand, so that nothing needs to be registered for them.
 */
export type TensorFlow = Pick<
  typeof core,
  | 'add'
  | 'addN'
  | 'cast'
  | 'clipByValue'
  | 'concat'
  | 'dispose'
  | 'div'
  | 'exp'
  | 'gather'
  | 'getBackend'
  | 'log'
  | 'matMul'
  | 'max'
  | 'memory'
  | 'mul'
  | 'oneHot'
  | 'ones'
  | 'reshape'
  | 'sigmoid'
  | 'slice'
  | 'split'
  | 'sqrt'
  | 'square'
  | 'sub'
  | 'sum'
  | 'tanh'
  | 'tensor1d'
  | 'tensor2d'
  | 'tidy'
  | 'transpose'
>;

/** `tf.tidy` for any plain object or array of tensors, which is what it keeps whatever its type says. */
export function tidied<T extends object>(tf: TensorFlow, work: () => T): T {
  return tf.tidy(work as () => core.TensorContainer) as T;
}

/** Disposes of every tensor in a plain object or array. */
export function disposeAll(tf: TensorFlow, tensors: object): void {
  tf.dispose(tensors as core.TensorContainer);
}
