import { meanOutputs } from '../../core/attribution/drivers';
import { randomSets } from '../../core/attribution/randomSets';
import { Slicer, type Control } from '../../core/pause';
import type { Behaviour } from '../../protocol/inspector/discovery';
import { interventionOf } from './answerAblate';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { slice, walk } from './walk';
import { excerptAt, grouped, listed, share } from './words';

/** A behaviour that shows in the difference between two kinds of places: a character is likelier at the one. */
export interface Contrast {
  readonly key: string;
  readonly title: string;
  /** What is claimed, up to the figures. */
  readonly claim: string;
  /** What is to be said instead where the difference is below `least`. */
  readonly otherwise: string;
  /** For people: what the two kinds of places are. */
  readonly here: string;
  readonly elsewhere: string;
  /** The character whose probability differs, and its name. */
  readonly target: number;
  readonly targetName: string;
  /** Places of each kind, in order. */
  readonly places: Uint32Array;
  readonly others: Uint32Array;
  readonly explain: Behaviour['explain'];
}

/** A difference below this is none to speak of. */
const least = 0.05;
/** Neurons tried, the strongest first, and random sets beside those that are chosen. */
const mostNeurons = 8;
const controlSets = 8;

/** Mean p(target) at the places and at the others, for each variant. */
type Means = readonly [here: number, elsewhere: number][];

/**
 * Measures a contrast, finds the neurons behind it and proves them: held at their means, so few of those that differ most
 * between the two kinds of places (in what they add to the target's logit) as halve it; random ones beside them.
 */
export async function proveContrast(
  inspection: Inspection,
  text: InspectedText,
  contrast: Contrast,
  seed: number,
  control: Control,
): Promise<Behaviour> {
  const { model, reader } = inspection;
  const H = reader.hiddenSize;
  const limited = { ...contrast, places: thinned(contrast.places), others: thinned(contrast.others) };
  const states = await statesAt(inspection, text, limited, control);
  const strongest = strongestOf(inspection, contrast.target, states);
  const sets = [[], ...strongest.map((_, at) => strongest.slice(0, at + 1))];
  const along = await measure(inspection, text, contrast.target, states, sets, control);
  const difference = ([here, elsewhere]: Means[number]): number => here - elsewhere;
  const before = difference(along[0]);
  const enough = along.findIndex((means) => difference(means) <= before / 2);
  const size = enough < 0 ? strongest.length : enough;
  const neurons = strongest.slice(0, size);
  const random = randomSets(H, neurons, size, controlSets, seed, 0);
  const controls = await measure(inspection, text, contrast.target, states, random, control);
  const after = difference(along[size]);
  const values = controls.map(difference);
  const { here, elsewhere, targetName, places, others } = limited;
  return {
    key: contrast.key,
    title: contrast.title,
    claim:
      `${before < least ? contrast.otherwise : contrast.claim} The mean probability of ${targetName} is ${share(along[0][0])} ${here} (${grouped(places.length)} places) and ` +
      `${share(along[0][1])} ${elsewhere} (${grouped(others.length)}), a difference of ${share(before)}. With the output of ` +
      `${listed(neurons)} held at the mean it is ${share(after)}${enough < 0 ? ', which does not halve it: more neurons share it' : ''}; ` +
      `with as many random neurons, ${grouped(controlSets)} sets, between ${share(Math.min(...values))} and ${share(Math.max(...values))}.`,
    measure: `mean p(${targetName}) ${here} less that ${elsewhere}`,
    places: places.length,
    before,
    ablation: { neurons, mode: 'output', value: 'mean' },
    after,
    controls: random.map((set, at) => ({ neurons: set, after: values[at] })),
    tables: [
      {
        title: 'One neuron after the other held at its mean',
        columns: ['neurons', here, elsewhere, 'difference'],
        rows: along.map((means, at) => [
          at === 0 ? 'none' : at === 1 ? String(strongest[0]) : `and ${strongest[at - 1]}`,
          share(means[0]),
          share(means[1]),
          share(difference(means)),
        ]),
      },
    ],
    explain: contrast.explain,
    examples: spread(places).map((place) => excerptAt(text, model.vocabulary, place)),
    counterExamples: spread(others).map((place) => excerptAt(text, model.vocabulary, place)),
  };
}

/** Hidden states at the places and at the others, (n, H) each. */
type States = readonly [here: Float64Array, elsewhere: Float64Array];

async function statesAt(
  { reader }: Inspection,
  text: InspectedText,
  { places, others }: Pick<Contrast, 'places' | 'others'>,
  control: Control,
): Promise<States> {
  const H = reader.hiddenSize;
  const groups = [places, others].map((wanted) => ({
    wanted,
    found: 0,
    states: new Float64Array(wanted.length * H),
  }));
  await walk(
    reader,
    text,
    ({ from, inputs, hidden }) => {
      for (const group of groups) {
        for (; group.wanted[group.found] < from + inputs.length; group.found++) {
          const t = group.wanted[group.found] - from;
          group.states.set(hidden.subarray(t * H, (t + 1) * H), group.found * H);
        }
      }
    },
    control,
  );
  return [groups[0].states, groups[1].states];
}

/** Neurons by how much more they add to the target's logit at the places than at the others, centred. */
function strongestOf({ model: { parameters } }: Inspection, target: number, states: States): number[] {
  const { hiddenSize: H, Why } = parameters;
  const [here, elsewhere] = states.map((rows) => {
    const mean = new Float64Array(H);
    rows.forEach((value, at) => (mean[at % H] += (value * H) / rows.length));
    return mean;
  });
  const common = meanOutputs(parameters);
  const added = here.map((value, k) => (Why[target * H + k] - common[k]) * (value - elsewhere[k]));
  return Array.from(added.keys())
    .sort((a, b) => added[b] - added[a])
    .slice(0, mostNeurons);
}

/** Since only the logits miss the neurons, the states stay as they are: the output layer is run again for each set. */
async function measure(
  { reader }: Inspection,
  text: InspectedText,
  target: number,
  states: States,
  sets: readonly (readonly number[])[],
  { signal }: Control,
): Promise<Means> {
  const { hiddenSize: H, vocabularySize: V } = reader;
  const variants = sets.map(
    (set) => interventionOf({ neurons: [...set], mode: 'output', value: 'mean' }, text).output ?? [],
  );
  const sums = sets.map(() => [0, 0]);
  const rows = Math.min(256, reader.capacity);
  for (const [kind, hidden] of states.entries()) {
    const count = hidden.length / H;
    const slicer = new Slicer({ signal }, count, slice);
    for (let from = 0; from < count; from += rows) {
      const part = hidden.subarray(from * H, Math.min(count, from + rows) * H);
      variants.forEach((replaced, variant) => {
        const logP = reader.logProbabilities(part, replaced);
        for (let at = target; at < logP.length; at += V) {
          sums[variant][kind] += Math.exp(logP[at]) / count;
        }
      });
      await slicer.done(part.length / H);
    }
  }
  return sums.map(([here, elsewhere]) => [here, elsewhere]);
}

/** Places of a kind that are looked at, at most: evenly spread. */
const mostPlaces = 20_000;

function thinned(places: Uint32Array): Uint32Array {
  return places.length <= mostPlaces
    ? places
    : Uint32Array.from(
        { length: mostPlaces },
        (_, at) => places[Math.floor((at * places.length) / mostPlaces)],
      );
}

/** A few places from all over a text. */
function spread(places: Uint32Array): number[] {
  const count = Math.min(8, places.length);
  return Array.from({ length: count }, (_, at) => places[Math.floor((at * places.length) / count)]);
}
