import type { Completer } from '../core/completion';
import type { Control } from '../core/pause';
import { PersonError } from '../core/personError';
import { evaluate as evaluateText } from '../services/evaluate';
import { scorecard, type Score } from '../services/scorecard';
import { command } from './command';
import type { Environment } from './environment';
import { jsonOption, readingOptions, tellReading, withCompleter } from './modelOptions';
import { flag, numberOption, type Values } from './option';
import { withProgress } from './progress';
import { readTextFile } from './readText';
import { list, table, type Column } from './table';

const options = {
  ...readingOptions,
  heldOut: numberOption('SHARE', 'judge by this share of FILE, from its end, alone', 0, {
    minimum: 0,
    maximum: 0.95,
  }),
  baselines: flag('compare with n-grams trained on what stands before that share'),
  json: jsonOption,
};

export const evaluate = command({
  name: 'evaluate',
  summary: 'measure how well the model predicts a file',
  takes: ['FILE'],
  details:
    'Reads FILE once, the hidden state carried through, and gives the mean loss of a character. With no warm-up the ' +
    'first character is fed, not predicted. With --held-out 0.1 the last tenth of FILE is judged, as train --held-out 0.1 ' +
    'kept it, and the model reads the 1000 characters before it first; --baselines shows beside it what 3- to 5-grams reach ' +
    'there that are trained on all before it (interpolated Witten-Bell smoothing), and chance; accuracy is how often the ' +
    'likeliest character was the right one. A FILE of - is standard input.',
  options,
  run: async (environment, [file], options) => {
    const text = await readTextFile(environment, file);
    if (options.baselines && options.heldOut === 0) {
      throw new PersonError('--baselines needs --held-out: the part of FILE that nobody was trained on.');
    }
    await withCompleter(environment, options, (completer) =>
      withProgress(environment, 'Evaluating', (control) =>
        options.heldOut > 0
          ? judgeHeldOut(environment, completer, text, options, control)
          : judgeWhole(environment, completer, text, options, control),
      ),
    );
  },
});

async function judgeWhole(
  environment: Environment,
  completer: Completer,
  text: string,
  { json }: Values<typeof options>,
  control: Control,
): Promise<void> {
  const { escapes, ...evaluation } = await evaluateText(completer, text, control);
  tellReading(environment, evaluation.unknownCharacters, escapes);
  if (json) {
    environment.print(`${JSON.stringify(evaluation)}\n`);
    return;
  }
  environment.print(
    list([
      ['Characters predicted', String(evaluation.characters)],
      ['Loss, nats a character', evaluation.lossNats.toFixed(6)],
      ['Bits a character', evaluation.bitsPerCharacter.toFixed(6)],
      ['Perplexity', evaluation.perplexity.toFixed(4)],
    ]),
  );
}

async function judgeHeldOut(
  environment: Environment,
  completer: Completer,
  text: string,
  { heldOut, baselines, json }: Values<typeof options>,
  control: Control,
): Promise<void> {
  // Just where `train` cuts.
  const { indices, unknown } = completer.encode(text.replaceAll('\r\n', '\n'));
  const cut = Math.floor(indices.length * (1 - heldOut));
  const card = await scorecard(completer, indices, cut, baselines, control);
  tellReading(environment, unknown, card.escapes);
  if (json) {
    const { characters, trained, model } = card;
    const { lossNats, bitsPerCharacter, perplexity, accuracy } = model;
    environment.print(
      `${JSON.stringify({
        ...{ characters, lossNats, bitsPerCharacter, perplexity, accuracy, unknownCharacters: unknown },
        ...(baselines && { trained, baselines: card.baselines }),
      })}\n`,
    );
    return;
  }
  environment.print(`${card.characters} characters predicted, ${card.trained} before them\n\n`);
  environment.print(table(columns, [card.model, ...card.baselines].map(row)));
}

const columns: readonly Column[] = [
  { title: '' },
  ...['nats', 'bits', 'perplexity', 'accuracy'].map((title) => ({ title, align: 'right' as const })),
];

function row({ name, lossNats, bitsPerCharacter, perplexity, accuracy }: Score): string[] {
  return [
    name,
    lossNats.toFixed(4),
    bitsPerCharacter.toFixed(4),
    perplexity.toFixed(3),
    `${(100 * accuracy).toFixed(2)} %`,
  ];
}
