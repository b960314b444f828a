import { driversOf } from '../../core/attribution/drivers';
import type { Model } from '../../core/model';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { Inspection } from './inspection';
import { placeState } from './placeState';
import { counted, grouped, quoted, share, signed } from './words';

type DriversReply = Reply<'drivers'>;

/** What a question about a transition is asked of: one hidden state, or the mean of many. */
interface Asked {
  readonly from: number;
  readonly hidden: Float64Array;
  readonly usual?: Float64Array;
  /** Mean probabilities, (V). */
  readonly probabilities: Float64Array;
  readonly occurrences: number;
  readonly followed: number | null;
  /** For the sentence. */
  readonly where: string;
}

/** Why does `to` follow? */
export async function answerDrivers(
  inspection: Inspection,
  { scope, to, foil }: CheckedParams<'drivers'>,
  control: Control,
): Promise<DriversReply> {
  inspection.checkCharacters(foil === undefined ? [to] : [to, foil]);
  const { model } = inspection;
  const asked = await ask(inspection, scope, to, control);
  const { from, hidden, usual, probabilities, occurrences, followed } = asked;
  const attribution = driversOf(model.parameters, { from, to, foil, hidden, usual });
  const reply: Omit<DriversReply, 'sentence'> = {
    from,
    to,
    foil,
    occurrences,
    followed,
    probability: probabilities[to],
    foilProbability: foil === undefined ? undefined : probabilities[foil],
    rank: 1 + probabilities.reduce((above, p) => above + (p > probabilities[to] ? 1 : 0), 0),
    ...attribution,
  };
  return { ...reply, sentence: sentence(model, asked, reply) };
}

async function ask(
  inspection: Inspection,
  scope: CheckedParams<'drivers'>['scope'],
  to: number,
  control: Control,
): Promise<Asked> {
  const { model, reader } = inspection;
  if (scope.kind !== 'text') {
    const { character, after, next } = await placeState(inspection, scope, control);
    const name = quoted(model.vocabulary, character);
    return {
      from: character,
      hidden: after,
      probabilities: reader.logProbabilities(after).map(Math.exp),
      occurrences: 1,
      followed: next === undefined ? null : Number(next === to),
      where:
        scope.kind === 'zero'
          ? `After ${name} from the zero state`
          : `After ${name} at place ${grouped(scope.position)}`,
    };
  }
  const { from } = scope;
  inspection.checkCharacters([from]);
  const text = await inspection.text(scope.text, control);
  const { counts, followed, hidden, probability } = text.statistics;
  const { hiddenSize: H, vocabularySize: V } = reader;
  const occurrences = counts[from];
  const name = quoted(model.vocabulary, from);
  if (occurrences === 0) {
    throw new PersonError('{0} does not occur in {1}. Choose a character that does.', {
      values: [name, text.name],
    });
  }
  return {
    from,
    hidden: hidden.slice(from * H, (from + 1) * H).map((sum) => sum / occurrences),
    usual: text.meanHidden,
    probabilities: probability.slice(from * V, (from + 1) * V).map((sum) => sum / occurrences),
    occurrences,
    followed: followed[from * V + to],
    where: `Over ${counted(occurrences, 'place')} of ${name} in ${text.name}`,
  };
}

/** How many drivers the sentence names. */
const named = 4;

function sentence(
  { vocabulary }: Model,
  { where, from, occurrences, followed }: Asked,
  { to, foil, probability, foilProbability, bias, sum, logit, drivers }: Omit<DriversReply, 'sentence'>,
): string {
  const name = quoted(vocabulary, to);
  const mean = occurrences > 1 ? 'mean ' : '';
  const parts = [`${where}, ${name} has the ${mean}probability ${share(probability)}`];
  if (occurrences > 1 && followed !== null) {
    parts.push(` and follows ${counted(followed, 'time')}`);
  }
  if (foil !== undefined) {
    parts.push(` (${quoted(vocabulary, foil)}: ${share(foilProbability ?? 0)})`);
  }
  parts.push(
    `. Its ${mean}logit ${signed(logit)} is the bias by[${to}] ${signed(bias)} and what the neurons add, ${signed(sum)}. `,
  );
  const strongest = drivers
    .slice(0, named)
    .map(({ neuron, input, output, activation, centred, difference }) => {
      const weights = `${input === undefined ? '' : `Wxh[${neuron}][${from}] = ${input}, `}Why[${to}][${neuron}] = ${output}`;
      return `${neuron} (${signed(difference ?? centred)}; ${weights}, ${mean}activation ${activation.toFixed(3)})`;
    });
  parts.push(
    foil === undefined
      ? 'Most comes from the neurons '
      : `Most of what speaks for it rather than for ${quoted(vocabulary, foil)} comes from the neurons `,
    `${strongest.join(', ')}; the figures with a sign are ${
      foil === undefined
        ? 'without what a neuron adds to all characters alike'
        : 'differences of the two logits'
    }.`,
  );
  return parts.join('');
}
