import type { Control } from '../../../core/pause';
import type { Looked } from '../../../protocol/inspector/report';
import { answerAblate } from '../answerAblate';
import { answerDrivers } from '../answerDrivers';
import { answerNeuron } from '../answerNeurons';
import { answerSmallestSet } from '../answerSmallestSet';
import type { Inspection } from '../inspection';
import { quoted, signed, visible, visibleText } from '../words';
import { ablationDrawing, driversDrawing, passageDrawing } from './answerDrawings';
import { commandBlock } from './commands';
import { characterCode, inlineCode, markdownTable, plain } from './markdown';
import type { ReportContext, Section } from './reportContext';
import { ablationTable, smallestTable } from './transitionProof';

/** Characters of a passage that is drawn. */
const drawnCharacters = 512;

/** Something that was looked at, asked again. */
export function lookedSection(looked: Looked): Section {
  return async (context, control) => {
    const [title, ...parts] = await written(context, looked, control);
    return [`### ${title}`, ...parts].join('\n\n');
  };
}

async function written(context: ReportContext, looked: Looked, control: Control): Promise<string[]> {
  switch (looked.method) {
    case 'drivers':
      return driversParts(context, looked.params, control);
    case 'ablate':
      return ablateParts(context, looked.params, control);
    case 'smallestSet':
      return setParts(context, looked.params, control);
    case 'neuron':
      return neuronParts(context, looked.params, control);
  }
}

type ParamsOf<M extends Looked['method']> = Extract<Looked, { method: M }>['params'];

async function driversParts(
  { inspection, id, commands, pictures }: ReportContext,
  params: ParamsOf<'drivers'>,
  control: Control,
): Promise<string[]> {
  const reply = await answerDrivers(inspection, params, control);
  const { from, to, foil } = reply;
  const { scope } = params;
  const { vocabulary } = inspection.model;
  const [a, b] = [vocabulary.characters[from], vocabulary.characters[to]];
  const command =
    scope.kind === 'zero'
      ? commands.drivers(a, b)
      : scope.kind === 'text' && scope.text === id
        ? commands.driversIn(a, b)
        : undefined;
  return [
    `Why ${quoted(vocabulary, to)} follows ${quoted(vocabulary, from)}` +
      (foil === undefined ? '' : ` rather than ${quoted(vocabulary, foil)}`),
    plain(reply.sentence),
    ...pictures.add('drivers', `The neurons behind ${visible(b)}, by what they add`, () =>
      driversDrawing(reply, visible(b)),
    ),
    markdownTable(
      [
        'neuron k',
        ...(reply.drivers[0].input === undefined ? [] : [`\`Wxh[k][${from}]\``]),
        '`h[k]`',
        `\`Why[${to}][k]\``,
        'contribution',
        'centred',
        ...(foil === undefined ? [] : [`over ${characterCode(vocabulary, foil)}`]),
      ],
      reply.drivers
        .slice(0, 10)
        .map(({ neuron, input, activation, output, contribution, centred, difference }) => [
          String(neuron),
          ...(input === undefined ? [] : [String(input)]),
          activation.toFixed(6),
          String(output),
          signed(contribution),
          signed(centred),
          ...(difference === undefined ? [] : [signed(difference)]),
        ]),
    ),
    `Bias ${reply.bias.toFixed(6)} + contributions ${reply.sum.toFixed(6)} = logit ${reply.logit.toFixed(6)}.`,
    ...(command === undefined ? [] : [commandBlock([command])]),
  ];
}

async function ablateParts(
  { inspection, id, commands, pictures }: ReportContext,
  params: ParamsOf<'ablate'>,
  control: Control,
): Promise<string[]> {
  const reply = await answerAblate(inspection, params, control);
  const { from, to, ablations, text } = params;
  const { characters } = inspection.model.vocabulary;
  // The terminal takes neurons away at zero only.
  const made = ablations
    .filter(({ value }) => value === 0 && text === id)
    .map(({ neurons, mode }) =>
      commands.driversIn(
        characters[from],
        characters[to],
        ` ${mode === 'output' ? '--ablate' : '--ablate-whole'} ${neurons.join(',')}`,
      ),
    );
  return [
    `What becomes of ${transitionName(inspection, from, to)} without neurons`,
    plain(reply.sentence),
    ...pictures.add('ablation', 'What is left without neurons', () =>
      ablationDrawing(reply, `mean p(${visible(characters[to])}) after ${visible(characters[from])}`),
    ),
    ablationTable(reply),
    ...(made.length === 0 ? [] : [commandBlock(made)]),
  ];
}

async function setParts(
  { inspection, id, commands }: ReportContext,
  params: ParamsOf<'smallestSet'>,
  control: Control,
): Promise<string[]> {
  const reply = await answerSmallestSet(inspection, params, control);
  const { from, to, mode, value, text } = params;
  const { vocabulary } = inspection.model;
  const { characters } = vocabulary;
  const command = commands.driversIn(characters[from], characters[to], ' --smallest-set');
  return [
    `The fewest neurons behind ${transitionName(inspection, from, to)}`,
    plain(reply.sentence),
    smallestTable([reply], (index) => characterCode(vocabulary, index)),
    ...(mode === 'output' && value === 0 && text === id ? [commandBlock([command])] : []),
  ];
}

async function neuronParts(
  { inspection, pictures }: ReportContext,
  params: ParamsOf<'neuron'>,
  control: Control,
): Promise<string[]> {
  const reply = await answerNeuron(inspection, params, control);
  const passage = await passageDrawing(
    inspection,
    params,
    reply.highest[0].position,
    drawnCharacters,
    control,
  );
  const number = (value: number | null): string => (value === null ? '' : value.toFixed(4));
  return [
    `Neuron ${params.neuron}`,
    plain(reply.sentence),
    ...pictures.add(
      'text',
      `The text about the place where neuron ${params.neuron} is highest`,
      () => passage,
    ),
    markdownTable(
      ['simple feature', 'variance explained', 'area under the curve', 'mean inside', 'mean outside'],
      reply.features
        .slice(0, 6)
        .map(({ label, explained, auc, meanInside, meanOutside }) => [
          plain(label),
          number(explained),
          number(auc),
          number(meanInside),
          number(meanOutside),
        ]),
    ),
    markdownTable(
      ['highest at', 'h'],
      reply.highest
        .slice(0, 6)
        .map(({ before, character, after, value }) => [
          inlineCode(visibleText(`${before.slice(-16)}${character}`)) +
            ` then ${inlineCode(visibleText(after.slice(0, 8)))}`,
          value.toFixed(4),
        ]),
    ),
  ];
}

function transitionName({ model: { vocabulary } }: Inspection, from: number, to: number): string {
  return `${quoted(vocabulary, to)} after ${quoted(vocabulary, from)}`;
}
