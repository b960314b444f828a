/**
 * From one layer to the next and back, for some rows: no row needs another, so all steps go together and a product has many
 * rows.
 */
import { dropoutRow } from './dropout';
import { paddedDepth } from './packing';
import { product } from './product';
import { multiplyRows } from './rows';
import { layerOf, LayerPlan, plan } from './trainerPlan';

/** What the gates of an upper layer get from the layer below: input = shown Wxh^T. */
export function readBelow(layer: LayerPlan, row: i32, rows: i32): void {
  const below = layerOf(layer.index - 1);
  const hiddenRow = <usize>plan.hiddenRow;
  show(below, row, rows);
  product(
    plan.zeros, 0, below.shown + <usize>row * hiddenRow, hiddenRow, layer.WxhForward, 64,
    <usize>paddedDepth(plan.hiddenSize) << 6, plan.input + <usize>row * plan.gateRow, plan.gateRow, rows, plan.gateColumns,
    plan.hiddenSize,
  );
}

/** Gradients with respect to what the layer below put out: its delta = mask (gates Wxh). */
export function tellBelow(layer: LayerPlan, row: i32, rows: i32): void {
  const below = layerOf(layer.index - 1);
  const hiddenRow = <usize>plan.hiddenRow;
  const delta = below.delta + <usize>row * hiddenRow;
  product(
    plan.zeros, 0, layer.gates + <usize>row * plan.gateRow, plan.gateRow, layer.Wxh, hiddenRow, 64,
    delta, hiddenRow, rows, plan.hiddenColumns, plan.gateUnits,
  );
  hide(below, row, rows);
}

/** Draws the masks of some rows, and writes the hidden states behind them to `shown`. Nothing without dropout. */
export function show(layer: LayerPlan, row: i32, rows: i32): void {
  if (plan.dropoutThreshold == 0) {
    return;
  }
  const hiddenRow = <usize>plan.hiddenRow;
  const hidden = layer.hidden + <usize>(plan.batchSize + row) * hiddenRow;
  const shown = layer.shown + <usize>row * hiddenRow;
  if (plan.variational) {
    for (let r = 0; r < rows; r++) {
      const at = <usize>r * hiddenRow;
      const mask = layer.mask + <usize>((row + r) % plan.batchSize) * hiddenRow;
      multiplyRows(hidden + at, mask, shown + at, hiddenRow, 1, plan.hiddenColumns);
    }
    return;
  }
  const mask = layer.mask + <usize>row * hiddenRow;
  for (let r = 0; r < rows; r++) {
    dropoutRow(
      mask + <usize>r * hiddenRow, plan.hiddenColumns, row + r, plan.update, layer.maskStream,
      plan.seedLow, plan.seedHigh, plan.dropoutThreshold, plan.dropoutKept,
    );
  }
  multiplyRows(hidden, mask, shown, hiddenRow, rows, plan.hiddenColumns);
}

/** The way back through the masks, in place: delta = mask delta. */
export function hide(layer: LayerPlan, row: i32, rows: i32): void {
  if (plan.dropoutThreshold == 0) {
    return;
  }
  const hiddenRow = <usize>plan.hiddenRow;
  const delta = layer.delta + <usize>row * hiddenRow;
  if (plan.variational) {
    for (let r = 0; r < rows; r++) {
      const mask = layer.mask + <usize>((row + r) % plan.batchSize) * hiddenRow;
      const at = delta + <usize>r * hiddenRow;
      multiplyRows(at, mask, at, hiddenRow, 1, plan.hiddenColumns);
    }
  } else {
    multiplyRows(delta, layer.mask + <usize>row * hiddenRow, delta, hiddenRow, rows, plan.hiddenColumns);
  }
}
