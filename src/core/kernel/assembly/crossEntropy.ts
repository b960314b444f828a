import { flush, smallestFactor, sumOfLanes } from './activation';
import { exp4 } from './exponential';
import { logarithm } from './logarithm';

/**
 * Softmax cross-entropy of one row of logits, and its gradient in place: y (columns) becomes scale (p - onehot(target)),
 * p = softmax(y). Columns are a multiple of four; those past the vocabulary hold -1e30 and so get 0.
 *
 * @returns -ln p[target] in nats, from the logits themselves: max + ln(sum of exp(y - max)) - y[target]. It is not
 * finite if a logit is not.
 */
export function crossEntropy(y: usize, columns: i32, target: i32, scale: f32): f32 {
  const end = y + (<usize>columns << 2);
  let largest = v128.load(y);
  for (let at = y + 16; at < end; at += 16) {
    largest = f32x4.max(largest, v128.load(at));
  }
  const top = max(
    max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
    max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
  );
  const targetLogit = load<f32>(y + (<usize>target << 2));

  let sums = f32x4.splat(0);
  const shift = f32x4.splat(top);
  for (let at = y; at < end; at += 16) {
    const weight = exp4(f32x4.sub(v128.load(at), shift));
    sums = f32x4.add(sums, weight);
    v128.store(at, weight);
  }
  const sum = sumOfLanes(sums);

  const factor = f32x4.splat(scale / sum);
  const floor = smallestFactor();
  for (let at = y; at < end; at += 16) {
    v128.store(at, flush(f32x4.mul(v128.load(at), factor), floor));
  }
  const place = y + (<usize>target << 2);
  store<f32>(place, load<f32>(place) - scale);
  // In float64: near p = 1 the loss is the small difference of large numbers.
  return <f32>(<f64>top - <f64>targetLogit + logarithm(<f64>sum));
}
