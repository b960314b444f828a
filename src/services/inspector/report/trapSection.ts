import { randomSets } from '../../../core/attribution/randomSets';
import type { Clamp } from '../../../core/kernel/kernel';
import { Slicer, type Control } from '../../../core/pause';
import { stateSizeOf, topStateOf } from '../../../core/parameters';
import type { ReportContext } from './reportContext';
import { markdownTable } from './markdown';
import { statesBetween } from '../placeState';
import { slice } from '../walk';
import { counted } from '../words';

/** Passages read behind a newline, and the characters of each: to settle, to hold neurons at their means, to count. */
const passages = 16;
const settle = 400;
const hold = 128;
const counts = 128;
const controlSets = 16;
/** A neuron whose |h| never falls below this over `counts` characters stands still. */
const saturation = 0.99;

/**
 * What holds the zero-state trap: how many neurons stand still in it and out of it, and how many of those that stand
 * elsewhere than usual must be held at their means for the network to come out. Undefined where there is no trap.
 */
export async function trapSection(
  { inspection, text, seed }: ReportContext,
  control: Control,
): Promise<string | undefined> {
  const { model, reader } = inspection;
  const { hiddenSize: H, vocabularySize: V } = reader;
  const S = stateSizeOf(model.parameters);
  const top = topStateOf(model.parameters);
  const newline = model.vocabulary.indexOf('\n');
  const length = settle + hold + counts + 1;
  if (newline === undefined || text.length < length * passages) {
    return undefined;
  }
  const blind = Math.log(V);
  const usual = text.meanHidden;
  const slicer = new Slicer(control, passages * 20, slice);

  /** Loss of the last `counts` characters behind a state, for each set of held neurons; the states become the last. */
  const losses = async (
    states: Float64Array,
    inputs: Uint16Array,
    held: readonly (readonly Clamp[])[],
  ): Promise<Float64Array> => {
    const B = held.length;
    const sums = new Float64Array(B);
    const chunk = Math.max(1, Math.min(32, Math.floor(256 / B)));
    for (let at = 0; at < inputs.length - 1; at += chunk) {
      const part = inputs.subarray(at, Math.min(at + chunk, inputs.length - 1));
      const logP = reader.logProbabilities(reader.read(states, part, held));
      for (let t = 0; t < part.length; t++) {
        if (at + t >= inputs.length - 1 - counts) {
          sums.forEach((_, b) => (sums[b] -= logP[(t * B + b) * V + inputs[at + t + 1]] / counts));
        }
      }
      await slicer.done(part.length / (hold + counts));
    }
    return sums;
  };

  const found: { state: Float64Array; rest: Uint16Array; loss: number }[] = [];
  const mean = new Float64Array(H);
  let still = 0;
  let usuallyStill = 0;
  for (let passage = 0; passage < passages; passage++) {
    const from = Math.floor((passage * (text.length - length)) / passages);
    const all = text.indices.subarray(from, from + length);
    const settling = all.subarray(0, settle);
    const state = inspection.zeroState();
    reader.read(state, Uint16Array.of(newline));
    const hidden = reader.read(state, settling).slice((settle - counts) * H);
    const rest = all.subarray(settle - 1);
    const [loss] = await losses(state.slice(), rest.subarray(1), [[]]);
    if (loss > blind) {
      found.push({ state, rest: rest.subarray(1), loss });
      still += standing(hidden, H);
      hidden.forEach((value, at) => (mean[at % H] += value / counts));
    }
    usuallyStill += standing(await statesBetween(reader, text, from + settle - counts, from + settle, {}), H);
  }
  if (found.length === 0) {
    return undefined;
  }
  const n = found.length;
  const apart = Array.from(mean, (sum, k) => Math.abs(sum / n - usual[k]));
  const order = Array.from(apart.keys()).sort((a, b) => apart[b] - apart[a]);
  const heldSet = (set: readonly number[]): Clamp[] =>
    set.map((neuron) => ({ neuron, value: usual[neuron] }));
  /** Mean loss over the passages and how many come out, for each set. */
  const tryOut = async (
    sets: readonly (readonly number[])[],
    once: boolean,
  ): Promise<{ loss: number; free: number }[]> => {
    const results = sets.map(() => ({ loss: 0, free: 0 }));
    for (const { state, rest } of found) {
      const states = new Float64Array(sets.length * S);
      sets.forEach((set, at) => {
        states.set(state, at * S);
        if (once) {
          set.forEach((k) => (states[at * S + top + k] = usual[k]));
        }
      });
      const held = sets.map((set) => (once ? [] : heldSet(set)));
      (await losses(states, rest, held)).forEach((loss, at) => {
        results[at].loss += loss / n;
        results[at].free += loss <= blind ? 1 : 0;
      });
    }
    return results;
  };
  const sizes = [1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 80, 96, 128].filter((size) => size < H / 2);
  const firsts = sizes.map((size) => order.slice(0, size));
  const heldAll = await tryOut(firsts, false);
  const setOnce = await tryOut(firsts, true);
  const enough = heldAll.findIndex(({ free }) => free === n);
  const rows = sizes.map((size, at) => [
    String(size),
    heldAll[at].loss.toFixed(3),
    `${heldAll[at].free} of ${n}`,
    setOnce[at].loss.toFixed(3),
    `${setOnce[at].free} of ${n}`,
  ]);
  const average = (sum: number, many: number): string => (sum / many).toFixed(0);
  const parts = [
    '### What holds the zero-state trap',
    `${counted(passages, 'passage')} from all over the text were read behind a newline from a hidden state of zeros; ${n} of them ` +
      `are trapped after ${settle} characters: the last ${counts} of ${hold + counts} more cost ` +
      `${(found.reduce((sum, { loss }) => sum + loss, 0) / n).toFixed(3)} nats each, where guessing blindly costs ${blind.toFixed(3)}. ` +
      `Over ${counts} characters, ${average(still, n)} of the ${H} neurons stand still there (|h| above ${saturation} throughout), and ` +
      `${average(usuallyStill, passages)} of them when the same passages are read in their place in the text. The trap is thus no ` +
      'more saturated than the healthy network: other values are held.',
    `The neurons by how far their mean in the trap lies from that over the whole text; the first so many are held at the latter ` +
      '(in the recurrence too) or set to it once and then left alone:',
    markdownTable(['neurons', 'loss, held', 'free', 'loss, set once', 'free then'], rows),
  ];
  if (enough < 0) {
    parts.push(
      '**None of these sets lets all passages out:** the trap is held by more neurons than were tried.',
    );
  } else {
    const set = firsts[enough];
    const random = await tryOut(randomSets(H, set, set.length, controlSets, seed, 0), false);
    const values = random.map(({ loss }) => loss);
    const freed = random.map(({ free }) => free);
    const once = setOnce.findIndex(({ free }) => free === n);
    parts.push(
      `**The trap is held by many neurons together:** ${set.length} held at their means let all ${n} passages out, to ` +
        `${heldAll[enough].loss.toFixed(3)} nats, ${sizes[enough - 1] ?? 0} do not. As many random other neurons, ` +
        `${controlSets} sets (seed ${seed}), leave the loss between ${Math.min(...values).toFixed(3)} and ` +
        `${Math.max(...values).toFixed(3)}, and ${Math.max(...freed) === 0 ? 'let none out' : `let out ${Math.min(...freed)} to ${Math.max(...freed)} of ${n}`}. ` +
        (once < 0
          ? 'Set once and left alone, no set that was tried lets all out: the others pull them back.'
          : `Set once and left alone, it takes ${sizes[once]}: fewer are pulled back by the others.`),
      `The neurons: ${[...set].sort((a, b) => a - b).join(', ')}.`,
    );
  }
  return parts.join('\n\n');
}

/** Neurons that are saturated on the same side in every one of the states, (n, H). */
function standing(states: Float64Array, H: number): number {
  const least = new Float64Array(H).fill(1);
  const most = new Float64Array(H).fill(-1);
  states.forEach((value, at) => {
    least[at % H] = Math.min(least[at % H], value);
    most[at % H] = Math.max(most[at % H], value);
  });
  return least.filter((value, k) => value > saturation || most[k] < -saturation).length;
}
