import { otherNeurons } from '../../core/attribution/otherNeurons';
import { reaches, smallestSet, type SetFound } from '../../core/attribution/smallestSet';
import { TransitionPlaces } from '../../core/attribution/transitionPlaces';
import type { Intervention } from '../../core/kernel/kernel';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { measureVariants } from './measureVariants';
import { interventionOf } from './answerAblate';
import { smallestWholeSet } from './smallestWholeSet';
import { walk } from './walk';
import { counted, grouped, listed, quoted, share } from './words';

type Params = CheckedParams<'smallestSet'>;
type SetReply = Reply<'smallestSet'>;

/** Places at which sets are tried; where a character is more frequent, so many evenly spread. */
const mostPlaces = 4096;
/** Products that trying all sets of a size may cost: about a minute, and with `thorough` five. */
const patience = { usual: 5e11, thorough: 2.5e12 };

/** The fewest neurons that make a transition, or that keep it alone. */
export async function answerSmallestSet(
  inspection: Inspection,
  params: Params,
  control: Control,
): Promise<SetReply> {
  const { from, to, goal } = params;
  const { model, reader } = inspection;
  inspection.checkCharacters([from, to]);
  const text = await inspection.text(params.text, control);
  const { counts, probability } = text.statistics;
  const V = reader.vocabularySize;
  const occurrences = counts[from];
  if (occurrences === 0) {
    throw new PersonError('{0} does not occur in {1}. Choose a character that does.', {
      values: [quoted(model.vocabulary, from), text.name],
    });
  }
  const means = probability.slice(from * V, (from + 1) * V).map((sum) => sum / occurrences);
  const before = means[to];
  if (goal === 'flip' && means.some((mean) => mean > before)) {
    throw new PersonError(
      '{0} is not the likeliest after {1}: there is nothing to ' + 'flip. Ask for what halves it.',
      { values: [quoted(model.vocabulary, to), quoted(model.vocabulary, from)] },
    );
  }
  const without = (neurons: readonly number[]): Intervention =>
    interventionOf({ neurons: [...neurons], mode: params.mode, value: params.value }, text);
  const measure = async (interventions: readonly Intervention[]): Promise<Float64Array[]> => {
    const { signal } = control;
    const figures = await measureVariants(inspection, text, { from, to }, interventions, { signal });
    return figures.map((figure) => figure.means);
  };
  const measureSet = async (neurons: readonly number[]): Promise<Float64Array> =>
    (await measure([without(goal === 'keep' ? otherNeurons(neurons, reader.hiddenSize) : neurons)]))[0];
  const found: SetFound =
    params.mode === 'output'
      ? await searchOutputs(inspection, text, params, before, measureSet, control)
      : await smallestWholeSet(inspection, text, { from, to, goal, without, measure, before }, control);
  const { neurons, atLeast, steps, tried } = found;
  const after = neurons && (await measureSet(neurons));
  const likeliest = after ? after.indexOf(Math.max(...after)) : 0;
  const reply: Omit<SetReply, 'sentence'> = {
    goal,
    occurrences,
    before,
    found:
      neurons && after
        ? {
            neurons: [...neurons],
            probability: after[to],
            likeliest: { character: likeliest, probability: after[likeliest] },
          }
        : null,
    atLeast,
    certainty: neurons && neurons.length <= atLeast ? 'smallest' : 'upperBound',
    steps: steps.map((step) => ({ ...step })),
    tried,
  };
  return { ...reply, sentence: sentence(inspection, text, params, reply) };
}

async function searchOutputs(
  inspection: Inspection,
  text: InspectedText,
  { from, to, goal, value, thorough = false }: Params,
  before: number,
  measureSet: (neurons: readonly number[]) => Promise<Float64Array>,
  control: Control,
): Promise<SetFound> {
  const { model, reader } = inspection;
  const { hiddenSize: H, vocabularySize: V } = reader;
  const hidden = await statesAfter(inspection, text, from, control);
  const places = new TransitionPlaces(
    model.parameters,
    hidden,
    value === 'mean' ? text.meanHidden : new Float64Array(H).fill(value),
    goal === 'keep' ? 'keep' : 'remove',
    await inspection.neuronSets(),
  );
  const sampled = places.count < text.statistics.counts[from];
  const pairs = (H * H * places.count * V) / 2;
  const triples = (pairs * H) / 3;
  const limit = thorough ? patience.thorough : patience.usual;
  if (thorough && triples > limit) {
    throw new PersonError(
      'Trying all sets of three neurons at {0} places would take hours. Ask without it.',
      { values: [grouped(places.count)] },
    );
  }
  const allUpTo = thorough ? 3 : pairs <= limit ? 2 : 1;
  const verify = async (neurons: readonly number[]): Promise<boolean> =>
    reaches(goal, to, before, await measureSet(neurons));
  const found = await smallestSet(places, { goal, to, before, allUpTo, ...(sampled && { verify }) }, control);
  // At some of the places only: what holds there need not hold for all.
  return sampled ? { ...found, atLeast: Math.min(found.atLeast, 1) } : found;
}

/** Hidden states after the places of a character, (n, H): all, or `mostPlaces` evenly spread. */
async function statesAfter(
  inspection: Inspection,
  text: InspectedText,
  character: number,
  control: Control,
): Promise<Float64Array> {
  const all = text.placesOf(character);
  const wanted =
    all.length <= mostPlaces
      ? all
      : Uint32Array.from({ length: mostPlaces }, (_, at) => all[Math.floor((at * all.length) / mostPlaces)]);
  return inspection.once(text, `states ${character}`, async () => {
    const H = inspection.reader.hiddenSize;
    const states = new Float64Array(wanted.length * H);
    let found = 0;
    await walk(
      inspection.reader,
      text,
      ({ from, inputs, hidden }) => {
        for (; found < wanted.length && wanted[found] < from + inputs.length; found++) {
          const t = wanted[found] - from;
          states.set(hidden.subarray(t * H, (t + 1) * H), found * H);
        }
      },
      { signal: control.signal },
    );
    return states;
  });
}

function sentence(
  { model: { vocabulary } }: Inspection,
  text: InspectedText,
  { from, to, goal, mode, value }: Params,
  { occurrences, before, found, atLeast, certainty, tried }: Omit<SetReply, 'sentence'>,
): string {
  const [a, b] = [quoted(vocabulary, from), quoted(vocabulary, to)];
  const start = `Over ${counted(occurrences, 'place')} of ${a} in ${text.name}, ${b} has the mean probability ${share(before)}. `;
  const aim = {
    halve: 'halves that',
    flip: 'makes another character the likeliest',
    keep: 'keeps nine tenths of that with all other neurons taken away',
  }[goal];
  const manner = `${mode === 'output' ? 'output only' : 'from the recurrence too'}, ${
    value === 'mean' ? 'neurons held at their means' : `neurons held at ${value}`
  }`;
  if (!found) {
    return `${start}No set that the search met ${aim} (${manner}; ${counted(tried, 'set')} tried).`;
  }
  const size = counted(found.neurons.length, 'neuron');
  const proof =
    certainty === 'smallest'
      ? `No smaller set does: ${atLeast <= 1 ? 'there is none' : 'all were tried'}.`
      : mode === 'output'
        ? `This is an upper bound, found by search: a smaller set may do it, but none of fewer than ${counted(atLeast, 'neuron')}.`
        : 'This is an upper bound: neurons were taken one after the other, always the one that did most on passages of the ' +
          'text, the set was then verified by reading all of it, and none of its neurons can be left out. A smaller set may ' +
          `do it; ${atLeast > 1 ? `proved, by trying all, is that it takes ${counted(atLeast, 'neuron')}` : 'that none does is not proved'}.`;
  return (
    `${start}A set of ${size} ${aim}: ${listed(found.neurons)} (${manner}). Then ${b} has ${share(found.probability)}, ` +
    `and the likeliest is ${quoted(vocabulary, found.likeliest.character)} with ${share(found.likeliest.probability)}. ` +
    `${proof} ${counted(tried, 'set')} tried.`
  );
}
