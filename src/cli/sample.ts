import { formatAlpha } from '../services/comparison';
import { definitions } from '../services/settings';
import { write } from '../services/writing';
import { command } from './command';
import { completionJson, completionOptions, settingsFrom } from './complete';
import { jsonOption, temperatureOption, tellReading, withModels } from './modelOptions';
import { listOption } from './option';
import { withProgress } from './progress';
import { readTextArgument } from './readText';

export const sample = command({
  name: 'sample',
  summary: 'write at several temperatures, with the same seed',
  takes: ['[TEXT]'],
  details:
    'Each sample goes on from TEXT, or begins where the warm-up ends. The n-th character of all is drawn with the same ' +
    'random number. A TEXT of - is read from standard input.',
  options: {
    temperatures: listOption(
      temperatureOption,
      'N,N,...',
      'one sample for each',
      definitions.comparedTemperatures.default,
    ),
    ...completionOptions,
    json: jsonOption,
  },
  run: async (environment, [text], options) => {
    const prompt = await readTextArgument(environment, text);
    const requests = options.temperatures.map((temperature) => ({ prompt, temperature }));
    const samples = await withModels(environment, options, (models) =>
      withProgress(environment, 'Sampling', (control) =>
        write(models, settingsFrom(options), requests, control),
      ),
    );
    tellReading(environment, samples[0].unknown);
    if (options.json) {
      environment.print(`${JSON.stringify(samples.map(completionJson))}\n`);
      return;
    }
    const blocks = samples.map(
      ({ temperature, seed, text: written }) =>
        `Temperature ${temperature} (alpha = ${formatAlpha(temperature)}), seed ${seed}:\n\n${prompt}${written}\n`,
    );
    environment.print(blocks.join('\n'));
  },
});
