import type { Behaviour, DiscoverReply } from '../../../protocol/inspector/discovery';
import type { Control } from '../../../core/pause';
import { share, visibleText } from '../words';
import { behaviourDrawing, passageDrawing } from './answerDrawings';
import { characterCode, inlineCode, markdownTable, plain } from './markdown';
import type { ReportContext } from './reportContext';

/** Pairs and places that are listed. */
const shownPairs = 12;
const shownExamples = 4;
/** Characters of a passage that is drawn. */
const drawnCharacters = 256;

/** Part 4, further: what a scan of the text found, each behaviour with its ablation and its random controls. */
export async function behavioursText(
  context: ReportContext,
  { pairs, behaviours }: DiscoverReply,
  control: Control,
): Promise<string> {
  const { vocabulary } = context.inspection.model;
  const parts: string[] = [];
  for (const behaviour of behaviours) {
    parts.push(...(await behaviourParts(context, behaviour, control)));
  }
  return [
    '## Behaviours longer than one character after another',
    'Each behaviour is measured over the whole text, the neurons that differ most for it are held or taken away, and random ' +
      'neurons in as large sets stand beside them. A claim holds only so far as the figures in its table say.',
    ...(behaviours.length === 0
      ? ['The scan found none with places enough in this text.']
      : [summary(behaviours), ...parts]),
    '### The pairs that the scan ranks first',
    'Ranked by how often, how sure and how causal they are taken together. The last columns are the mean probability without ' +
      'the output of the first driver, and without that of all that are listed.',
    markdownTable(
      ['transition', 'places', 'followed', 'mean p', 'drivers', 'without the first', 'without all'],
      pairs
        .slice(0, shownPairs)
        .map(({ from, to, occurrences, count, probability, drivers, withoutFirst, withoutAll }) => [
          `${characterCode(vocabulary, from)} ${characterCode(vocabulary, to)}`,
          String(occurrences),
          String(count),
          share(probability),
          drivers.join(', '),
          share(withoutFirst),
          share(withoutAll),
        ]),
    ),
  ].join('\n\n');
}

function summary(behaviours: readonly Behaviour[]): string {
  return markdownTable(
    ['behaviour', 'measure', 'before', 'neurons', 'after', 'random neurons instead'],
    behaviours.map(({ title, measure, before, ablation: { neurons }, after, controls }) => [
      plain(title),
      plain(measure),
      share(before),
      neurons.length > 12 ? `${neurons.length} neurons` : neurons.join(', '),
      share(after),
      range(controls.map((control) => control.after)),
    ]),
  );
}

async function behaviourParts(
  { inspection, id, pictures }: ReportContext,
  behaviour: Behaviour,
  control: Control,
): Promise<string[]> {
  const { title, claim, ablation, tables, examples, counterExamples } = behaviour;
  const places = (found: typeof examples): string =>
    found
      .slice(0, shownExamples)
      .map(
        ({ position, before, character, after }) =>
          `- ${inlineCode(visibleText(before + character))} ▸ ${inlineCode(visibleText(after.slice(0, 12)))} (place ${position})`,
      )
      .join('\n');
  const [neuron] = ablation.neurons;
  // Of a trap, where whole sets are held, no one neuron tells anything; nor does the text, which it does not follow.
  const shown = ablation.mode === 'output' ? examples[Math.min(1, examples.length - 1)] : undefined;
  const passage =
    shown === undefined
      ? undefined
      : await passageDrawing(inspection, { text: id, neuron }, shown.position, drawnCharacters, control);
  return [
    `### ${plain(title)}`,
    plain(claim),
    ...pictures.add('behaviour', `${title}: before and after the ablation`, () =>
      behaviourDrawing(behaviour),
    ),
    ...(passage === undefined
      ? []
      : pictures.add('text', `The text about such a place, coloured by neuron ${neuron}`, () => passage)),
    ...tables.flatMap((one) => [
      `${plain(one.title)}:`,
      markdownTable(
        one.columns.map(plain),
        one.rows.map((row) => row.map(plain)),
      ),
    ]),
    ...(examples.length > 0 ? ['Some of the places:', places(examples)] : []),
    ...(counterExamples.length > 0 ? ['Some of those they are compared with:', places(counterExamples)] : []),
  ];
}

function range(values: readonly number[]): string {
  return values.length === 0 ? '' : `${share(Math.min(...values))} to ${share(Math.max(...values))}`;
}
