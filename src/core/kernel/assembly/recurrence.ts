/**
 * The recurrent layer of the vanilla cell over a whole sequence, forward and back, for some of the streams. A step of one
 * stream needs the step before, so streams are what threads can share.
 *
 *     hidden   (T + 1) B rows          delta   T B rows
 *     [step 0: streams 0 .. B]         [step 1: streams 0 .. B]      gradients with respect to h_1, then to its sum
 *     [step 1: ...]                    [step 2: ...]
 */
import { tanhBackwardRows, tanhRow } from './activation';
import { multiplyVector } from './multiply';
import { paddedDepth } from './packing';
import { bandsOf } from './panels';
import { product } from './product';
import { addRow } from './rows';
import { character, plan } from './trainerPlan';

/** Gradients beyond this are as good as infinite: their squares would be. */
const largestGradient: f32 = 1e18;

/** h_t = tanh(Wxh[:, x_t] + h_(t-1) Whh^T + bh), t = 1 .. T, for `streams` streams from `stream` on. */
export function forward(stream: i32, streams: i32): void {
  const row = <usize>plan.hiddenRow;
  const step = <usize>plan.batchSize * row;
  let before = plan.hidden + <usize>stream * row;
  for (let t = 0; t < plan.sequenceLength; t++) {
    const h = before + step;
    recur(plan.WhhForward, before, plan.zeros, 0, h, streams);
    for (let b = 0; b < streams; b++) {
      const x = character(plan.inputs, stream + b, t);
      tanhRow(h + <usize>b * row, plan.Wxh + <usize>x * row, plan.bh, plan.hiddenColumns);
    }
    before = h;
  }
}

/** delta_t = (1 - h_t^2) (delta_t + delta_(t+1) Whh), t = T .. 1, for `streams` streams from `stream` on. */
export function backward(stream: i32, streams: i32): void {
  const row = <usize>plan.hiddenRow;
  const step = <usize>plan.batchSize * row;
  const offset = <usize>stream * row;
  let sum: f32 = 0;
  for (let t = plan.sequenceLength - 1; t >= 0; t--) {
    const delta = plan.delta + <usize>t * step + offset;
    if (t < plan.sequenceLength - 1) {
      if (plan.batchSize == 1) {
        recur(plan.WhhBackward, delta + step, 0, 0, plan.recurrent, 1);
        addRow(plan.recurrent, delta, plan.hiddenColumns);
      } else {
        recur(plan.WhhBackward, delta + step, delta, row, delta, streams);
      }
    }
    const h = plan.hidden + <usize>(t + 1) * step + offset;
    sum += tanhBackwardRows(delta, h, row, streams, plan.hiddenColumns);
  }
  if (!(sum < largestGradient)) {
    plan.gradientFailed = 1;
  }
}

/** Y = S + X B for some rows, B a packed copy of Whh or its transpose; of a single row S is not read and Y = X B. */
function recur(packed: usize, x: usize, s: usize, sRow: usize, y: usize, rows: i32): void {
  const row = <usize>plan.hiddenRow;
  const depth = paddedDepth(plan.hiddenSize);
  if (plan.batchSize == 1) {
    multiplyVector<f32>(packed, bandsOf(plan.hiddenSize), depth, x, y);
  } else {
    product(s, sRow, x, row, packed, 64, <usize>depth << 6, y, row, rows, plan.hiddenColumns, plan.hiddenSize);
  }
}
