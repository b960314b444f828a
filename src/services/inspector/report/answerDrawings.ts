import type { Control } from '../../../core/pause';
import type { Behaviour } from '../../../protocol/inspector/discovery';
import type { Reply } from '../../../protocol/inspector/inspector';
import type { AblateReply } from '../../../protocol/inspector/proof';
import { answerReadText } from '../answerTexts';
import type { Inspection } from '../inspection';
import { grouped, visible } from '../words';
import { barsDrawing, textDrawing } from './drawings';

/** The inspector's answers as pictures of a report. */

/** Drivers that speak most for the character and, if there are so many, most against it. */
const drawnFor = 10;
const drawnAgainst = 4;

const randomNote = 'Thin lines: from the least to the greatest with as many random neurons instead.';

export function driversDrawing({ drivers, foil }: Reply<'drivers'>, to: string): string {
  const value = ({ centred, difference }: (typeof drivers)[number]): number => difference ?? centred;
  const drawn =
    drivers.length <= drawnFor + drawnAgainst
      ? drivers
      : [...drivers.slice(0, drawnFor), ...drivers.slice(-drawnAgainst)];
  const measure = foil === undefined ? 'centred contribution to' : 'difference of logits for';
  return barsDrawing(
    `${measure} ${to}`,
    drawn.map((driver) => ({ name: `neuron ${driver.neuron}`, value: value(driver) })),
  );
}

/** What is left of a probability without neurons, and without random ones. */
export function ablationDrawing(
  { before, results }: Pick<AblateReply, 'before' | 'results'>,
  title: string,
): string {
  const compared = results.some(({ controls }) => controls.length > 0);
  return barsDrawing(
    title,
    [
      { name: 'all in place', value: before.mean },
      ...results.map(({ ablation: { neurons }, after, controls }) => ({
        name: `without ${neurons.join(', ')}`,
        value: after.mean,
        ...(controls.length > 0 ? { range: extent(controls.map(({ mean }) => mean)) } : {}),
      })),
    ],
    { isSigned: false, ...(compared ? { note: randomNote } : {}) },
  );
}

/** A behaviour before and after its ablation. */
export function behaviourDrawing({
  measure,
  before,
  ablation: { neurons },
  after,
  controls,
}: Behaviour): string {
  return barsDrawing(
    measure,
    [
      { name: 'all in place', value: before },
      {
        name: `${neurons.length > 4 ? neurons.length : neurons.join(', ')} held at the mean`,
        value: after,
        range: extent(controls.map((control) => control.after)),
      },
    ],
    { isSigned: false, note: randomNote },
  );
}

/** The text about a place, coloured by a neuron's activation. */
export async function passageDrawing(
  inspection: Inspection,
  { text, neuron }: { readonly text: string; readonly neuron: number },
  position: number,
  length: number,
  control: Control,
): Promise<string> {
  const from = Math.max(0, position - length / 2);
  const { characters, activation } = await answerReadText(
    inspection,
    { text, from, length, neuron },
    { signal: control.signal },
  );
  return textDrawing(
    `h[${neuron}] from place ${grouped(from)} on: blue -1, white 0, orange 1`,
    Array.from(characters, (index, at) => ({
      name: visible(inspection.model.vocabulary.characters[index]),
      value: activation![at],
    })),
  );
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
