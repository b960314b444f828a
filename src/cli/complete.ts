import { definitions, type Settings } from '../services/settings';
import { write, type Written } from '../services/writing';
import { command } from './command';
import {
  jsonOption,
  lengthOption,
  readingOptions,
  seedOption,
  temperatureOption,
  tellReading,
  withModels,
} from './modelOptions';
import type { Values } from './option';
import { withProgress } from './progress';
import { readTextArgument } from './readText';

export const completionOptions = { length: lengthOption, seed: seedOption, ...readingOptions };

/** The settings of the editor with what the options say in their place. */
export function settingsFrom({
  length,
  seed,
  warmup,
  unknown,
  model,
  kernel,
}: Values<typeof completionOptions>): Settings {
  const defaults = Object.fromEntries(
    Object.entries(definitions).map(([name, setting]) => [name, setting.default]),
  ) as Settings;
  return { ...defaults, length, seed, warmup, unknownCharacters: unknown, model, kernel };
}

/** A completion as `--json` prints it. */
export function completionJson({
  prompt,
  text,
  temperature,
  seed,
  model,
  warmup,
  unknown,
}: Written): unknown {
  return { prompt, completion: text, temperature, seed, model, warmup, unknownCharacters: unknown };
}

export const complete = command({
  name: 'complete',
  summary: 'write on from a text',
  takes: ['TEXT'],
  details:
    'Prints the text and what follows it. A TEXT of - is read from standard input; one that begins with a dash goes ' +
    'behind --, after all options.',
  options: { temperature: temperatureOption, ...completionOptions, json: jsonOption },
  run: async (environment, [text], options) => {
    const prompt = await readTextArgument(environment, text);
    const [written] = await withModels(environment, options, (models) =>
      withProgress(environment, 'Completing', (control) =>
        write(models, settingsFrom(options), [{ prompt, temperature: options.temperature }], control),
      ),
    );
    tellReading(environment, written.unknown, written.escapes);
    environment.print(
      options.json ? `${JSON.stringify(completionJson(written))}\n` : `${prompt}${written.text}\n`,
    );
  },
});
