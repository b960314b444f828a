import { zeroStateDrivers, type Driver, type Drivers } from '../services/drivers';
import { driversInContext, type DriversInContext } from '../services/driversInContext';
import { PersonError } from '../core/personError';
import { command } from './command';
import { DiskModelFiles } from './diskModelFiles';
import { jsonOption, modelOption } from './modelOptions';
import { flag, integerOption, listOption, optional } from './option';
import { withProgress } from './progress';
import { readCharacter } from './readCharacter';
import { readTextFile } from './readText';
import { list, shown, table } from './table';

const neuronList = (help: string) =>
  listOption(integerOption('NEURON', '', 0, { minimum: 0, maximum: 1_000_000 }), 'NEURON,...', help, []);

export const drivers = command({
  name: 'drivers',
  summary: 'name the neurons that make one character follow another',
  takes: ['FROM', 'TO'],
  details:
    'From a hidden state of zeros: FROM is read, and the logit of TO is the sum of its bias and of what each neuron ' +
    "adds, Why[TO][k] * h[k]. Write a newline as '\\n' or newline, a space as space. Coordinates count from zero, as the " +
    'file has them. In float64. With --corpus the same over every FROM in a text, which is read once from a hidden state ' +
    'of zeros; --ablate, --ablate-whole and --smallest-set then say what the neurons really do, by reading it without them.',
  options: {
    top: integerOption('N', 'neurons to list, first the one that adds most', 10, {
      minimum: 1,
      maximum: 1_000_000,
    }),
    corpus: optional({
      placeholder: 'FILE',
      help: 'a text to look at every FROM in',
      expected: 'a file',
      read: (text: string) => text,
    }),
    ablate: neuronList('neurons whose output is taken away'),
    ablateWhole: neuronList('neurons that are taken from the recurrence too'),
    smallestSet: flag('find the fewest neurons that make TO follow FROM, and the fewest that keep it'),
    model: modelOption,
    json: jsonOption,
  },
  run: async (environment, [fromWord, toWord], options) => {
    const { corpus, ablate, ablateWhole, smallestSet, top } = options;
    if (corpus === undefined && (smallestSet || ablate.length + ablateWhole.length > 0)) {
      throw new PersonError(
        '--ablate, --ablate-whole and --smallest-set need a text: name one with --corpus.',
      );
    }
    const model = await new DiskModelFiles(environment.bundledFolder).read(options.model);
    const from = readCharacter(fromWord.text, model.vocabulary);
    const to = readCharacter(toWord.text, model.vocabulary);
    const found = zeroStateDrivers(model, from, to, top);
    let inContext: DriversInContext | undefined;
    if (corpus !== undefined) {
      const text = await readTextFile(environment, { text: corpus, verbatim: false });
      const question = { text, name: corpus, from, to, top, ablate, ablateWhole, smallestSet };
      inContext = await withProgress(environment, 'Reading', (control) =>
        driversInContext(model, question, control),
      );
    }
    environment.print(
      options.json
        ? `${JSON.stringify({ ...found, ...(inContext && { inContext }) })}\n`
        : page(found, model.name) + (inContext ? contextPage(found, inContext, corpus ?? '') : ''),
    );
  },
});

function page(
  { from, to, strongestInputWeight, drivers: found, bias, logit, probability }: Drivers,
  model: string,
): string {
  const strongest = strongestInputWeight;
  return [
    `${shown(from.character)} (${from.index}), then ${shown(to.character)} (${to.index}), in ${model}, from a hidden state of zeros`,
    '',
    ...(strongest
      ? [
          `The largest input weight of ${shown(from.character)} is Wxh[${strongest.neuron}][${from.index}] = ${strongest.value}; ` +
            `h[${strongest.neuron}] becomes ${strongest.activation}.`,
          '',
        ]
      : []),
    driversTable({ from, to }, found, 'h[k]'),
    list([
      [`Bias by[${to.index}]`, String(bias)],
      [`Logit of ${shown(to.character)}`, String(logit)],
      ['Probability', String(probability)],
    ]),
  ].join('\n');
}

function driversTable(
  { from, to }: Pick<Drivers, 'from' | 'to'>,
  found: readonly Driver[],
  activation: string,
): string {
  const hasInputs = found.some(({ inputWeight }) => inputWeight !== undefined);
  const heads = [
    'neuron k',
    ...(hasInputs ? [`Wxh[k][${from.index}]`] : []),
    activation,
    `Why[${to.index}][k]`,
    'contribution',
    'centred',
  ];
  return table(
    heads.map((title) => ({ title, align: 'right' })),
    found.map((driver) => [
      String(driver.neuron),
      ...(driver.inputWeight ? [String(driver.inputWeight.value)] : []),
      String(driver.activation),
      String(driver.outputWeight.value),
      driver.contribution.toFixed(6),
      driver.centredContribution.toFixed(6),
    ]),
  );
}

function contextPage(
  { from, to }: Drivers,
  {
    occurrences,
    followed,
    probability,
    drivers: found,
    logit,
    ablated,
    smallestSet,
    smallestKeepingSet,
  }: DriversInContext,
  corpus: string,
): string {
  const [a, b] = [shown(from.character), shown(to.character)];
  const parts = [
    '',
    `Over the ${occurrences} places of ${a} in ${corpus}, ${followed} of them followed by ${b}`,
    '',
    driversTable({ from, to }, found, 'mean h[k]'),
    list([
      [`Mean logit of ${b}`, String(logit)],
      ['Mean probability', String(probability)],
    ]),
  ];
  if (ablated) {
    const { lossNats, lossElsewhereNats, probabilities } = ablated.otherEffects;
    parts.push(
      list([
        ['Taken away', [...ablated.output, ...ablated.whole.map((neuron) => `${neuron} (whole)`)].join(', ')],
        ['Mean probability then', String(ablated.probability)],
        ['Loss, nats a character', `${lossNats.before.toFixed(6)}, then ${lossNats.after.toFixed(6)}`],
        [
          `Loss elsewhere than after ${a}`,
          `${lossElsewhereNats.before.toFixed(6)}, then ${lossElsewhereNats.after.toFixed(6)}`,
        ],
        ...probabilities
          .slice(0, 3)
          .map(
            ({ character, before, after }) =>
              [
                `Mean probability of ${shown(character)}`,
                `${before.toFixed(6)}, then ${after.toFixed(6)}`,
              ] as const,
          ),
      ]),
    );
  }
  if (smallestSet !== undefined && smallestKeepingSet !== undefined) {
    parts.push(setsPage(b, smallestSet, smallestKeepingSet));
  }
  return parts.join('\n');
}

function setsPage(
  to: string,
  removal: NonNullable<DriversInContext['smallestSet']> | null,
  keeping: NonNullable<DriversInContext['smallestKeepingSet']> | null,
): string {
  const proof = ({ certainty, atLeast }: NonNullable<typeof keeping>): string =>
    certainty === 'smallest' ? 'proved smallest' : `an upper bound; proved: at least ${atLeast}`;
  const removed: [string, string][] = removal
    ? [
        [
          removal.goal === 'flip' ? 'Fewest that make another likeliest' : 'Fewest that halve it',
          `${removal.neurons.join(', ')} (${proof(removal)})`,
        ],
        [
          'Without their output',
          `${to} ${removal.probability.toFixed(6)}, likeliest ${shown(removal.likeliest.character)} ${removal.likeliest.probability.toFixed(6)}`,
        ],
      ]
    : [['Fewest that halve it', 'none found']];
  return list([
    ...removed,
    [
      'Fewest that keep nine tenths alone',
      keeping
        ? `${keeping.neurons.join(', ')} (${proof(keeping)}): ${keeping.probability.toFixed(6)}`
        : 'none found',
    ],
  ]);
}
