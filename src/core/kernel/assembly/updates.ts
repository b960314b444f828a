/** Updates of the weights by their gradients, and of the packed copies that the next step reads. Divided as in gradients.ts. */
import { adagradRows, adamRows } from './optimizer';
import { packColumns, packRows } from './packing';
import { bandsOf } from './panels';
import { padded } from './rows';
import { plan } from './trainerPlan';

/** Updates what belongs to these units. @param factor that of clipping by norm. */
export function updateUnits(unit: i32, units: i32, factor: f32): void {
  const row = <usize>plan.hiddenRow;
  const offset = <usize>unit << 2;
  const columns = padded(units);
  updateRows(plan.Whh + <usize>unit * row, row, units, plan.hiddenColumns, plan.decay, factor);
  if (plan.optimizer == 0) {
    // Adagrad leaves alone what has no gradient: the characters that were not read.
    for (let c = 0; c < plan.vocabularySize; c++) {
      if (load<u8>(plan.present + c)) {
        updateRows(plan.Wxh + offset + <usize>c * row, row, 1, columns, 0, factor);
      }
    }
  } else {
    updateRows(plan.Wxh + offset, row, plan.vocabularySize, columns, plan.decay, factor);
  }
  updateRows(plan.bh + offset, row, 1, columns, 0, factor);
  packUnits(unit, units);
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

/** The packed copies of Whh, as far as these units go. */
export function packUnits(unit: i32, units: i32): void {
  const row = <usize>plan.hiddenRow;
  const single = plan.batchSize == 1;
  const vectors = single ? bandsOf(plan.hiddenSize) : plan.hiddenColumns >> 2;
  packColumns(plan.Whh, row, unit, units, plan.hiddenSize, vectors, single, plan.WhhForward);
  packRows(plan.Whh, row, unit, units, plan.hiddenSize, vectors, single, plan.WhhBackward);
}

/** The packed copy of Why^T, as far as these characters go. */
export function packCharacters(first: i32, characters: i32): void {
  packColumns(
    plan.Why, plan.hiddenRow, first, characters, plan.hiddenSize, plan.vocabularyColumns >> 2, false, plan.WhyForward,
  );
}
