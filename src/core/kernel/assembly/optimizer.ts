/**
 * Passes of the optimisers over a block of a weight: `rows` rows of `columns` (a multiple of four), `row` bytes apart,
 * at the same places of the weights w, the gradients g and what the optimiser remembers. Every pass reads and writes each
 * number once; the sizes of the step (learning rate, corrections) are worked out before, in float64.
 *
 * Adagrad's root and quotient take 8.5 cycles a vector, whatever else is done; the pass takes 9.6. It took 20 when gradients
 * were clipped by min and max, which mind NaN and -0, instead of pmin and pmax (gradients are finite here), and 11 when
 * constants were written inside the loop, where the engine makes them anew in each turn.
 */
import { flush, sumOfLanes } from './activation';

/** Adagrad's epsilon; what pushes tiny gradients out (2^-30); the smallest float32 that is not denormal. */
const constants = memory.data<f32>([1e-8, 9.313225746154785e-10, 1.1754943508222875e-38]);

/**
 * g cut to [-clip, clip] after the factor of clipping by norm, and rounded to multiples of 2^-53 where it is small: squares of
 * what is left are not denormal.
 */
// @ts-ignore: decorator
@inline
function clipped(gradient: v128, factor: v128, low: v128, high: v128, push: v128): v128 {
  const cut = f32x4.pmax(f32x4.pmin(f32x4.mul(gradient, factor), high), low);
  return f32x4.sub(f32x4.add(cut, push), push);
}

/** The sum of the squares of one row, (columns), in float32. */
export function sumOfSquares(g: usize, columns: i32): f32 {
  let sums = f32x4.splat(0);
  const end = g + (<usize>columns << 2);
  for (let at = g; at < end; at += 16) {
    const value = v128.load(at);
    sums = f32x4.add(sums, f32x4.mul(value, value));
  }
  return sumOfLanes(sums);
}

/** Adagrad (Duchi, Hazan and Singer 2011), as min-char-rnn has it: s += g^2; w -= rate g / sqrt(s + 1e-8). */
export function adagradRows(
  w: usize, g: usize, s: usize, row: usize, rows: i32, columns: i32, rate: f32, factor: f32, clip: f32,
): void {
  const rates = f32x4.splat(rate);
  const epsilon = v128.load32_splat(constants);
  const factors = f32x4.splat(factor);
  const high = f32x4.splat(clip);
  const low = f32x4.splat(-clip);
  const push = v128.load32_splat(constants, 4);
  const bytes = <usize>columns << 2;
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const gradient = clipped(v128.load(g + at), factors, low, high, push);
      const square = f32x4.add(v128.load(s + at), f32x4.mul(gradient, gradient));
      v128.store(s + at, square);
      const root = f32x4.sqrt(f32x4.add(square, epsilon));
      v128.store(w + at, f32x4.sub(v128.load(w + at), f32x4.div(f32x4.mul(rates, gradient), root)));
    }
    w += row;
    g += row;
    s += row;
  }
}

/**
 * AdamW (Kingma and Ba 2015; Loshchilov and Hutter 2019), decay apart from the gradient:
 *
 *     m = beta1 m + (1 - beta1) g     v = beta2 v + (1 - beta2) g^2
 *     w -= decay w + rate m / (sqrt(v correction) + epsilon)
 *
 * @param rate the learning rate over 1 - beta1^n, @param correction 1 over 1 - beta2^n, n the number of this update.
 * @param decay learning rate times weight decay.
 */
export function adamRows(
  w: usize, g: usize, m: usize, v: usize, row: usize, rows: i32, columns: i32,
  rate: f32, beta1: f32, beta2: f32, correction: f32, epsilon: f32, decay: f32, factor: f32, clip: f32,
): void {
  const factors = f32x4.splat(factor);
  const high = f32x4.splat(clip);
  const low = f32x4.splat(-clip);
  const floor = v128.load32_splat(constants, 8);
  const push = v128.load32_splat(constants, 4);
  const bytes = <usize>columns << 2;
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const gradient = clipped(v128.load(g + at), factors, low, high, push);
      // Without a gradient both fade away: flushed, they end as zeros and not as denormals.
      const moment = flush(
        f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load(m + at)), f32x4.mul(f32x4.splat(1 - beta1), gradient)),
        floor,
      );
      const square = flush(
        f32x4.add(
          f32x4.mul(f32x4.splat(beta2), v128.load(v + at)),
          f32x4.mul(f32x4.splat(1 - beta2), f32x4.mul(gradient, gradient)),
        ),
        floor,
      );
      v128.store(m + at, moment);
      v128.store(v + at, square);
      const root = f32x4.sqrt(f32x4.mul(square, f32x4.splat(correction)));
      const change = f32x4.div(f32x4.mul(f32x4.splat(rate), moment), f32x4.add(root, f32x4.splat(epsilon)));
      const weight = v128.load(w + at);
      v128.store(w + at, f32x4.sub(weight, f32x4.add(f32x4.mul(f32x4.splat(decay), weight), change)));
    }
    w += row;
    g += row;
    m += row;
    v += row;
  }
}
