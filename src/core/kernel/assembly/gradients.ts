/**
 * Gradients of the weights: sums over all rows (t, b). They are divided by what they belong to, so that no sum is:
 *
 *     units 16 at least:        rows of Whh, columns of Wxh^T, a part of bh
 *     characters 4 at least:    rows of Why, a part of by
 */
import { sumOfSquares } from './optimizer';
import { transposedProduct } from './product';
import { addRow, clearRow, padded } from './rows';
import { character, plan } from './trainerPlan';

/**
 * dWhh = delta^T h_(t-1), one product over all rows; dWxh[:, x_t] += delta_t, by adding rows, as x is one-hot; dbh, the sum
 * of delta.
 */
export function unitGradients(unit: i32, units: i32): void {
  const row = <usize>plan.hiddenRow;
  const offset = <usize>unit << 2;
  const rows = plan.batchSize * plan.sequenceLength;
  const dWhh = plan.Whh + plan.toGradient + <usize>unit * row;
  transposedProduct(
    plan.zeros, 0, plan.delta + offset, row, plan.hidden, row, 64, dWhh, row, units, plan.hiddenColumns, rows,
  );

  const dWxh = plan.Wxh + plan.toGradient + offset;
  const columns = padded(units);
  for (let c = 0; c < plan.vocabularySize; c++) {
    clearRow(dWxh + <usize>c * row, columns);
  }
  let delta = plan.delta + offset;
  for (let t = 0; t < plan.sequenceLength; t++) {
    for (let b = 0; b < plan.batchSize; b++) {
      addRow(delta, dWxh + <usize>character(plan.inputs, b, t) * row, columns);
      delta += row;
    }
  }
  // Every row went to the column of its character: the sum of the columns is the sum of the rows.
  const dbh = plan.bh + plan.toGradient + offset;
  clearRow(dbh, columns);
  for (let c = 0; c < plan.vocabularySize; c++) {
    addRow(dWxh + <usize>c * row, dbh, columns);
  }
}

/** dWhy = dy^T shown, one product over all rows; dby, the sum of dy. */
export function characterGradients(first: i32, characters: i32): void {
  const hiddenRow = <usize>plan.hiddenRow;
  const vocabularyRow = <usize>plan.vocabularyRow;
  const offset = <usize>first << 2;
  const rows = plan.batchSize * plan.sequenceLength;
  const dWhy = plan.Why + plan.toGradient + <usize>first * hiddenRow;
  transposedProduct(
    plan.zeros, 0, plan.logits + offset, vocabularyRow, plan.shown, hiddenRow, 64,
    dWhy, hiddenRow, characters, plan.hiddenColumns, rows,
  );
  const dby = plan.by + plan.toGradient + offset;
  const columns = (characters + 3) & ~3;
  clearRow(dby, columns);
  for (let r = 0; r < rows; r++) {
    addRow(plan.logits + <usize>r * vocabularyRow + offset, dby, columns);
  }
}

/** Sums of squares of the gradients of these units, a number for each 16. */
export function unitNorms(unit: i32, units: i32): void {
  const row = <usize>plan.hiddenRow;
  for (let block = unit; block < unit + units; block += 16) {
    let sum: f32 = 0;
    for (let i = block; i < min(block + 16, unit + units); i++) {
      sum += sumOfSquares(plan.Whh + plan.toGradient + <usize>i * row, plan.hiddenColumns);
    }
    const offset = plan.toGradient + (<usize>block << 2);
    for (let c = 0; c < plan.vocabularySize; c++) {
      sum += sumOfSquares(plan.Wxh + <usize>c * row + offset, 16);
    }
    sum += sumOfSquares(plan.bh + offset, 16);
    store<f32>(plan.norms + (<usize>(block / 16) << 2), sum);
  }
}

/** The same of these characters, a number for each four. */
export function characterNorms(first: i32, characters: i32): void {
  const before = padded(plan.hiddenSize) / 16;
  for (let block = first; block < first + characters; block += 4) {
    let sum: f32 = 0;
    for (let c = block; c < min(block + 4, first + characters); c++) {
      sum += sumOfSquares(plan.Why + plan.toGradient + <usize>c * plan.hiddenRow, plan.hiddenColumns);
    }
    sum += sumOfSquares(plan.by + plan.toGradient + (<usize>block << 2), 4);
    store<f32>(plan.norms + (<usize>(before + block / 4) << 2), sum);
  }
}

/** The factor that clips the gradients' norm: sums of squares by blocks, so that their order is always the same. */
export function normFactor(): f32 {
  const blocks = padded(plan.hiddenSize) / 16 + (plan.vocabularySize + 3) / 4;
  let sum: f64 = 0;
  for (let block = 0; block < blocks; block++) {
    sum += <f64>load<f32>(plan.norms + (<usize>block << 2));
  }
  const norm = Math.sqrt(sum);
  return norm > <f64>plan.clipNorm ? <f32>(<f64>plan.clipNorm / norm) : 1;
}
