/**
 * The layer from hidden states to losses, forward and back, for some rows: no row needs another, so all steps go together
 * and a product has many rows.
 */
import { crossEntropy } from './crossEntropy';
import { dropoutRow } from './dropout';
import { paddedDepth } from './packing';
import { product } from './product';
import { multiplyRows } from './rows';
import { character, plan } from './trainerPlan';

/**
 * For `rows` rows from `row` on, with m the dropout mask:
 *
 *     shown = m h     y = shown Why^T + by     loss = -ln softmax(y)[target]
 *     dy = scale (softmax(y) - onehot(target))     delta = m (dy Why)
 */
export function output(row: i32, rows: i32): void {
  const hiddenRow = <usize>plan.hiddenRow;
  const vocabularyRow = <usize>plan.vocabularyRow;
  const shown = plan.shown + <usize>row * hiddenRow;
  const delta = plan.delta + <usize>row * hiddenRow;
  const y = plan.logits + <usize>row * vocabularyRow;
  if (plan.dropoutThreshold) {
    drop(row, rows);
  }
  product(
    plan.by, 0, shown, hiddenRow, plan.WhyForward, 64, <usize>paddedDepth(plan.hiddenSize) << 6,
    y, vocabularyRow, rows, plan.vocabularyColumns, plan.hiddenSize,
  );
  for (let r = row; r < row + rows; r++) {
    const target = character(plan.targets, r % plan.batchSize, r / plan.batchSize);
    const loss = crossEntropy(plan.logits + <usize>r * vocabularyRow, plan.vocabularyColumns, target, plan.scale);
    store<f32>(plan.losses + (<usize>r << 2), loss);
    if (!(loss < Infinity)) {
      plan.lossFailed = 1;
    }
  }
  product(
    plan.zeros, 0, y, vocabularyRow, plan.Why, hiddenRow, 64,
    delta, hiddenRow, rows, plan.hiddenColumns, plan.vocabularySize,
  );
  if (plan.dropoutThreshold) {
    multiplyRows(delta, plan.mask + <usize>row * hiddenRow, delta, hiddenRow, rows, plan.hiddenColumns);
  }
}

/** Draws the masks of some rows and writes the hidden states behind them to `shown`. */
function drop(row: i32, rows: i32): void {
  const hiddenRow = <usize>plan.hiddenRow;
  for (let r = row; r < row + rows; r++) {
    dropoutRow(
      plan.mask + <usize>r * hiddenRow, plan.hiddenColumns, r, plan.update,
      plan.dropoutStream, plan.seedLow, plan.seedHigh, plan.dropoutThreshold, plan.dropoutKept,
    );
  }
  const hidden = plan.hidden + <usize>(plan.batchSize + row) * hiddenRow;
  multiplyRows(hidden, plan.mask + <usize>row * hiddenRow, plan.shown + <usize>row * hiddenRow, hiddenRow, rows, plan.hiddenColumns);
}
