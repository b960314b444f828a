import type { Model } from '../core/model';
import type { Control } from '../core/pause';
import { PersonError } from '../core/personError';
import type { Ablation } from '../protocol/inspector/proof';
import { strongestDrivers, type Driver } from './drivers';
import { interventionOf } from './inspector/answerAblate';
import { answerSmallestSet } from './inspector/answerSmallestSet';
import { Inspection } from './inspector/inspection';
import type { InspectedText } from './inspector/inspectedText';
import { measureVariants } from './inspector/measureVariants';

export interface ContextQuestion {
  /** What to read, and what to call it. */
  readonly text: string;
  readonly name: string;
  /** Indices in the vocabulary. */
  readonly from: number;
  readonly to: number;
  /** How many drivers to list. */
  readonly top: number;
  /** Neurons whose output is taken away, and neurons that the recurrence misses too; both at once. */
  readonly ablate: readonly number[];
  readonly ablateWhole: readonly number[];
  readonly smallestSet: boolean;
}

interface Change {
  readonly before: number;
  readonly after: number;
}

/** A set of neurons that makes a transition; see `SmallestSetReply`. */
interface FoundSet {
  readonly neurons: readonly number[];
  /** Mean p(to) with these taken away, or, for those that keep it, with all others taken away. */
  readonly probability: number;
  readonly likeliest: { readonly character: string; readonly index: number; readonly probability: number };
  /** No smaller set than this can do it: proved. */
  readonly atLeast: number;
  readonly certainty: 'smallest' | 'upperBound';
}

/** Why one character follows another, over all its places in a text. Everything at temperature 1, in float64. */
export interface DriversInContext {
  /** Places of `from`. */
  readonly occurrences: number;
  /** At how many of them `to` really comes next. */
  readonly followed: number;
  /** Mean p(to) over them. */
  readonly probability: number;
  /** By mean contribution, largest first. */
  readonly drivers: readonly Driver[];
  /** Mean logit: the bias and the mean contributions of all neurons. */
  readonly logit: number;
  readonly bias: number;
  readonly ablated?: {
    readonly neurons: readonly number[];
    readonly output: readonly number[];
    readonly whole: readonly number[];
    /** Mean p(to). */
    readonly probability: number;
    readonly otherEffects: {
      /** Mean loss of all characters but the first, nats. */
      readonly lossNats: Change;
      /** The same without the characters that follow `from`. */
      readonly lossElsewhereNats: Change;
      /** Characters whose mean probability after `from` changed most. */
      readonly probabilities: readonly (Change & { readonly character: string; readonly index: number })[];
    };
  };
  /** The fewest neurons whose output, taken away, halves p(to) or makes another character the likeliest. */
  readonly smallestSet?: (FoundSet & { readonly goal: 'halve' | 'flip' }) | null;
  /** The fewest that alone keep nine tenths of p(to). */
  readonly smallestKeepingSet?: FoundSet | null;
}

/** @throws PersonError if the text cannot be read, or `from` does not occur in it, or there is no such neuron. */
export async function driversInContext(
  model: Model,
  question: ContextQuestion,
  control: Control = {},
): Promise<DriversInContext> {
  const { from, to, top, ablate, ablateWhole, name } = question;
  const inspection = await Inspection.of(model);
  inspection.checkNeurons([...ablate, ...ablateWhole]);
  const { id } = await inspection.open({ name, text: question.text, start: 'zero' }, control);
  const text = await inspection.text(id, control);
  const { counts, followed, hidden, probability } = text.statistics;
  const { hiddenSize: H, vocabularySize: V } = model.parameters;
  const occurrences = counts[from];
  if (occurrences === 0) {
    throw new PersonError('{0} does not occur in {1}: choose another text.', {
      values: [JSON.stringify(model.vocabulary.characters[from]), name],
    });
  }
  const mean = hidden.slice(from * H, (from + 1) * H).map((sum) => sum / occurrences);
  const drivers = strongestDrivers(model.parameters, { from, to, hidden: mean, usual: text.meanHidden }, H);
  const bias = model.parameters.by[to];
  return {
    occurrences,
    followed: followed[from * V + to],
    probability: probability[from * V + to] / occurrences,
    drivers: drivers.slice(0, top),
    logit: bias + drivers.reduce((sum, { contribution }) => sum + contribution, 0),
    bias,
    ...(ablate.length + ablateWhole.length > 0 && {
      ablated: await ablated(inspection, text, question, control),
    }),
    ...(question.smallestSet && (await smallestSets(inspection, id, question, control))),
  };
}

async function ablated(
  inspection: Inspection,
  text: InspectedText,
  { from, to, ablate, ablateWhole }: ContextQuestion,
  control: Control,
): Promise<DriversInContext['ablated']> {
  const held = (neurons: readonly number[], mode: Ablation['mode']): ReturnType<typeof interventionOf> =>
    interventionOf({ neurons: [...neurons], mode, value: 0 }, text);
  const variant = { ...held(ablate, 'output'), ...held(ablateWhole, 'whole') };
  const [before, after] = await measureVariants(inspection, text, { from, to }, [{}, variant], control);
  const probabilities = inspection.model.vocabulary.characters.map((character, index) => ({
    character,
    index,
    before: before.means[index],
    after: after.means[index],
  }));
  return {
    neurons: [...new Set([...ablate, ...ablateWhole])],
    output: [...ablate],
    whole: [...ablateWhole],
    probability: after.means[to],
    otherEffects: {
      lossNats: { before: before.loss, after: after.loss },
      lossElsewhereNats: { before: before.lossElsewhere, after: after.lossElsewhere },
      probabilities: probabilities
        .filter(({ index }) => index !== to)
        .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
        .slice(0, 8),
    },
  };
}

async function smallestSets(
  inspection: Inspection,
  text: string,
  { from, to }: ContextQuestion,
  control: Control,
): Promise<Pick<DriversInContext, 'smallestSet' | 'smallestKeepingSet'>> {
  const { vocabulary } = inspection.model;
  const find = async (goal: 'halve' | 'flip' | 'keep'): Promise<FoundSet | null> => {
    const params = { text, from, to, goal, mode: 'output', value: 0 } as const;
    const { found, atLeast, certainty } = await answerSmallestSet(inspection, params, control);
    if (!found) {
      return null;
    }
    const { neurons, probability, likeliest } = found;
    return {
      neurons,
      probability,
      likeliest: {
        character: vocabulary.characters[likeliest.character],
        index: likeliest.character,
        probability: likeliest.probability,
      },
      atLeast,
      certainty,
    };
  };
  const halve = await find('halve');
  // Where another character is the likeliest as it is, there is nothing to flip.
  const flip = await find('flip').catch((error: unknown) => {
    if (error instanceof PersonError) {
      return null;
    }
    throw error;
  });
  const goal = flip && flip.neurons.length <= (halve?.neurons.length ?? Infinity) ? 'flip' : 'halve';
  const best = goal === 'flip' ? flip : halve;
  return { smallestSet: best && { goal, ...best }, smallestKeepingSet: await find('keep') };
}
