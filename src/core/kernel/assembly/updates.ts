/** Updates of the weights by their gradients, and of the packed copies that the next step reads. Divided as in gradients.ts. */
import { adagradRows, adamRows } from './optimizer';
import { packColumns, packRows } from './packing';
import { bandsOf } from './panels';
import { padded } from './rows';
import { LayerPlan, plan } from './trainerPlan';

/** Updates what belongs to these units. @param factor that of clipping by norm. */
export function updateUnits(layer: LayerPlan, unit: i32, units: i32, factor: f32): void {
  const row = <usize>plan.hiddenRow;
  const gateRow = <usize>plan.gateRow;
  const offset = <usize>unit << 2;
  const columns = padded(units);
  updateRows(layer.Whh + <usize>unit * row, row, units, plan.hiddenColumns, plan.decay, factor);
  if (layer.index > 0) {
    updateRows(layer.Wxh + <usize>unit * row, row, units, plan.hiddenColumns, plan.decay, factor);
  } else if (plan.optimizer == 0) {
    // Adagrad leaves alone what has no gradient: the characters that were not read.
    for (let c = 0; c < plan.vocabularySize; c++) {
      if (load<u8>(plan.present + c)) {
        updateRows(layer.Wxh + offset + <usize>c * gateRow, gateRow, 1, columns, 0, factor);
      }
    }
  } else {
    updateRows(layer.Wxh + offset, gateRow, plan.vocabularySize, columns, plan.decay, factor);
  }
  updateRows(layer.bh + offset, gateRow, 1, columns, 0, factor);
  if (layer.bn) {
    updateRows(layer.bn + offset, gateRow, 1, columns, 0, factor);
  }
  packUnits(layer, unit, units);
}

/** Updates what belongs to these characters. */
export function updateCharacters(first: i32, characters: i32, factor: f32): void {
  const row = <usize>plan.hiddenRow;
  updateRows(plan.Why + <usize>first * row, row, characters, plan.hiddenColumns, plan.decay, factor);
  updateRows(plan.by + (<usize>first << 2), 0, 1, (characters + 3) & ~3, 0, factor);
  packCharacters(first, characters);
}

/** One block of a weight. @param decay 0 for biases. */
function updateRows(w: usize, row: usize, rows: i32, columns: i32, decay: f32, factor: f32): void {
  const g = w + plan.toGradient;
  const squares = w + plan.toSquares;
  if (plan.optimizer == 0) {
    adagradRows(w, g, squares, row, rows, columns, plan.learningRate, factor, plan.clip);
  } else {
    adamRows(
      w, g, w + plan.toMoments, squares, row, rows, columns, plan.adamRate,
      plan.beta1, plan.beta2, plan.adamCorrection, plan.epsilon, decay, factor, plan.clip,
    );
  }
}

/** The packed copies of Whh and of an upper Wxh, as far as these units go. */
export function packUnits(layer: LayerPlan, unit: i32, units: i32): void {
  const row = <usize>plan.hiddenRow;
  const depth = plan.hiddenSize;
  const single = plan.batchSize == 1;
  const gateVectors = single ? bandsOf(plan.gateUnits) : plan.gateColumns >> 2;
  const vectors = single ? bandsOf(depth) : plan.hiddenColumns >> 2;
  packColumns(layer.Whh, row, unit, units, depth, gateVectors, single, layer.WhhForward);
  packRows(layer.Whh, row, unit, units, plan.gateUnits, vectors, single, layer.WhhBackward);
  if (layer.index > 0) {
    packColumns(layer.Wxh, row, unit, units, depth, plan.gateColumns >> 2, false, layer.WxhForward);
  }
}

/** The packed copy of Why^T, as far as these characters go. */
export function packCharacters(first: i32, characters: i32): void {
  packColumns(
    plan.Why, plan.hiddenRow, first, characters, plan.hiddenSize, plan.vocabularyColumns >> 2, false, plan.WhyForward,
  );
}
