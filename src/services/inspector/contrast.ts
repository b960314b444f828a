import { meanOutputs } from '../../core/attribution/drivers';
import { randomSets } from '../../core/attribution/randomSets';
import type { Control } from '../../core/pause';
import type { Behaviour } from '../../protocol/inspector/discovery';
import { interventionOf } from './answerAblate';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { readVariants } from './readVariants';
import { walk } from './walk';
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
  const half = (part: number): Control => ({
    ...control,
    onProgress: (done, total) => control.onProgress?.(part + done / total, 3),
  });
  const strongest = await strongestOf(inspection, text, contrast, half(0));
  const sets = [[], ...strongest.map((_, at) => strongest.slice(0, at + 1))];
  const along = await measure(inspection, text, contrast, sets, half(1));
  const difference = ([here, elsewhere]: Means[number]): number => here - elsewhere;
  const before = difference(along[0]);
  const enough = along.findIndex((means) => difference(means) <= before / 2);
  const size = enough < 0 ? strongest.length : enough;
  const neurons = strongest.slice(0, size);
  const random = randomSets(H, neurons, size, controlSets, seed, 0);
  const controls = await measure(inspection, text, contrast, random, half(2));
  const after = difference(along[size]);
  const values = controls.map(difference);
  const { here, elsewhere, targetName, places, others } = contrast;
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

/** Neurons by how much more they add to the target's logit at the places than at the others, centred. */
async function strongestOf(
  { model, reader }: Inspection,
  text: InspectedText,
  { target, places, others }: Contrast,
  control: Control,
): Promise<number[]> {
  const H = reader.hiddenSize;
  const difference = new Float64Array(H);
  const groups = [
    { places, weight: 1 / Math.max(1, places.length), next: 0 },
    { places: others, weight: -1 / Math.max(1, others.length), next: 0 },
  ];
  await walk(
    reader,
    text,
    ({ from, inputs, hidden }) => {
      for (const group of groups) {
        for (; group.places[group.next] < from + inputs.length; group.next++) {
          const t = group.places[group.next] - from;
          for (let k = 0; k < H; k++) {
            difference[k] += group.weight * hidden[t * H + k];
          }
        }
      }
    },
    control,
  );
  const means = meanOutputs(model.parameters);
  const { Why } = model.parameters;
  const added = difference.map((value, k) => (Why[target * H + k] - means[k]) * value);
  return Array.from(added.keys())
    .sort((a, b) => added[b] - added[a])
    .slice(0, mostNeurons);
}

async function measure(
  inspection: Inspection,
  text: InspectedText,
  { target, places, others }: Contrast,
  sets: readonly (readonly number[])[],
  control: Control,
): Promise<Means> {
  const V = inspection.reader.vocabularySize;
  const kinds = new Int8Array(text.length);
  places.forEach((place) => (kinds[place] = 1));
  others.forEach((place) => (kinds[place] = 2));
  const sums = sets.map(() => [0, 0]);
  await readVariants(
    inspection.reader,
    text,
    sets.map((set) => interventionOf({ neurons: [...set], mode: 'output', value: 'mean' }, text)),
    ({ variant, from, length, logP }) => {
      for (let t = 0; t < length; t++) {
        const kind = kinds[from + t];
        if (kind > 0) {
          sums[variant][kind - 1] += Math.exp(logP[t * V + target]);
        }
      }
    },
    control,
  );
  return sums.map(([here, elsewhere]) => [
    here / Math.max(1, places.length),
    elsewhere / Math.max(1, others.length),
  ]);
}

/** A few places from all over a text. */
function spread(places: Uint32Array): number[] {
  const count = Math.min(8, places.length);
  return Array.from({ length: count }, (_, at) => places[Math.floor((at * places.length) / count)]);
}
