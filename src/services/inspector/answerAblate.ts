import { distributionOf } from '../../core/attribution/distribution';
import { randomSets } from '../../core/attribution/randomSets';
import type { Intervention } from '../../core/kernel/kernel';
import type { Vocabulary } from '../../core/vocabulary';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { Ablation, AblationResult } from '../../protocol/inspector/proof';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import type { TransitionFigures } from './measureTransition';
import { measureVariants } from './measureVariants';
import { counted, excerptAt, listed, quoted, share } from './words';

/** Examples and counter-examples that come with each ablation. */
const shownPlaces = 12;
/** Characters whose probability changed that are listed. */
const shownShifts = 8;

/** Takes neurons away, reads the text again, and says what that did to one transition and to all else. */
export async function answerAblate(
  inspection: Inspection,
  params: CheckedParams<'ablate'>,
  control: Control,
): Promise<Reply<'ablate'>> {
  const { from, to, ablations, controls, seed } = params;
  const { model, reader } = inspection;
  inspection.checkCharacters([from, to]);
  ablations.forEach(({ neurons }) => inspection.checkNeurons(neurons));
  const text = await inspection.text(params.text, control);
  if (text.statistics.counts[from] === 0) {
    throw new PersonError('{0} does not occur in {1}. Choose a character that does.', {
      values: [quoted(model.vocabulary, from), text.name],
    });
  }
  const controlSets = ablations.map(({ neurons }, at) =>
    randomSets(reader.hiddenSize, neurons, neurons.length, controls, seed, at * 1e6),
  );
  const variants: Intervention[] = [
    {},
    ...ablations.map((ablation) => interventionOf(ablation, text)),
    ...ablations.flatMap((ablation, at) =>
      controlSets[at].map((neurons) => interventionOf({ ...ablation, neurons }, text)),
    ),
  ];
  const [before, ...after] = await measureVariants(inspection, text, { from, to }, variants, control);
  const results = ablations.map((ablation, at): AblationResult => {
    const base = ablations.length + at * controls;
    return {
      ...resultOf(inspection, text, from, before, after[at]),
      ablation,
      controls: controlSets[at].map((neurons, n) => ({
        neurons,
        mean: after[base + n].means[to],
        loss: after[base + n].loss,
      })),
    };
  });
  const reply = {
    occurrences: text.statistics.counts[from],
    before: probabilityDistribution(before.probabilities),
    loss: before.loss,
    lossElsewhere: before.lossElsewhere,
    results,
  };
  return { ...reply, sentence: sentence(model.vocabulary, text, params, reply) };
}

/** What an ablation is to the network. */
export function interventionOf({ neurons, mode, value }: Ablation, text: InspectedText): Intervention {
  const means = value === 'mean' ? text.meanHidden : undefined;
  const held = [...new Set(neurons)].map((neuron) => ({
    neuron,
    value: typeof value === 'number' ? value : means![neuron],
  }));
  return { [mode]: held };
}

function resultOf(
  { model }: Inspection,
  text: InspectedText,
  from: number,
  before: TransitionFigures,
  { probabilities, means, loss, lossElsewhere }: TransitionFigures,
): Omit<AblationResult, 'ablation' | 'controls'> {
  const places = text.placesOf(from);
  const changes = probabilities.map((p, at) => p - before.probabilities[at]);
  const order = Array.from(changes.keys()).sort((a, b) => changes[a] - changes[b] || a - b);
  const measured = (at: number): AblationResult['examples'][number] => ({
    ...excerptAt(text, model.vocabulary, places[at]),
    value: changes[at],
  });
  const shifts = Array.from(means, (after, character) => ({
    character,
    before: before.means[character],
    after,
  }));
  shifts.sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
  return {
    after: probabilityDistribution(probabilities),
    loss,
    lossElsewhere,
    shifts: shifts.slice(0, shownShifts),
    examples: order.slice(0, shownPlaces).map(measured),
    counterExamples: order.slice(-shownPlaces).reverse().map(measured),
  };
}

function probabilityDistribution(probabilities: Float64Array): AblationResult['after'] {
  return distributionOf(probabilities, [0, 1], 20);
}

function sentence(
  vocabulary: Vocabulary,
  text: InspectedText,
  { from, to, seed }: CheckedParams<'ablate'>,
  { occurrences, before, loss, results }: Omit<Reply<'ablate'>, 'sentence'>,
): string {
  const start =
    `Over ${counted(occurrences, 'place')} of ${quoted(vocabulary, from)} in ${text.name}, ${quoted(vocabulary, to)} ` +
    `has the mean probability ${share(before.mean)}, and the whole text costs ${loss.toFixed(4)} nats a character.`;
  const ends = results.map(({ ablation, after, loss: lossAfter, controls }) => {
    const random = controls.map(({ mean }) => mean);
    const control =
      random.length === 0
        ? ''
        : ` With ${counted(random.length, 'random set')} of ${counted(ablation.neurons.length, 'other neuron')} ` +
          `(seed ${seed}) it lies between ${share(Math.min(...random))} and ${share(Math.max(...random))}.`;
    return ` ${describeAblation(ablation)} it is ${share(after.mean)}, and the text costs ${lossAfter.toFixed(4)}.${control}`;
  });
  return start + ends.join('');
}

/** "Without the output of neurons 100 and 73". */
export function describeAblation({ neurons, mode, value }: Ablation): string {
  const names = listed(neurons);
  const output = mode === 'output' ? 'the output of ' : '';
  if (value === 0) {
    return `Without ${output}${names}`;
  }
  return `With ${output}${names} held at ${
    value === 'mean' ? (neurons.length === 1 ? 'its mean' : 'their means') : String(value)
  }`;
}
