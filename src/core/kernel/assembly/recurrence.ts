/**
 * A recurrent layer over a whole sequence, forward and back, for some of the streams. A step of one stream needs the step
 * before, so streams are what threads can share.
 *
 *     hidden   (T + 1) B rows          gates, delta   T B rows
 *     [step 0: streams 0 .. B]         [step 1: streams 0 .. B]
 *     [step 1: ...]                    [step 2: ...]
 *
 * A step forward is one product for all gates, h_(t-1) Whh^T, and a pass of the cell over its rows; a step back the pass,
 * and one product of the gates' gradients with Whh. What a gate gets from below is there before: a row of Wxh^T in the
 * first layer, a row of `input` (betweenLayers.ts) in the others.
 */
import { tanhBackwardRows, tanhRow } from './activation';
import { dropoutRow } from './dropout';
import { gruBackwardRow, gruRow } from './gru';
import { lstmBackwardRow, lstmRow } from './lstm';
import { multiplyVector } from './multiply';
import { paddedDepth } from './packing';
import { bandsOf } from './panels';
import { product } from './product';
import { addProductRows, addRow, clearRow, multiplyRows } from './rows';
import { character, LayerPlan, plan } from './trainerPlan';

/** Gradients beyond this are as good as infinite: their squares would be. */
const largestGradient: f32 = 1e18;

/** The cells, as numbered in the plan. */
const rnn: i32 = 0;
const gru: i32 = 1;

/** h_t, t = 1 .. T, for `streams` streams from `stream` on. */
export function forward(layer: LayerPlan, stream: i32, streams: i32): void {
  const row = <usize>plan.hiddenRow;
  const step = <usize>plan.batchSize * row;
  drawMasks(layer, stream, streams);
  let before = layer.hidden + <usize>stream * row;
  for (let t = 0; t < plan.sequenceLength; t++) {
    const first = t * plan.batchSize + stream;
    const h = before + step;
    let recalled = before;
    if (plan.recurrentThreshold) {
      recalled = layer.recalled + <usize>first * row;
      multiplyRows(before, layer.recurrentMask + <usize>stream * row, recalled, row, streams, plan.hiddenColumns);
    }
    // An rnn's sums become its hidden states in place.
    if (plan.cell == rnn) {
      recur(layer.WhhForward, recalled, row, plan.hiddenSize, plan.zeros, 0, h, row, plan.hiddenSize, streams);
    } else {
      const sums = layer.gates + <usize>first * plan.gateRow + plan.recurrentOffset;
      recur(layer.WhhForward, recalled, row, plan.hiddenSize, plan.zeros, 0, sums, plan.gateRow, plan.gateUnits, streams);
    }
    for (let b = 0; b < streams; b++) {
      activate(layer, before + <usize>b * row, h + <usize>b * row, stream + b, t);
    }
    before = h;
  }
}

/** The cell of one stream at step t: from the sums that the product left to h. */
// @ts-ignore: decorator
@inline
function activate(layer: LayerPlan, before: usize, h: usize, b: i32, t: i32): void {
  const place = <usize>(t * plan.batchSize + b);
  const input =
    layer.index == 0
      ? layer.Wxh + <usize>character(plan.inputs, b, t) * plan.gateRow
      : plan.input + place * plan.gateRow;
  const gates = layer.gates + place * plan.gateRow;
  if (plan.cell == rnn) {
    tanhRow(h, input, layer.bh, plan.hiddenColumns);
  } else if (plan.cell == gru) {
    gruRow(gates, input, layer.bh, layer.bn, before, h, plan.hiddenColumns);
  } else {
    const c = layer.cell + place * plan.hiddenRow;
    lstmRow(gates, input, layer.bh, c, c + <usize>plan.batchSize * plan.hiddenRow, h, plan.hiddenColumns);
  }
}

/**
 * From the gradients with respect to h_t that come from above, in `delta`, to those with respect to the gates' sums, in
 * `gates`: t = T .. 1, for `streams` streams from `stream` on.
 */
export function backward(layer: LayerPlan, stream: i32, streams: i32): void {
  const row = <usize>plan.hiddenRow;
  const step = <usize>plan.batchSize * row;
  const offset = <usize>stream * row;
  if (plan.cell > gru) {
    for (let b = 0; b < streams; b++) {
      clearRow(plan.carry + offset + <usize>b * row, plan.hiddenColumns);
    }
  }
  let sum: f32 = 0;
  for (let t = plan.sequenceLength - 1; t >= 0; t--) {
    const delta = layer.delta + <usize>t * step + offset;
    const gates = layer.gates + <usize>(t * plan.batchSize + stream) * plan.gateRow;
    if (t < plan.sequenceLength - 1) {
      const later = gates + <usize>plan.batchSize * plan.gateRow + plan.recurrentOffset;
      recurBack(layer, later, delta, stream, streams);
    }
    const before = layer.hidden + <usize>t * step + offset;
    if (plan.cell == rnn) {
      sum += tanhBackwardRows(delta, before + step, row, streams, plan.hiddenColumns);
    } else {
      for (let b = 0; b < streams; b++) {
        const at = <usize>b * row;
        const gatesRow = gates + <usize>b * plan.gateRow;
        if (plan.cell == gru) {
          // What goes past the gates to h_(t-1); there is none to tell before the first step.
          const beyond = t > 0 ? delta + at - step : plan.recurrent + offset + at;
          sum += gruBackwardRow(gatesRow, delta + at, before + at, beyond, plan.hiddenColumns);
        } else {
          const c = layer.cell + <usize>t * step + offset + at;
          sum += lstmBackwardRow(gatesRow, delta + at, c, c + step, plan.carry + offset + at, plan.hiddenColumns);
        }
      }
    }
  }
  if (!(sum < largestGradient)) {
    plan.gradientFailed = 1;
  }
}

/** delta += mask (gates Whh), gates being those of the step after. */
// @ts-ignore: decorator
@inline
function recurBack(layer: LayerPlan, gates: usize, delta: usize, stream: i32, streams: i32): void {
  const row = <usize>plan.hiddenRow;
  const aside = plan.recurrent + <usize>stream * row;
  if (plan.recurrentThreshold) {
    recur(layer.WhhBackward, gates, plan.gateRow, plan.gateUnits, plan.zeros, 0, aside, row, plan.hiddenSize, streams);
    addProductRows(aside, layer.recurrentMask + <usize>stream * row, delta, row, streams, plan.hiddenColumns);
  } else if (plan.batchSize == 1) {
    recur(layer.WhhBackward, gates, plan.gateRow, plan.gateUnits, 0, 0, aside, row, plan.hiddenSize, 1);
    addRow(aside, delta, plan.hiddenColumns);
  } else {
    recur(layer.WhhBackward, gates, plan.gateRow, plan.gateUnits, delta, row, delta, row, plan.hiddenSize, streams);
  }
}

/** Y (rows, columns) = S + X (rows, depth) B, B a packed copy; of a single stream S is not read and Y = X B. */
function recur(
  packed: usize, x: usize, xRow: usize, depth: i32, s: usize, sRow: usize, y: usize, yRow: usize, columns: i32, rows: i32,
): void {
  if (plan.batchSize == 1) {
    multiplyVector<f32>(packed, bandsOf(columns), paddedDepth(depth), x, y);
  } else {
    const panel = <usize>paddedDepth(depth) << 6;
    product(s, sRow, x, xRow, packed, 64, panel, y, yRow, rows, (columns + 15) & ~15, depth);
  }
}

/** Draws the masks that these streams keep for the whole sequence. */
function drawMasks(layer: LayerPlan, stream: i32, streams: i32): void {
  for (let b = stream; b < stream + streams; b++) {
    const row = <usize>b * plan.hiddenRow;
    if (plan.recurrentThreshold) {
      dropoutRow(
        layer.recurrentMask + row, plan.hiddenColumns, b, plan.update, layer.recurrentStream,
        plan.seedLow, plan.seedHigh, plan.recurrentThreshold, plan.recurrentKept,
      );
    }
    if (plan.dropoutThreshold && plan.variational) {
      dropoutRow(
        layer.mask + row, plan.hiddenColumns, b, plan.update, layer.maskStream,
        plan.seedLow, plan.seedHigh, plan.dropoutThreshold, plan.dropoutKept,
      );
    }
  }
}
