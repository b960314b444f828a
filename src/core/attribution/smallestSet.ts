import type { Control } from '../pause';
import type { TransitionPlaces } from './transitionPlaces';

/**
 * `halve`: mean p(to) falls to half or less. `flip`: another character's mean probability passes that of `to`. `keep`:
 * the set alone keeps nine tenths of mean p(to).
 */
export type Goal = 'halve' | 'flip' | 'keep';

/** Whether the mean probabilities of all characters reach a goal, given what mean p(to) was. */
export function reaches(goal: Goal, to: number, before: number, means: Float64Array): boolean {
  switch (goal) {
    case 'halve':
      return means[to] <= before / 2;
    case 'flip':
      return means.some((mean, c) => c !== to && mean > means[to]);
    case 'keep':
      return means[to] >= 0.9 * before;
  }
}

/** What mean p(to) must be for a goal to be possible at all: a quick look before the slow one. */
function possible(goal: Goal, before: number, mean: number): boolean {
  return goal === 'flip' ? mean < 0.5 : goal === 'halve' ? mean <= before / 2 : mean >= 0.9 * before;
}

export interface SetFound {
  /** In the order in which the search took them; undefined if no set was found. */
  readonly neurons: readonly number[] | undefined;
  /** No set of fewer neurons reaches the goal: all were tried. */
  readonly atLeast: number;
  /** Mean p(to) along the way: after the first neuron, the first two, ... */
  readonly steps: readonly { readonly neuron: number; readonly probability: number }[];
  /** Sets whose mean p(to) was computed. */
  readonly tried: number;
}

/** Sets that are carried on from one size to the next. */
const beam = 48;
/** Larger sets are not looked for: they would explain nothing. */
const largest = 64;
/** Sets that look promising and are looked at closely, at most, before a size is given up. */
const mostPromising = 20_000;

interface Candidate {
  readonly neurons: readonly number[];
  readonly mean: number;
}

export interface SetQuestion {
  readonly goal: Goal;
  readonly to: number;
  /** Mean p(to) with all neurons in place. */
  readonly before: number;
  /**
   * Sizes up to which all sets are tried. Default 2. For 250 neurons and 2,578 places, 2 takes a second, 3 (2.6 million
   * sets) a minute.
   */
  readonly allUpTo?: number;
  /** Whether a set that reaches the goal at these places reaches it at all others too. Default: these are all. */
  readonly verify?: (neurons: readonly number[]) => Promise<boolean>;
}

/** Sets of one size that are verified before larger ones are looked for. */
const mostVerified = 4;

/**
 * Looks for the smallest set of neurons that reaches a goal. Up to a size all sets are tried, so that what is found among
 * them is proved smallest, and a larger set is proved to need one neuron more than that. From there on, the best `beam`
 * sets are extended by every neuron (a beam search): what that finds is an upper bound.
 */
export async function smallestSet(
  places: TransitionPlaces,
  { goal, to, before, allUpTo = 2, verify = () => Promise.resolve(true) }: SetQuestion,
  control: Control = {},
): Promise<SetFound> {
  const H = places.hiddenSize;
  let tried = 1;
  const finish = (neurons: readonly number[] | undefined, atLeast: number): SetFound => ({
    neurons,
    atLeast,
    steps: neurons ? stepsOf(places, to, neurons) : [],
    tried,
  });
  if (reaches(goal, to, before, places.means([]))) {
    return finish([], 0);
  }
  let sets: readonly (readonly number[])[] = [[]];
  const most = Math.min(largest, H);
  for (let size = 1; size <= most; size++) {
    const all = size <= allUpTo;
    // In rising order, each set comes once.
    const first = sets.map((set) => (all ? (set.at(-1) ?? -1) + 1 : 0));
    const means = await places.extend(sets, to, first, stage(control, size, allUpTo));
    const ranked = best(sets, means, H, goal, (mean) => possible(goal, before, mean));
    tried += means.reduce((sum, mean) => sum + (Number.isNaN(mean) ? 0 : 1), 0);
    let verified = 0;
    for (const { neurons, mean } of ranked) {
      if (!possible(goal, before, mean) || verified === mostVerified) {
        break;
      }
      if (reaches(goal, to, before, places.means(neurons))) {
        verified++;
        if (await verify(neurons)) {
          return finish(neurons, Math.min(size, allUpTo + 1));
        }
      }
    }
    sets = size < allUpTo ? allOf(sets, first, H) : ranked.slice(0, beam).map(({ neurons }) => neurons);
  }
  return finish(undefined, Math.min(most, allUpTo) + 1);
}

/** The best sets with one neuron more, best first: at least the beam, and all that are promising (to a limit). */
function best(
  sets: readonly (readonly number[])[],
  means: Float64Array,
  H: number,
  goal: Goal,
  promising: (mean: number) => boolean,
): Candidate[] {
  const better = goal === 'keep' ? -1 : 1;
  // NaN goes to the end.
  const values = means
    .filter((mean) => !Number.isNaN(mean))
    .map((mean) => better * mean)
    .sort();
  const many = values.findIndex((value) => !promising(better * value));
  // A set can come from as many smaller ones as it has neurons.
  const wanted = Math.max(beam * 8, Math.min(many < 0 ? values.length : many, mostPromising));
  const limit = values[Math.min(wanted, values.length) - 1];
  const found = new Map<string, Candidate>();
  means.forEach((mean, at) => {
    if (better * mean <= limit) {
      const neurons = [...sets[Math.floor(at / H)], at % H];
      found.set([...neurons].sort((a, b) => a - b).join(), { neurons, mean });
    }
  });
  return [...found.values()].sort((a, b) => better * (a.mean - b.mean));
}

/** Every set with every neuron more that comes behind `first`. */
function allOf(sets: readonly (readonly number[])[], first: readonly number[], H: number): number[][] {
  return sets.flatMap((set, at) => Array.from({ length: H - first[at] }, (_, k) => [...set, first[at] + k]));
}

function stepsOf(places: TransitionPlaces, to: number, neurons: readonly number[]): SetFound['steps'] {
  return neurons.map((neuron, at) => ({ neuron, probability: places.means(neurons.slice(0, at + 1))[to] }));
}

/** Nobody knows how many sizes there will be: the largest of which all sets are tried takes most of the time. */
function stage(control: Control, size: number, allUpTo: number): Control {
  const ends = [
    0,
    ...Array.from({ length: largest }, (_, at) =>
      at + 1 < allUpTo ? 0.02 * (at + 1) : 1 - 0.3 * 0.8 ** (at + 1 - allUpTo),
    ),
  ];
  return {
    ...control,
    onProgress: (done, total) =>
      control.onProgress?.(ends[size - 1] + ((ends[size] - ends[size - 1]) * done) / total, 1),
  };
}
