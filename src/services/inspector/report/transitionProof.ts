import type { Control } from '../../../core/pause';
import type { AblateReply, SmallestSetReply } from '../../../protocol/inspector/proof';
import { answerAblate } from '../answerAblate';
import { answerDrivers } from '../answerDrivers';
import { answerSmallestSet } from '../answerSmallestSet';
import { counted, grouped, listed, quoted, share, signed, visible } from '../words';
import { ablationDrawing, driversDrawing } from './answerDrawings';
import { characterCode, markdownTable } from './markdown';
import type { ReportContext } from './reportContext';

/** Random sets beside each ablation. */
const controls = 8;

interface Proof {
  /** Markdown, a paragraph or a table each. */
  readonly parts: readonly string[];
  /** Of `drivers`, to make the figures again. */
  readonly options: readonly string[];
}

/** What the neurons behind a transition are worth over a whole text: drivers in context, ablations, smallest sets. */
export async function transitionProof(
  { inspection, id, text, seed, pictures }: ReportContext,
  {
    from,
    to,
    celebrated,
    zeroDrivers,
  }: { from: number; to: number; celebrated: number; zeroDrivers: readonly number[] },
  control: Control,
): Promise<Proof> {
  const { vocabulary } = inspection.model;
  const part = (at: number): Control => ({
    ...control,
    onProgress: (done, total) => control.onProgress?.(at + done / total, 4),
  });
  const found = await answerDrivers(inspection, { scope: { kind: 'text', text: id, from }, to }, part(0));
  const inContext = found.drivers.slice(0, 4);
  const strongest = inContext.map(({ neuron }) => neuron);
  const sets = distinct([[celebrated], [strongest[0]], zeroDrivers, strongest]);
  const reply = await answerAblate(
    inspection,
    {
      text: id,
      from,
      to,
      ablations: sets.map((neurons) => ({ neurons: [...neurons], mode: 'output', value: 0 })),
      controls,
      seed,
    },
    part(0),
  );
  const smallest: SmallestSetReply[] = [];
  for (const [at, goal] of (['halve', 'flip', 'keep'] as const).entries()) {
    if (goal === 'flip' && found.rank > 1) {
      continue;
    }
    smallest.push(
      await answerSmallestSet(
        inspection,
        { text: id, from, to, goal, mode: 'output', value: 0 },
        part(at + 1),
      ),
    );
  }
  const [a, b] = [characterCode(vocabulary, from), characterCode(vocabulary, to)];
  const [markA, markB] = [from, to].map((index) => visible(vocabulary.characters[index]));
  return {
    parts: [
      `Over the ${counted(found.occurrences, 'place')} of ${a} in ${text.name}, ${b} follows ${counted(found.followed ?? 0, 'time')}; its ` +
        `mean probability is ${share(found.probability)}. The strongest drivers there, by mean centred contribution:`,
      markdownTable(
        [
          'neuron k',
          'mean `h[k]`',
          `\`Why[${to}][k]\``,
          'contribution',
          'centred',
          'special to these places',
        ],
        inContext.map(({ neuron, activation, output, contribution, centred, special }) => [
          String(neuron),
          activation.toFixed(4),
          output.toFixed(4),
          signed(contribution),
          signed(centred),
          signed(special ?? 0),
        ]),
      ),
      ...pictures.add('drivers', `The neurons behind ${markB} after ${markA}, by what they add`, () =>
        driversDrawing(found, `${markB} after ${markA}, mean over the text`),
      ),
      `What taking the output of neurons away does to the mean probability of ${b}, beside ${counted(controls, 'set')} of as many ` +
        `random other neurons (seed ${seed}), and to the loss of the whole text, ${reply.loss.toFixed(4)} nats a character with every neuron in place:`,
      ...pictures.add('ablation', `What is left of ${markB} after ${markA} without neurons`, () =>
        ablationDrawing(reply, `mean p(${markB}) after ${markA}`),
      ),
      ablationTable(reply),
      verdict(reply, quoted(vocabulary, to)),
      smallestTable(smallest, (index) => characterCode(vocabulary, index)),
    ],
    options: [...sets.map((set) => ` --ablate ${set.join(',')}`), ' --smallest-set'],
  };
}

/** Ablations with their controls as a table. */
export function ablationTable({ before, results }: Pick<AblateReply, 'before' | 'results'>): string {
  return markdownTable(
    ['taken away', 'mean p before', 'mean p after', 'with random neurons instead', 'loss'],
    results.map(({ ablation: { neurons, mode, value }, after, loss, controls: random }) => [
      neurons.join(', ') +
        (mode === 'whole' ? ' (from the recurrence too)' : '') +
        (value === 0 ? '' : ` (held at ${value === 'mean' ? 'the mean' : value})`),
      share(before.mean),
      share(after.mean),
      random.length === 0 ? 'not asked' : range(random.map(({ mean }) => mean)),
      loss.toFixed(4),
    ]),
  );
}

/** What the first ablation says of a neuron that is held to be the cause. */
function verdict({ before, results: [first] }: AblateReply, to: string): string {
  const { ablation, after, controls: random } = first;
  const who = listed(ablation.neurons);
  const change = after.mean - before.mean;
  const part = Math.abs(change) / before.mean;
  const changes = random.map(({ mean }) => mean - before.mean);
  const beyond = change < Math.min(...changes);
  const figures = `${to} goes from ${share(before.mean)} to ${share(after.mean)} without it`;
  if (change >= 0) {
    return `**So ${who} is not the cause:** ${figures}: it does not fall at all.`;
  }
  if (!beyond) {
    return `**So ${who} is not the cause:** ${figures}, which is no more than some random neuron does.`;
  }
  return part >= 0.5
    ? `**So ${who} is a cause:** ${figures}, ${(100 * part).toFixed(0)} % less, and no random neuron does as much.`
    : `**So ${who} has a part, but is not what makes the behaviour:** ${figures}, ${(100 * part).toFixed(1)} % less, more than ` +
        'any random neuron takes, yet most of it stays. Several neurons share it.';
}

const goals = {
  halve: 'halve it',
  flip: 'make another character the likeliest',
  keep: 'keep nine tenths of it, all others taken away',
} as const;

/** The smallest sets as a table. */
export function smallestTable(
  replies: readonly SmallestSetReply[],
  name: (character: number) => string,
): string {
  const rows = replies.map(({ goal, found, atLeast, certainty, tried }) => [
    `the fewest that ${goals[goal]}`,
    found ? `${found.neurons.length}: ${found.neurons.join(', ')}` : 'none found',
    found ? share(found.probability) : '',
    found ? `${name(found.likeliest.character)} ${share(found.likeliest.probability)}` : '',
    certainty === 'smallest' ? 'smallest' : `upper bound; at least ${atLeast}`,
    grouped(tried),
  ]);
  return markdownTable(['outputs', 'neurons', 'mean p then', 'likeliest then', 'proved', 'sets tried'], rows);
}

export function range(values: readonly number[]): string {
  return `${share(Math.min(...values))} to ${share(Math.max(...values))}`;
}

function distinct(sets: readonly (readonly number[])[]): (readonly number[])[] {
  const seen = new Map(sets.map((set) => [[...set].sort((a, b) => a - b).join(), set]));
  return [...seen.values()];
}
