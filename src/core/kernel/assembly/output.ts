/**
 * The layer from hidden states to losses, forward and back, for some rows: no row needs another, so all steps go together
 * and a product has many rows.
 */
import { hide, show } from './betweenLayers';
import { crossEntropy } from './crossEntropy';
import { paddedDepth } from './packing';
import { product } from './product';
import { character, layerOf, plan } from './trainerPlan';

/**
 * For `rows` rows from `row` on, h being the top layer's and m its dropout mask:
 *
 *     shown = m h     y = shown Why^T + by     loss = -ln softmax(y)[target]
 *     dy = scale (softmax(y) - onehot(target))     delta = m (dy Why)
 */
export function output(row: i32, rows: i32): void {
  const hiddenRow = <usize>plan.hiddenRow;
  const vocabularyRow = <usize>plan.vocabularyRow;
  const top = layerOf(plan.layers - 1);
  const shown = top.shown + <usize>row * hiddenRow;
  const delta = top.delta + <usize>row * hiddenRow;
  const y = plan.logits + <usize>row * vocabularyRow;
  show(top, row, rows);
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
  hide(top, row, rows);
}
