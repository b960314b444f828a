import { randomSets } from '../../core/attribution/randomSets';
import type { Clamp } from '../../core/kernel/kernel';
import type { StateReader } from '../../core/kernel/stateReader';
import { Slicer, type Control } from '../../core/pause';
import type { Behaviour } from '../../protocol/inspector/discovery';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { slice } from './walk';
import { excerptAt, listed, quoted, visible } from './words';

/** Characters read after the first; of the last so many the surprise counts, which tells trapped from free. */
const read = 512;
const tail = 256;
const mostNeurons = 8;
const controlSets = 8;
const mostStreams = 24;
/** Characters that they read at a time: a few milliseconds' work. */
const longestChunk = 16;

/**
 * The zero-state trap: from a hidden state of zeros some first characters throw the network into a state in which it
 * predicts the same whatever it reads. Tries every first character before the beginning of the text, takes one that is
 * trapped, and looks for the fewest neurons that, held at their means over the text, let it out (greedily).
 *
 * @returns undefined where no first character leads into a trap.
 */
export async function zeroStateTrap(
  inspection: Inspection,
  text: InspectedText,
  seed: number,
  control: Control,
): Promise<Behaviour | undefined> {
  const { model, reader } = inspection;
  const { hiddenSize: H, vocabularySize: V } = reader;
  const passage = text.indices.subarray(0, read);
  if (passage.length < read || text.start !== 'zero') {
    return undefined;
  }
  const blind = Math.log(V);
  const usual = text.meanHidden;
  const after = (first: number): Float64Array => {
    const state = inspection.zeroState();
    reader.read(state, Uint16Array.of(first));
    return state;
  };
  const control1 = { signal: control.signal };
  const firsts = Array.from({ length: V }, (_, first) => first);
  const losses = await tailLosses(
    reader,
    passage,
    firsts.map((first) => ({ state: after(first), held: [] })),
    control1,
  );
  const trapped = firsts.filter((first) => losses[first] > blind);
  if (trapped.length === 0) {
    return undefined;
  }
  const newline = model.vocabulary.indexOf('\n');
  const first = newline !== undefined && trapped.includes(newline) ? newline : trapped[0];
  const state = after(first);
  const held = (neurons: readonly number[]): Clamp[] =>
    neurons.map((neuron) => ({ neuron, value: usual[neuron] }));
  const lossesOf = (sets: readonly (readonly number[])[]): Promise<Float64Array> =>
    tailLosses(
      reader,
      passage,
      sets.map((set) => ({ state, held: held(set) })),
      control1,
    );
  let neurons: number[] = [];
  const steps = [losses[first]];
  while (steps[steps.length - 1] > blind && neurons.length < Math.min(mostNeurons, H)) {
    const candidates = Array.from({ length: H }, (_, neuron) => neuron).filter((k) => !neurons.includes(k));
    const found = await lossesOf(candidates.map((neuron) => [...neurons, neuron]));
    const best = found.indexOf(Math.min(...found));
    neurons = [...neurons, candidates[best]];
    steps.push(found[best]);
    control.onProgress?.(neurons.length, mostNeurons);
  }
  const random = randomSets(H, neurons, neurons.length, controlSets, seed, 0);
  const controls = await lossesOf(random);
  const out = steps[steps.length - 1];
  const healthy = text.loss;
  const freed = controls.filter((loss) => loss <= blind).length;
  return {
    key: 'zeroStateTrap',
    title: 'The zero-state trap',
    claim:
      `From a hidden state of zeros, ${trapped.length} of ${V} first characters (${trapped
        .map((character) => visible(model.vocabulary.characters[character]))
        .join(
          ' ',
        )}) throw the network into a state that it does not leave: characters ${read - tail + 1} to ${read} of the text ` +
      `behind them cost ${Math.min(...trapped.map((c) => losses[c])).toFixed(2)} nats each or more, where guessing blindly costs ${blind.toFixed(2)} ` +
      `and the text itself ${healthy.toFixed(2)}. After ${quoted(model.vocabulary, first)} it is ${losses[first].toFixed(2)}. With ${listed(neurons)} ` +
      `held at the mean in the recurrence it is ${out.toFixed(2)}${out > blind ? ', still trapped: more neurons hold it' : ': it is free'}; ` +
      `with as many random neurons, ${controlSets} sets, between ${Math.min(...controls).toFixed(2)} and ${Math.max(...controls).toFixed(2)}: ` +
      (freed === 0
        ? 'none of them lets it out.'
        : `${freed} of them let it out too, so these neurons are not the only ones that hold it.`),
    measure: `mean loss, in nats, of characters ${read - tail + 1} to ${read} of the text behind ${quoted(model.vocabulary, first)} from a state of zeros`,
    places: tail,
    before: losses[first],
    ablation: { neurons, mode: 'whole', value: 'mean' },
    after: out,
    controls: random.map((set, at) => ({ neurons: set, after: controls[at] })),
    tables: [
      {
        title: 'First characters that lead into the trap',
        columns: ['first character', 'index', 'mean loss, nats'],
        rows: trapped.map((character) => [
          visible(model.vocabulary.characters[character]),
          String(character),
          losses[character].toFixed(4),
        ]),
      },
      {
        title: 'One neuron after the other held at its mean, in the recurrence too',
        columns: ['neurons', 'mean loss, nats'],
        rows: steps.map((loss, at) => [
          at === 0 ? 'none' : at === 1 ? String(neurons[0]) : `and ${neurons[at - 1]}`,
          loss.toFixed(4),
        ]),
      },
    ],
    explain: null,
    examples: [excerptAt(text, model.vocabulary, 0)],
    counterExamples: [],
  };
}

/** Mean surprise of the last `tail` characters of a passage, for each state and held neurons to begin with. */
async function tailLosses(
  reader: StateReader,
  passage: Uint16Array,
  starts: readonly { readonly state: Float64Array; readonly held: readonly Clamp[] }[],
  control: Control,
): Promise<Float64Array> {
  const V = reader.vocabularySize;
  const losses = new Float64Array(starts.length);
  const slicer = new Slicer(control, starts.length * passage.length, slice);
  const chunk = Math.min(longestChunk, Math.floor(reader.capacity / mostStreams));
  for (let first = 0; first < starts.length; first += mostStreams) {
    const batch = starts.slice(first, first + mostStreams);
    const B = batch.length;
    const S = batch[0].state.length;
    const states = new Float64Array(B * S);
    batch.forEach(({ state }, stream) => states.set(state, stream * S));
    for (let at = 0; at < passage.length; at += chunk) {
      const inputs = passage.subarray(at, at + chunk);
      const hidden = reader.read(
        states,
        inputs,
        batch.map(({ held }) => held),
      );
      const logP = reader.logProbabilities(hidden);
      for (let t = 0; t < inputs.length; t++) {
        const next = at + t + 1;
        if (next >= passage.length - tail && next < passage.length) {
          for (let stream = 0; stream < B; stream++) {
            losses[first + stream] -= logP[(t * B + stream) * V + passage[next]] / tail;
          }
        }
      }
      await slicer.done(B * inputs.length);
    }
  }
  return losses;
}
