import { nextCharacters } from '../services/nextCharacter';
import { command } from './command';
import {
  jsonOption,
  kernelOption,
  readingOptions,
  temperatureOption,
  tellReading,
  withCompleter,
} from './modelOptions';
import { integerOption } from './option';
import { withProgress } from './progress';
import { readTextArgument } from './readText';
import { shown, table } from './table';

export const next = command({
  name: 'next',
  summary: 'list what the model expects after a text',
  takes: ['TEXT'],
  details:
    'Prints the likeliest characters; --json has the whole vocabulary in the order of its indices. A TEXT of - is read ' +
    'from standard input. By default in float64, as these are figures to compare with.',
  options: {
    temperature: { ...temperatureOption, default: 1, shownDefault: '1' },
    top: integerOption('N', 'characters to print without --json', 10, { minimum: 1, maximum: 65_536 }),
    ...readingOptions,
    kernel: { ...kernelOption, default: 'reference' as const, shownDefault: 'reference' },
    json: jsonOption,
  },
  run: async (environment, [text], options) => {
    const prompt = await readTextArgument(environment, text);
    const { distribution, unknown } = await withCompleter(environment, options, (completer) =>
      withProgress(environment, 'Reading', (control) =>
        nextCharacters(completer, prompt, options.temperature, control),
      ),
    );
    tellReading(environment, unknown);
    if (options.json) {
      environment.print(`${JSON.stringify({ distribution })}\n`);
      return;
    }
    const rows = [...distribution]
      .sort((a, b) => b.probability - a.probability || b.logit - a.logit || a.index - b.index)
      .slice(0, options.top)
      .map(({ character, index, logit, probability }) => [
        shown(character),
        String(index),
        logit.toFixed(4),
        probability.toFixed(6),
        bar(probability),
      ]);
    environment.print(
      table(
        [
          { title: 'character' },
          { title: 'index', align: 'right' },
          { title: 'logit', align: 'right' },
          { title: 'probability', align: 'right' },
          { title: '' },
        ],
        rows,
      ),
    );
  },
});

/** 40 cells are certainty. */
function bar(probability: number): string {
  return '█'.repeat(Math.round(40 * probability));
}
