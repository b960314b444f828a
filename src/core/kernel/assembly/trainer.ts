/**
 * Entry: one update of a recurrent network by truncated backpropagation through time. What it computes is written in plain
 * loops in referenceTrainer.ts; where everything lies, in trainerPlan.ts; how threads work together, in team.ts.
 *
 * A step has four parts, each divided among the threads of the team in its own way, with a barrier after it. Layers go one
 * after the other, each over the whole sequence, so that what leads from one to the next is a product of many rows:
 *
 *     forward     by rows (t, b)  input = shown Wxh^T of an upper layer, shown being the layer below behind its dropout
 *                 by streams      h_t from h_(t-1) Whh^T, the input and the biases                  t = 1 .. T
 *     output      by rows         y = shown Why^T + by, loss, dy; delta = mask (dy Why)
 *     backward    by streams      gates_t from delta_t, then delta_(t-1) += gates_t Whh             t = T .. 1
 *                 by rows         delta of the layer below = mask (gates Wxh)
 *     update      by units        dWhh = gates^T h_(t-1), dWxh = gates^T shown, dWhy = dy^T shown: one product over all rows
 *                 and characters  clip, Adagrad or Adam, packed copies
 *
 * At 250 units and 62 characters a character takes 10 microseconds in batches of 64 x 64 (fused; 12 strict), 9 of them in
 * products; 14 (16 strict) in min-char-rnn's walk, one stream and an update every 25 characters. Two GRU layers of 400 units
 * take 130 in batches of 32 x 64 where the engine joins vectors (product.ts), else 218 (243 strict).
 */
import { readBelow, tellBelow } from './betweenLayers';
import { characterGradients, characterNorms, normFactor, unitGradients, unitNorms } from './gradients';
import { output } from './output';
import { backward, forward } from './recurrence';
import { awaitSignal, begin, currentSignal, join, meet, take } from './team';
import { layerOf, LayerPlan, plan, planAddress, TrainerPlan } from './trainerPlan';
import { packCharacters, packUnits, updateCharacters, updateUnits } from './updates';

/** Counters of the kinds of work, for `take`. */
const outputWork = planAddress + offsetof<TrainerPlan>('nextOutput');
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

/** Where the module's own constants end: the plan's matrices begin after that (`firstFree` in trainerPlan.ts). */
export const constantsEnd: usize = __heap_base;

/** Leader: one update with at most `threads` threads. Returns the loss in nats, or NaN and then nothing has changed. */
export function step(threads: i32): f64 {
  markInputs();
  work(begin(threads));
  if (plan.lossFailed | plan.gradientFailed) {
    return NaN;
  }
  const states = <usize>plan.batchSize * plan.hiddenRow;
  const last = <usize>plan.sequenceLength * states;
  for (let index = 0; index < plan.layers; index++) {
    const layer = layerOf(index);
    memory.copy(layer.hidden, layer.hidden + last, states);
    if (layer.cell) {
      memory.copy(layer.cell, layer.cell + last, states);
    }
  }
  let loss: f64 = 0;
  const rows = plan.batchSize * plan.sequenceLength;
  for (let row = 0; row < rows; row++) {
    loss += <f64>load<f32>(plan.losses + (<usize>row << 2));
  }
  return loss;
}

/** Helper: takes part in steps for as long as its thread lives; ended from outside, between steps. */
export function serve(): void {
  let signal = currentSignal();
  const index = join();
  while (true) {
    signal = awaitSignal(signal);
    const team = signal & 255;
    if (index < team) {
      work(team);
    }
  }
}

/** Copies of the weights made for the way forward: called once the weights are written. */
export function prepare(): void {
  for (let index = 0; index < plan.layers; index++) {
    packUnits(layerOf(index), 0, plan.gateUnits);
  }
  packCharacters(0, plan.vocabularySize);
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
  const rows = plan.batchSize * plan.sequenceLength;
  const some = rows <= fewRows ? 16 : team == 1 ? 64 : 32;
  for (let index = 0; index < plan.layers; index++) {
    goForward(layerOf(index), team, some);
  }
  for (let row = take(outputWork, some); row < rows; row = take(outputWork, some)) {
    output(row, min(some, rows - row));
  }
  meet(team);
  if (plan.lossFailed) {
    return;
  }
  for (let index = plan.layers - 1; index >= 0; index--) {
    goBack(layerOf(index), team, some);
  }
  if (plan.gradientFailed) {
    return;
  }
  learn(team, some);
}

/** Streams in a piece: alone, all at once; else several pieces for each thread, of whole tiles. */
function streamsInPiece(team: i32): i32 {
  return team == 1 ? plan.batchSize : max(2, min(16, (plan.batchSize / (2 * team)) & ~1));
}

/** One layer forward. */
function goForward(layer: LayerPlan, team: i32, some: i32): void {
  const batch = plan.batchSize;
  const rows = batch * plan.sequenceLength;
  const inputWork = counter(layer, offsetof<LayerPlan>('nextInput'));
  const forwardWork = counter(layer, offsetof<LayerPlan>('nextForward'));
  if (layer.index > 0) {
    for (let row = take(inputWork, some); row < rows; row = take(inputWork, some)) {
      readBelow(layer, row, min(some, rows - row));
    }
    meet(team);
  }
  const streams = streamsInPiece(team);
  for (let b = take(forwardWork, streams); b < batch; b = take(forwardWork, streams)) {
    forward(layer, b, min(streams, batch - b));
  }
  meet(team);
}

/** One layer back. */
function goBack(layer: LayerPlan, team: i32, some: i32): void {
  const batch = plan.batchSize;
  const rows = batch * plan.sequenceLength;
  const backwardWork = counter(layer, offsetof<LayerPlan>('nextBackward'));
  const belowWork = counter(layer, offsetof<LayerPlan>('nextBelow'));
  const streams = streamsInPiece(team);
  for (let b = take(backwardWork, streams); b < batch; b = take(backwardWork, streams)) {
    backward(layer, b, min(streams, batch - b));
  }
  meet(team);
  if (layer.index > 0) {
    for (let row = take(belowWork, some); row < rows; row = take(belowWork, some)) {
      tellBelow(layer, row, min(some, rows - row));
    }
    meet(team);
  }
}

/** The address of a counter in the record of a layer. */
// @ts-ignore: decorator
@inline
function counter(layer: LayerPlan, offset: usize): usize {
  return changetype<usize>(layer) + offset;
}

/** Gradients of all weights, and their updates: at once, unless the norm of all has to be known first. */
function learn(team: i32, some: i32): void {
  const clipsNorm = plan.clipNorm < Infinity;
  const units = plan.gateUnits;
  const pieces = (units + some - 1) / some;
  for (let p = take(unitWork, 1); p < plan.layers * pieces; p = take(unitWork, 1)) {
    const layer = layerOf(p / pieces);
    const u = (p % pieces) * some;
    const piece = min(some, units - u);
    unitGradients(layer, u, piece);
    if (clipsNorm) {
      unitNorms(layer, u, piece);
    } else {
      updateUnits(layer, u, piece, 1);
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
  meet(team);

  if (clipsNorm) {
    const factor = normFactor();
    const blocks = (units + 15) / 16;
    for (let p = take(unitUpdateWork, 1); p < plan.layers * blocks; p = take(unitUpdateWork, 1)) {
      const u = (p % blocks) << 4;
      updateUnits(layerOf(p / blocks), u, min(16, units - u), factor);
    }
    for (let c = take(characterUpdateWork, 16); c < characters; c = take(characterUpdateWork, 16)) {
      updateCharacters(c, min(16, characters - c), factor);
    }
    meet(team);
  }
}
