import type { TrainerOptions } from '../../../core/kernel/kernel';
import type { Tensor, TensorFlow } from './tensorFlow';

/** A weight and what the optimiser remembers of it. */
export interface Learned {
  readonly weight: Tensor;
  readonly square: Tensor;
  /** Adam only. */
  readonly moment?: Tensor;
}

export interface UpdateRates {
  readonly learningRate: number;
  /** Updates done, this one included. */
  readonly updates: number;
  /** What brings the norm of all gradients down to `clipNorm`. */
  readonly factor: number;
  /** Whether weight decay applies: not to biases. */
  readonly decays: boolean;
}

/** One update by Adagrad (Duchi et al. 2011) or AdamW (Loshchilov and Hutter 2019). */
export function updateWeight(
  tf: TensorFlow,
  { weight, square, moment }: Learned,
  gradient: Tensor,
  options: TrainerOptions,
  { learningRate, updates, factor, decays }: UpdateRates,
): Learned {
  const { clip, beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8, weightDecay = 0 } = options;
  const scaled = factor === 1 ? gradient : tf.mul(gradient, factor);
  const g = clip > 0 ? tf.clipByValue(scaled, -clip, clip) : scaled;
  if (!moment) {
    const sum = tf.add(square, tf.square(g));
    const step = tf.div(tf.mul(g, learningRate), tf.sqrt(tf.add(sum, 1e-8)));
    return { weight: tf.sub(weight, step), square: sum };
  }
  const first = tf.add(tf.mul(moment, beta1), tf.mul(g, 1 - beta1));
  const second = tf.add(tf.mul(square, beta2), tf.mul(tf.square(g), 1 - beta2));
  const step = tf.div(
    tf.mul(first, learningRate / (1 - beta1 ** updates)),
    tf.add(tf.sqrt(tf.mul(second, 1 / (1 - beta2 ** updates))), epsilon),
  );
  const shrunk = decays && weightDecay > 0 ? tf.mul(weight, 1 - learningRate * weightDecay) : weight;
  return { weight: tf.sub(shrunk, step), square: second, moment: first };
}
