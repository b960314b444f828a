/**
 * Gradients of the weights: sums over all rows (t, b). They are divided by what they belong to, so that no sum is:
 *
 *     units 16 at least:        rows of Whh, columns of the first Wxh^T, rows of the others, parts of bh and bn
 *     characters 4 at least:    rows of Why, a part of by
 */
import { sumOfSquares } from './optimizer';
import { transposedProduct } from './product';
import { addRow, clearRow, padded } from './rows';
import { character, layerOf, LayerPlan, plan } from './trainerPlan';

/**
 * dWhh = gates^T h_(t-1), one product over all rows; dWxh = gates^T shown of an upper layer likewise, in the first
 * dWxh[:, x_t] += gates_t, by adding rows, as x is one-hot; dbh and dbn, sums of gates.
 *
 * @param unit of a gate, and so of rows of Whh: 0 .. `gateUnits`.
 */
export function unitGradients(layer: LayerPlan, unit: i32, units: i32): void {
  const row = <usize>plan.hiddenRow;
  const gateRow = <usize>plan.gateRow;
  const offset = <usize>unit << 2;
  const rows = plan.batchSize * plan.sequenceLength;
  const columns = padded(units);
  const recurrent = layer.gates + plan.recurrentOffset + offset;
  const input = layer.gates + offset;
  const dWhh = layer.Whh + plan.toGradient + <usize>unit * row;
  const dbh = layer.bh + plan.toGradient + offset;
  transposedProduct(
    plan.zeros, 0, recurrent, gateRow, layer.recalled, row, 64, dWhh, row, units, plan.hiddenColumns, rows,
  );

  if (layer.index == 0) {
    const dWxh = layer.Wxh + plan.toGradient + offset;
    addByCharacter(input, dWxh, columns);
    // Every row went to the column of its character: the sum of the columns is the sum of the rows.
    sumRows(dWxh, gateRow, plan.vocabularySize, dbh, columns);
  } else {
    const dWxh = layer.Wxh + plan.toGradient + <usize>unit * row;
    const shown = layerOf(layer.index - 1).shown;
    transposedProduct(plan.zeros, 0, input, gateRow, shown, row, 64, dWxh, row, units, plan.hiddenColumns, rows);
    sumRows(input, gateRow, rows, dbh, columns);
  }
  // A gru's bn: the bias of the candidate alone, the last part of Whh's.
  const skipped = max(0, plan.gateColumns - plan.hiddenColumns - unit);
  if (layer.bn && skipped < columns) {
    const part = <usize>skipped << 2;
    sumRows(recurrent + part, gateRow, rows, layer.bn + plan.toGradient + offset + part, columns - skipped);
  }
}

/** Adds each row of gates to the row of the character that was read. */
function addByCharacter(gates: usize, dWxh: usize, columns: i32): void {
  const row = <usize>plan.gateRow;
  for (let c = 0; c < plan.vocabularySize; c++) {
    clearRow(dWxh + <usize>c * row, columns);
  }
  for (let t = 0; t < plan.sequenceLength; t++) {
    for (let b = 0; b < plan.batchSize; b++) {
      addRow(gates, dWxh + <usize>character(plan.inputs, b, t) * row, columns);
      gates += row;
    }
  }
}

/** y = the sum of all rows of X. */
function sumRows(x: usize, row: usize, rows: i32, y: usize, columns: i32): void {
  clearRow(y, columns);
  for (let r = 0; r < rows; r++) {
    addRow(x, y, columns);
    x += row;
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
    plan.zeros, 0, plan.logits + offset, vocabularyRow, layerOf(plan.layers - 1).shown, hiddenRow, 64,
    dWhy, hiddenRow, characters, plan.hiddenColumns, rows,
  );
  const dby = plan.by + plan.toGradient + offset;
  sumRows(plan.logits + offset, vocabularyRow, rows, dby, (characters + 3) & ~3);
}

/** Sums of squares of the gradients of these units, a number for each 16. */
export function unitNorms(layer: LayerPlan, unit: i32, units: i32): void {
  const row = <usize>plan.hiddenRow;
  const first = layer.index * blocksOfLayer();
  for (let block = unit; block < unit + units; block += 16) {
    const offset = plan.toGradient + (<usize>block << 2);
    const last = min(block + 16, unit + units);
    let sum = sumOfRows(layer.Whh, block, last);
    if (layer.index == 0) {
      for (let c = 0; c < plan.vocabularySize; c++) {
        sum += sumOfSquares(layer.Wxh + <usize>c * plan.gateRow + offset, 16);
      }
    } else {
      sum += sumOfRows(layer.Wxh, block, last);
    }
    sum += sumOfSquares(layer.bh + offset, 16);
    if (layer.bn) {
      sum += sumOfSquares(layer.bn + offset, 16);
    }
    store<f32>(plan.norms + (<usize>(first + block / 16) << 2), sum);
  }
}

/** Of rows `first` up to `last` of the gradient of a weight (G H, H). */
function sumOfRows(w: usize, first: i32, last: i32): f32 {
  let sum: f32 = 0;
  for (let i = first; i < last; i++) {
    sum += sumOfSquares(w + plan.toGradient + <usize>i * plan.hiddenRow, plan.hiddenColumns);
  }
  return sum;
}

/** Numbers that `unitNorms` leaves for a layer. */
// @ts-ignore: decorator
@inline
function blocksOfLayer(): i32 {
  return plan.gateColumns / 16;
}

/** The same of these characters, a number for each four. */
export function characterNorms(first: i32, characters: i32): void {
  const before = plan.layers * blocksOfLayer();
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
  const blocks = plan.layers * blocksOfLayer() + (plan.vocabularySize + 3) / 4;
  let sum: f64 = 0;
  for (let block = 0; block < blocks; block++) {
    sum += <f64>load<f32>(plan.norms + (<usize>block << 2));
  }
  const norm = Math.sqrt(sum);
  return norm > <f64>plan.clipNorm ? <f32>(<f64>plan.clipNorm / norm) : 1;
}
