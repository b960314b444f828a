import { otherNeurons } from '../../core/attribution/otherNeurons';
import { reaches, type Goal, type SetFound } from '../../core/attribution/smallestSet';
import type { Intervention } from '../../core/kernel/kernel';
import { Slicer, type Control } from '../../core/pause';
import { parameterCount } from '../../core/parameters';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { stateBefore } from './placeState';
import { slice } from './walk';

/** Places at which sets are tried, evenly spread, and characters that are read again before each. */
const mostWindows = 64;
const windowLength = 48;
/** Neurons that go on after the first round. */
const shortlist = 48;
/** Larger sets are not looked for. */
const largest = 24;
/** Recurrences side by side: a window of them is a few milliseconds' work. */
const mostStreams = 12;

export interface WholeQuestion {
  readonly from: number;
  readonly to: number;
  readonly goal: Goal;
  /** What the network is without a set of neurons. */
  readonly without: (neurons: readonly number[]) => Intervention;
  /** Mean probabilities of all characters over the whole text, for the network with each intervention. */
  readonly measure: (interventions: readonly Intervention[]) => Promise<Float64Array[]>;
  /** Mean p(to) over the whole text with all neurons in place. */
  readonly before: number;
}

/**
 * Looks for the smallest set of neurons, where the recurrence misses them too. Each set then needs the text read again, so
 * sets are tried on short windows of it, and one neuron at a time is taken for good (greedily). What reaches the goal there
 * is verified on the whole text, and then each neuron is left out once more, to see whether the others do. Where text and
 * network are small, all neurons and all pairs are tried on the whole text first, which proves what they find smallest.
 */
export async function smallestWholeSet(
  inspection: Inspection,
  text: InspectedText,
  question: WholeQuestion,
  control: Control,
): Promise<SetFound> {
  const { from, to, goal, without, measure, before } = question;
  const H = inspection.reader.hiddenSize;
  const apply = (set: readonly number[]): Intervention =>
    without(goal === 'keep' ? otherNeurons(set, H) : set);
  const windows = new Windows(inspection, text, from);
  const reached = async (sets: readonly (readonly number[])[]): Promise<boolean[]> =>
    (await measure(sets.map(apply))).map((means) => reaches(goal, to, before, means));
  if ((await reached([[]]))[0]) {
    return { neurons: [], atLeast: 0, steps: [], tried: 1 };
  }
  const { found, atLeast, tried: proved } = await exhaustive(inspection, text, question, apply, control);
  if (found) {
    const steps = await measure(found.map((_, at) => apply(found.slice(0, at + 1))));
    return {
      neurons: found,
      atLeast,
      steps: found.map((neuron, at) => ({ neuron, probability: steps[at][to] })),
      tried: proved,
    };
  }
  const [{ [to]: windowsBefore }] = await windows.means([{}], {});
  const sign = goal === 'keep' ? -1 : 1;
  let candidates = otherNeurons([], H);
  let neurons: number[] = [];
  let tried = proved;
  for (let size = 1; size <= Math.min(largest, H); size++) {
    const means = await windows.means(
      candidates.map((neuron) => apply([...neurons, neuron])),
      { ...control, onProgress: (done, total) => control.onProgress?.(size - 1 + done / total, size + 2) },
    );
    tried += candidates.length;
    const ranked = candidates
      .map((neuron, at) => ({ neuron, means: means[at] }))
      .sort((a, b) => sign * (a.means[to] - b.means[to]));
    neurons = [...neurons, ranked[0].neuron];
    candidates = ranked.slice(1, shortlist).map(({ neuron }) => neuron);
    if (reaches(goal, to, windowsBefore, ranked[0].means) && (await reached([neurons]))[0]) {
      const kept = await withoutIdle(neurons, reached);
      const steps = await measure(kept.map((_, at) => apply(kept.slice(0, at + 1))));
      return {
        neurons: kept,
        atLeast: Math.min(atLeast, kept.length),
        steps: kept.map((neuron, at) => ({ neuron, probability: steps[at][to] })),
        tried: tried + neurons.length,
      };
    }
    if (candidates.length === 0) {
      break;
    }
  }
  return { neurons: undefined, atLeast, steps: [], tried };
}

/** Products that trying all sets of a size over the whole text may cost: a few seconds. */
const patience = 2e10;

/**
 * Tries all neurons, then all pairs, over the whole text, as far as that is affordable.
 *
 * @returns the best set of the first size that reaches the goal; else how many neurons it takes at least.
 */
async function exhaustive(
  { model, reader }: Inspection,
  text: InspectedText,
  { to, goal, measure, before }: WholeQuestion,
  apply: (set: readonly number[]) => Intervention,
  { signal }: Control,
): Promise<{ found: readonly number[] | undefined; atLeast: number; tried: number }> {
  const H = reader.hiddenSize;
  const cost = text.length * parameterCount(model.parameters);
  const singles = otherNeurons([], H).map((neuron) => [neuron]);
  const sign = goal === 'keep' ? -1 : 1;
  let tried = 1;
  let atLeast = 1;
  for (const size of [1, 2]) {
    const count = size === 1 ? H : (H * (H - 1)) / 2;
    if (count * cost > patience) {
      break;
    }
    const sets =
      size === 1
        ? singles
        : singles.flatMap(([first]) => singles.slice(first + 1).map(([second]) => [first, second]));
    signal?.throwIfAborted();
    const means = await measure(sets.map(apply));
    tried += sets.length;
    const reaching = sets
      .map((set, at) => ({ set, mean: means[at] }))
      .filter(({ mean }) => reaches(goal, to, before, mean))
      .sort((a, b) => sign * (a.mean[to] - b.mean[to]));
    if (reaching.length > 0) {
      return { found: reaching[0].set, atLeast: size, tried };
    }
    atLeast = size + 1;
  }
  return { found: undefined, atLeast, tried };
}

/** Leaves out one neuron after the other while the rest still reach the goal. */
async function withoutIdle(
  neurons: readonly number[],
  reached: (sets: readonly (readonly number[])[]) => Promise<boolean[]>,
): Promise<readonly number[]> {
  for (let set = neurons; ;) {
    const smaller = set.map((neuron) => set.filter((other) => other !== neuron));
    const idle = set.length > 1 ? (await reached(smaller)).lastIndexOf(true) : -1;
    if (idle < 0) {
      return set;
    }
    set = smaller[idle];
  }
}

/** Short windows of a text that end in one character, each with the state before it. */
class Windows {
  private readonly windows: { readonly inputs: Uint16Array; readonly state: Float64Array }[];

  constructor(
    private readonly inspection: Inspection,
    text: InspectedText,
    character: number,
  ) {
    const { reader } = inspection;
    const places = text.placesOf(character);
    const count = Math.min(mostWindows, places.length);
    this.windows = Array.from({ length: count }, (_, at) => {
      const end = places[Math.floor((at * places.length) / count)] + 1;
      const begin = Math.max(0, end - windowLength);
      const state = stateBefore(reader, text, begin);
      return { inputs: text.indices.subarray(begin, end), state };
    });
  }

  /** Mean probabilities of all characters at the windows' ends, for the network with each intervention. */
  async means(interventions: readonly Intervention[], control: Control): Promise<Float64Array[]> {
    const { reader } = this.inspection;
    const { hiddenSize: H, vocabularySize: V } = reader;
    const means = interventions.map(() => new Float64Array(V));
    const most = Math.min(mostStreams, Math.floor(reader.capacity / windowLength));
    const slicer = new Slicer(control, this.windows.length * interventions.length, slice);
    for (const { inputs, state } of this.windows) {
      for (let first = 0; first < interventions.length; first += most) {
        const batch = interventions.slice(first, first + most);
        const states = new Float64Array(batch.length * state.length);
        batch.forEach((_, stream) => states.set(state, stream * state.length));
        const hidden = reader.read(
          states,
          inputs,
          batch.map(({ whole = [] }) => whole),
        );
        const logP = reader.logProbabilities(hidden.slice(-batch.length * H));
        logP.forEach((value, at) => {
          means[first + Math.floor(at / V)][at % V] += Math.exp(value) / this.windows.length;
        });
        await slicer.done(batch.length);
      }
    }
    return means;
  }
}
