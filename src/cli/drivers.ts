import { zeroStateDrivers, type Drivers } from '../services/drivers';
import { command } from './command';
import { DiskModelFiles } from './diskModelFiles';
import { jsonOption, modelOption } from './modelOptions';
import { integerOption } from './option';
import { readCharacter } from './readCharacter';
import { list, shown, table } from './table';

export const drivers = command({
  name: 'drivers',
  summary: 'name the neurons that make one character follow another',
  takes: ['FROM', 'TO'],
  details:
    'From a hidden state of zeros: FROM is read, and the logit of TO is the sum of its bias and of what each neuron ' +
    "adds, Why[TO][k] * h[k]. Write a newline as '\\n' or newline, a space as space. Coordinates count from zero, as the " +
    'file has them. In float64.',
  options: {
    top: integerOption('N', 'neurons to list, first the one that adds most', 10, {
      minimum: 1,
      maximum: 1_000_000,
    }),
    model: modelOption,
    json: jsonOption,
  },
  run: async (environment, [from, to], options) => {
    const model = await new DiskModelFiles(environment.bundledFolder).read(options.model);
    const found = zeroStateDrivers(
      model,
      readCharacter(from.text, model.vocabulary),
      readCharacter(to.text, model.vocabulary),
      options.top,
    );
    environment.print(options.json ? `${JSON.stringify(found)}\n` : page(found, model.name));
  },
});

function page(
  { from, to, strongestInputWeight, drivers: found, bias, logit, probability }: Drivers,
  model: string,
): string {
  const { neuron, value, activation } = strongestInputWeight;
  const rows = found.map((driver) => [
    String(driver.neuron),
    String(driver.inputWeight.value),
    String(driver.activation),
    String(driver.outputWeight.value),
    driver.contribution.toFixed(6),
    driver.centredContribution.toFixed(6),
  ]);
  const heads = [
    'neuron k',
    `Wxh[k][${from.index}]`,
    'h[k]',
    `Why[${to.index}][k]`,
    'contribution',
    'centred',
  ];
  return [
    `${shown(from.character)} (${from.index}), then ${shown(to.character)} (${to.index}), in ${model}, from a hidden state of zeros`,
    '',
    `The largest input weight of ${shown(from.character)} is Wxh[${neuron}][${from.index}] = ${value}; h[${neuron}] becomes ${activation}.`,
    '',
    table(
      heads.map((title) => ({ title, align: 'right' })),
      rows,
    ),
    list([
      [`Bias by[${to.index}]`, String(bias)],
      [`Logit of ${shown(to.character)}`, String(logit)],
      ['Probability', String(probability)],
    ]),
  ].join('\n');
}
