/**
 * Entry: one update of a vanilla RNN by truncated backpropagation through time. What it computes is written in plain loops in
 * referenceTrainer.ts; where everything lies, in trainerPlan.ts; how threads work together, in team.ts.
 *
 * A step has four parts, each divided among the threads of the team in its own way, with a barrier after it:
 *
 *     forward     by streams         h_t = tanh(Wxh[:, x_t] + h_(t-1) Whh^T + bh)                   t = 1 .. T
 *     output      by rows (t, b)     y = shown Why^T + by, loss, dy; delta = mask (dy Why)
 *     backward    by streams         delta_t = (1 - h_t^2) (delta_t + delta_(t+1) Whh)              t = T .. 1
 *     update      by units           dWhh = delta^T h_(t-1), dWhy = dy^T shown: one product over all rows
 *                 and characters     clip, Adagrad or Adam, packed copies
 *
 * At 250 units and 62 characters a character takes 10 microseconds in batches of 64 x 64 (fused; 12 strict), 9 of them in
 * products; 14 (16 strict) in min-char-rnn's walk, one stream and an update every 25 characters.
 */
import { characterGradients, characterNorms, normFactor, unitGradients, unitNorms } from './gradients';
import { output } from './output';
import { backward, forward } from './recurrence';
import { awaitSignal, begin, currentSignal, join, meet, take } from './team';
import { plan, planAddress, TrainerPlan } from './trainerPlan';
import { packCharacters, packUnits, updateCharacters, updateUnits } from './updates';

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
  packUnits(0, plan.hiddenSize);
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
  const batch = plan.batchSize;
  // Alone, all streams at once; else several pieces for each thread, of whole tiles.
  const streams = team == 1 ? batch : max(2, min(16, (batch / (2 * team)) & ~1));
  for (let b = take(forwardWork, streams); b < batch; b = take(forwardWork, streams)) {
    forward(b, min(streams, batch - b));
  }
  meet(team);

  const rows = batch * plan.sequenceLength;
  const some = rows <= fewRows ? 16 : team == 1 ? 64 : 32;
  for (let row = take(outputWork, some); row < rows; row = take(outputWork, some)) {
    output(row, min(some, rows - row));
  }
  meet(team);
  if (plan.lossFailed) {
    return;
  }

  for (let b = take(backwardWork, streams); b < batch; b = take(backwardWork, streams)) {
    backward(b, min(streams, batch - b));
  }
  meet(team);
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
  meet(team);

  if (clipsNorm) {
    const factor = normFactor();
    for (let u = take(unitUpdateWork, 16); u < units; u = take(unitUpdateWork, 16)) {
      updateUnits(u, min(16, units - u), factor);
    }
    for (let c = take(characterUpdateWork, 16); c < characters; c = take(characterUpdateWork, 16)) {
      updateCharacters(c, min(16, characters - c), factor);
    }
    meet(team);
  }
}
