/**
 * Threads that share one memory: one leads (it is called from JavaScript, synchronously), others help. A helper is a thread
 * of its own that sits in `serve` (trainer.ts) and takes part in every step that begins after it has come.
 *
 *     leader   begin --- take, work, take, work ... meet --- take, work ... meet ---> returns to JavaScript
 *     helper   await --- take, work ... ----------- meet --- take, work ... meet ---> await
 *
 * Work is taken piece by piece, so that a thread that others slow down (or that runs on a slower core) just takes less of
 * it. Who does what changes no result: pieces are rows, and no sum is ever divided.
 *
 * Whoever waits looks again and again for some time, then sleeps until it is woken. Waking costs some 50 microseconds, and a
 * part of a step of min-char-rnn takes 100: where the cores are ours, looking is faster. Where others want them too, a thread
 * that looks keeps the one it waits for from running: 270 microseconds of patience made two threads five times slower there
 * than seven. So a thread becomes more patient after a short sleep and less patient after a long one.
 *
 * Sleeping and waking are JavaScript's (`Atomics.wait`, `Atomics.notify`): the baseline compiler of Node 20 loses a local
 * variable over `memory.atomic.wait32` (a helper woke up with the index of the leader; not with --no-liftoff). They are rare,
 * because nobody is woken unless somebody sleeps.
 */
import { layerOf, plan, planAddress, TrainerPlan } from './trainerPlan';

/** Sleeps until woken at `address`, or returns at once if the word there is not `old`. Returns the milliseconds slept. */
// @ts-ignore: decorator
@external('env', 'sleep')
declare function sleep(address: usize, old: i32): f64;
/** Wakes all that sleep at `address`. */
// @ts-ignore: decorator
@external('env', 'wake')
declare function wake(address: usize): void;

/** How often a thread looks before it sleeps; a million times take 340 microseconds. */
let patience: i32 = 100000;
const leastPatience: i32 = 20000;
const mostPatience: i32 = 800000;
/** A sleep that looking would have spared, milliseconds. */
const shortSleep: f64 = 0.25;

/** Waits until the word at `address` is no longer `old`, and returns what it is. */
function awaitChange(address: usize, old: i32): i32 {
  for (let look = 0; look < patience; look++) {
    const now = atomic.load<i32>(address);
    if (now != old) {
      return now;
    }
  }
  const sleeping = planAddress + offsetof<TrainerPlan>('sleeping');
  atomic.add<i32>(sleeping, 1);
  let now = atomic.load<i32>(address);
  let slept: f64 = 0;
  while (now == old) {
    slept += sleep(address, old);
    now = atomic.load<i32>(address);
  }
  atomic.sub<i32>(sleeping, 1);
  patience = slept < shortSleep ? min(mostPatience, patience << 1) : max(leastPatience, patience >> 1);
  return now;
}

/** Changes the word at `address` and wakes those who sleep there. */
function change(address: usize, value: i32): void {
  atomic.store<i32>(address, value);
  // A sleeper counts itself before it looks for the last time: it is seen here, or it sees the new value.
  if (atomic.load<i32>(planAddress + offsetof<TrainerPlan>('sleeping')) > 0) {
    wake(address);
  }
}

/** Leader: starts a step with itself and the helpers that have come, `most` threads in all. Returns how many. */
export function begin(most: i32): i32 {
  plan.lossFailed = 0;
  plan.gradientFailed = 0;
  plan.nextOutput = 0;
  plan.nextUnit = 0;
  plan.nextCharacter = 0;
  plan.nextUnitUpdate = 0;
  plan.nextCharacterUpdate = 0;
  for (let index = 0; index < plan.layers; index++) {
    const layer = layerOf(index);
    layer.nextInput = 0;
    layer.nextForward = 0;
    layer.nextBackward = 0;
    layer.nextBelow = 0;
  }
  const helpers = atomic.load<i32>(planAddress + offsetof<TrainerPlan>('helpers'));
  const team = min(most, helpers + 1);
  const signal = planAddress + offsetof<TrainerPlan>('signal');
  // The size of the team travels in the same word as the number of the step: it cannot be taken for another step's.
  change(signal, (atomic.load<i32>(signal) & ~255) + 256 + team);
  return team;
}

/** Helper: the signal as it is now, to be read before joining so that none after that is missed. */
export function currentSignal(): i32 {
  return atomic.load<i32>(planAddress + offsetof<TrainerPlan>('signal'));
}

/** Helper: comes to the team. Returns its number, from 1; the leader's is 0. */
export function join(): i32 {
  return atomic.add<i32>(planAddress + offsetof<TrainerPlan>('helpers'), 1) + 1;
}

/** Helper: waits for a signal other than `old` and returns it. */
export function awaitSignal(old: i32): i32 {
  return awaitChange(planAddress + offsetof<TrainerPlan>('signal'), old);
}

/** The barrier: goes on when all `team` threads have come to it. */
export function meet(team: i32): void {
  if (team == 1) {
    return;
  }
  const waiting = planAddress + offsetof<TrainerPlan>('waiting');
  const opened = planAddress + offsetof<TrainerPlan>('opened');
  const before = atomic.load<i32>(opened);
  if (atomic.add<i32>(waiting, 1) == team - 1) {
    atomic.store<i32>(waiting, 0);
    change(opened, before + 1);
  } else {
    awaitChange(opened, before);
  }
}

/**
 * The next piece of a kind of work: where it begins, or `count` or more where nothing is left.
 *
 * @param counter the address of its counter in the plan or in a layer's; `begin` sets all of them to 0.
 */
// @ts-ignore: decorator
@inline
export function take(counter: usize, piece: i32): i32 {
  return atomic.add<i32>(counter, piece);
}
