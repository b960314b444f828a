/**
 * Entry: one update of a vanilla RNN by truncated backpropagation through time. What it computes is written in
 * referenceTrainer.ts; where everything lies, in trainerPlan.ts.
 *
 * A step has four parts, divided among the threads of a team each in its own way, with a barrier between:
 *
 *     forward     by streams         h_t = tanh(Wxh[:, x_t] + h_(t-1) Whh^T + bh)                   t = 1 .. T
 *     output      by rows (t, b)     y = shown Why^T + by, loss, dy; delta = mask (dy Why)
 *     backward    by streams         delta_t = (1 - h_t^2) (delta_t + delta_(t+1) Whh)              t = T .. 1
 *     update      by units           dWhh = delta^T h_(t-1), dWhy = dy^T shown: one product over all rows
 *                 and characters     clip, Adagrad or Adam, transposed copies
 */
import { tanhBackwardRows, tanhRow } from './activation';
import { crossEntropy } from './crossEntropy';
import { dropoutRow } from './dropout';
import { multiplyVector } from './multiply';
import { adagradRows, adamRows, sumOfSquares } from './optimizer';
import { packColumns, packRows, paddedDepth } from './packing';
import { bandsOf } from './panels';
import { product, transposedProduct } from './product';
import { awaitSignal, begin, currentSignal, join, meet, take } from './team';
import { TrainerPlan } from './trainerPlan';

const planAddress: usize = 64;
const plan = changetype<TrainerPlan>(planAddress);

/** Counters of the kinds of work, for `take`. */
const forwardWork = planAddress + offsetof<TrainerPlan>('nextForward');
const outputWork = planAddress + offsetof<TrainerPlan>('nextOutput');
const backwardWork = planAddress + offsetof<TrainerPlan>('nextBackward');
const unitWork = planAddress + offsetof<TrainerPlan>('nextUnit');
const characterWork = planAddress + offsetof<TrainerPlan>('nextCharacter');
const unitUpdateWork = planAddress + offsetof<TrainerPlan>('nextUnitUpdate');
const characterUpdateWork = planAddress + offsetof<TrainerPlan>('nextCharacterUpdate');

/**
 * Rows, of all steps and streams, up to which work is taken in small pieces: gradients of 16 units, 17 kB at 250, are then
 * still in the first-level cache when the optimiser takes them. With more rows the sums over them are what counts, and a
 * larger piece reads the hidden states less often.
 */
const fewRows: i32 = 256;
/** Gradients beyond this are as good as infinite: their squares would be. */
const largestGradient: f32 = 1e18;

/** Leader: one update with at most `threads` threads. Returns the loss in nats, or NaN and then nothing has changed. */
export function step(threads: i32): f64 {
  markInputs();
  work(begin(plan, threads));
  if (plan.lossFailed | plan.gradientFailed) {
    return NaN;
  }
  const states = <usize>plan.batchSize * plan.hiddenRow;
  memory.copy(plan.hidden, plan.hidden + <usize>plan.sequenceLength * states, states);
  let loss: f64 = 0;
  const rows = plan.batchSize * plan.sequenceLength;
  for (let row = 0; row < rows; row++) {
    loss += <f64>load<f32>(plan.losses + (<usize>row << 2));
  }
  return loss;
}

/** Helper: takes part in steps for as long as its thread lives; ended from outside, between steps. */
export function serve(): void {
  let signal = currentSignal(plan);
  const index = join(plan);
  while (true) {
    signal = awaitSignal(plan, signal);
    const team = signal & 255;
    if (index < team) {
      work(team);
    }
  }
}

/** Copies of the weights made for the way forward: called once the weights are written. */
export function prepare(): void {
  copyUnits(0, plan.hiddenSize);
  copyCharacters(0, plan.vocabularySize);
}

/** Marks the characters that are read in this step: the others' weights have no gradient. */
function markInputs(): void {
  memory.fill(plan.present, 0, plan.vocabularySize);
  const inputs = plan.batchSize * plan.sequenceLength;
  for (let at = 0; at < inputs; at++) {
    store<u8>(plan.present + load<u16>(plan.inputs + (<usize>at << 1)), 1);
  }
}

/** What each thread of the team does in one step. */
function work(team: i32): void {
  const batch = plan.batchSize;
  // Alone, all streams at once; else several pieces for each thread, of whole tiles.
  const streams = team == 1 ? batch : max(2, min(16, (batch / (2 * team)) & ~1));
  for (let b = take(forwardWork, streams); b < batch; b = take(forwardWork, streams)) {
    forward(b, min(streams, batch - b));
  }
  meet(plan, team);

  const rows = batch * plan.sequenceLength;
  const some = rows <= fewRows ? 16 : team == 1 ? 64 : 32;
  for (let row = take(outputWork, some); row < rows; row = take(outputWork, some)) {
    output(row, min(some, rows - row));
  }
  meet(plan, team);
  if (plan.lossFailed) {
    return;
  }

  for (let b = take(backwardWork, streams); b < batch; b = take(backwardWork, streams)) {
    backward(b, min(streams, batch - b));
  }
  meet(plan, team);
  if (plan.gradientFailed) {
    return;
  }

  const clipsNorm = plan.clipNorm < Infinity;
  const units = plan.hiddenSize;
  for (let u = take(unitWork, some); u < units; u = take(unitWork, some)) {
    const piece = min(some, units - u);
    unitGradients(u, piece);
    if (clipsNorm) {
      unitNorms(u, piece);
    } else {
      updateUnits(u, piece, 1);
    }
  }
  const characters = plan.vocabularySize;
  for (let c = take(characterWork, some); c < characters; c = take(characterWork, some)) {
    const piece = min(some, characters - c);
    characterGradients(c, piece);
    if (clipsNorm) {
      characterNorms(c, piece);
    } else {
      updateCharacters(c, piece, 1);
    }
  }
  meet(plan, team);

  if (clipsNorm) {
    const factor = normFactor();
    for (let u = take(unitUpdateWork, 16); u < units; u = take(unitUpdateWork, 16)) {
      updateUnits(u, min(16, units - u), factor);
    }
    for (let c = take(characterUpdateWork, 16); c < characters; c = take(characterUpdateWork, 16)) {
      updateCharacters(c, min(16, characters - c), factor);
    }
    meet(plan, team);
  }
}

/** Hidden states of `streams` streams from `stream` on, step by step. */
function forward(stream: i32, streams: i32): void {
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

/** The character that stream b reads, or is to predict, at step t. */
// @ts-ignore: decorator
@inline
function character(characters: usize, b: i32, t: i32): i32 {
  return load<u16>(characters + (<usize>(b * plan.sequenceLength + t) << 1));
}

/** Logits, losses and gradients of `rows` rows from `row` on; their part of the gradients of the hidden states. */
function output(row: i32, rows: i32): void {
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
    multiplyRows(delta, plan.mask + <usize>row * hiddenRow, delta, hiddenRow, rows);
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
  multiplyRows(hidden, plan.mask + <usize>row * hiddenRow, plan.shown + <usize>row * hiddenRow, hiddenRow, rows);
}

/** Z = X Y, element by element, on `rows` rows. */
function multiplyRows(x: usize, y: usize, z: usize, row: usize, rows: i32): void {
  const bytes = <usize>plan.hiddenColumns << 2;
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(z + at, f32x4.mul(v128.load(x + at), v128.load(y + at)));
    }
    x += row;
    y += row;
    z += row;
  }
}

/** Gradients of what tanh was taken of, from the last step to the first. */
function backward(stream: i32, streams: i32): void {
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

/** Gradients of rows of Whh, and of the same units' columns of Wxh^T and bh. */
function unitGradients(unit: i32, units: i32): void {
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

/** Gradients of rows of Why, and of the same characters' columns of by. */
function characterGradients(first: i32, characters: i32): void {
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

/** y = 0 on `columns`, a multiple of four. By stores: `memory.fill` is a call, some 30 ns for a few bytes. */
// @ts-ignore: decorator
@inline
function clearRow(y: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(y + at, f32x4.splat(0));
  }
}

/** y += x on `columns`, a multiple of four. */
function addRow(x: usize, y: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(y + at, f32x4.add(v128.load(y + at), v128.load(x + at)));
  }
}

/** Columns rounded up to a tile's 16. */
// @ts-ignore: decorator
@inline
function padded(columns: i32): i32 {
  return (columns + 15) & ~15;
}

/** The factor that clips the gradients' norm: sums of squares by blocks, so that their order is always the same. */
function normFactor(): f32 {
  const blocks = padded(plan.hiddenSize) / 16 + (plan.vocabularySize + 3) / 4;
  let sum: f64 = 0;
  for (let block = 0; block < blocks; block++) {
    sum += <f64>load<f32>(plan.norms + (<usize>block << 2));
  }
  const norm = Math.sqrt(sum);
  return norm > <f64>plan.clipNorm ? <f32>(<f64>plan.clipNorm / norm) : 1;
}

/** Sums of squares of the gradients of these units, a number for each 16. */
function unitNorms(unit: i32, units: i32): void {
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
function characterNorms(first: i32, characters: i32): void {
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

function updateUnits(unit: i32, units: i32, factor: f32): void {
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
  copyUnits(unit, units);
}

function updateCharacters(first: i32, characters: i32, factor: f32): void {
  const row = <usize>plan.hiddenRow;
  updateRows(plan.Why + <usize>first * row, row, characters, plan.hiddenColumns, plan.decay, factor);
  updateRows(plan.by + (<usize>first << 2), 0, 1, (characters + 3) & ~3, 0, factor);
  copyCharacters(first, characters);
}

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
function copyUnits(unit: i32, units: i32): void {
  const row = <usize>plan.hiddenRow;
  const single = plan.batchSize == 1;
  const vectors = single ? bandsOf(plan.hiddenSize) : plan.hiddenColumns >> 2;
  packColumns(plan.Whh, row, unit, units, plan.hiddenSize, vectors, single, plan.WhhForward);
  packRows(plan.Whh, row, unit, units, plan.hiddenSize, vectors, single, plan.WhhBackward);
}

/** The packed copy of Why^T, as far as these characters go. */
function copyCharacters(first: i32, characters: i32): void {
  packColumns(
    plan.Why, plan.hiddenRow, first, characters, plan.hiddenSize, plan.vocabularyColumns >> 2, false, plan.WhyForward,
  );
}
