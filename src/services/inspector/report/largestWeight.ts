import { driversOf } from '../../../core/attribution/drivers';
import { argmax } from '../../../core/kernel/sampling';
import { quoted, signed } from '../words';
import type { Transition } from './assignmentPairs';
import { characterCode, markdownTable } from './markdown';
import type { ReportContext } from './reportContext';

/** The neuron with the largest input weight from a character: what a search through Wxh finds. */
export function largestInput({ inspection: { model } }: ReportContext, from: number): number {
  const { hiddenSize, vocabularySize, Wxh } = model.parameters;
  return argmax(
    Float64Array.from({ length: hiddenSize }, (_, neuron) => Wxh[neuron * vocabularySize + from]),
  );
}

/**
 * The weights of that neuron, with coordinates, and what drives the transition from a hidden state of zeros. Of
 * min-char-rnn's network: elsewhere a neuron has more than one input weight for a character, or none.
 */
export function largestWeight(context: ReportContext, { from, to }: Transition): string[] {
  const { model } = context.inspection;
  const { hiddenSize: H, vocabularySize: V, Wxh, Why, bh } = model.parameters;
  const { vocabulary } = model;
  const neuron = largestInput(context, from);
  // By the formula, with the engine's own tanh, whose last digit is NumPy's: these figures are quoted whole.
  const hidden = Float64Array.from({ length: H }, (_, neuron) =>
    Math.tanh(Wxh[neuron * V + from] + bh[neuron]),
  );
  const weights = driversOf(model.parameters, { from, to: to[0], hidden }).drivers.find(
    (driver) => driver.neuron === neuron,
  )!;
  const name = quoted(vocabulary, from);
  return [
    `The largest input weight from ${name} is that of neuron ${neuron}. The weights on its way, with coordinates as the ` +
      `file has them, and its state once ${name} was read from a hidden state of zeros:`,
    markdownTable(
      ['what', 'value'],
      [
        [`\`Wxh[${neuron}][${from}]\`, from ${characterCode(vocabulary, from)}`, String(weights.input)],
        [`\`h[${neuron}]\``, String(weights.activation)],
        ...to.map((index) => [
          `\`Why[${index}][${neuron}]\`, to ${characterCode(vocabulary, index)}`,
          String(Why[index * H + neuron]),
        ]),
      ],
    ),
    ...to.flatMap((index) => {
      const { drivers, bias, logit } = driversOf(model.parameters, { from, to: index, hidden });
      drivers.sort((a, b) => b.contribution - a.contribution);
      const strongest = drivers.slice(0, 6);
      const place = drivers.findIndex((driver) => driver.neuron === neuron) + 1;
      const hiddenOnes = strongest.filter(({ input = 0, output }) => input < 0 && output < 0);
      return [
        `What adds most to the logit of ${characterCode(vocabulary, index)} then, \`Why[${index}][k] * h[k]\` (the centred ` +
          'contribution leaves out what a neuron adds to all characters alike, which the softmax ignores). ' +
          `Neuron ${neuron} comes ${ordinal(place)} of ${H}.` +
          (hiddenOnes.length > 0
            ? ` A search for large weights cannot find ${hiddenOnes.map((driver) => driver.neuron).join(', ')}: both of their ` +
              'weights are negative, and so they push the logit up.'
            : ''),
        markdownTable(
          ['neuron k', `\`Wxh[k][${from}]\``, '`h[k]`', `\`Why[${index}][k]\``, 'contribution', 'centred'],
          strongest.map((driver) => [
            String(driver.neuron),
            driver.input!.toFixed(4),
            driver.activation.toFixed(4),
            driver.output.toFixed(4),
            signed(driver.contribution),
            signed(driver.centred),
          ]),
        ),
        `Bias \`by[${index}]\` = ${bias.toFixed(4)}; with all ${H} neurons the logit is ${logit.toFixed(4)}.`,
      ];
    }),
  ];
}

function ordinal(place: number): string {
  const special: Readonly<Record<number, string>> = { 1: 'first', 2: 'second', 3: 'third' };
  return special[place] ?? `in place ${place}`;
}
