import type { Completion } from '../core/completion';
import type { Control } from '../core/pause';
import { PersonError } from '../core/personError';
import { formatWarmup, parseWarmup } from '../core/warmup';
import type { ModelStore } from './modelStore';
import { definitions, type Settings } from './settings';

/** What may differ from the settings for one piece of work. */
export interface WritingOptions {
  readonly temperature?: number;
  readonly length?: number;
  readonly seed?: number;
}

const optionNames = ['temperature', 'length', 'seed'] as const;

/**
 * The options that a key binding gives a command. Whatever else a command is called with (a menu passes the
 * document's address) is left alone.
 *
 * @throws PersonError if one of them is out of range.
 */
export function checkedOptions(given: unknown): WritingOptions {
  const options: Partial<Record<(typeof optionNames)[number], number>> = {};
  if (typeof given !== 'object' || given === null) {
    return options;
  }
  for (const name of optionNames) {
    const value = (given as Record<string, unknown>)[name];
    const setting = definitions[name];
    if (value === undefined) {
      continue;
    }
    if (typeof value !== 'number' || !setting.accepts(value)) {
      throw new PersonError('The argument {0} is {1}: expected {2}.', {
        values: [name, JSON.stringify(value), setting.expected],
      });
    }
    options[name] = value;
  }
  return options;
}

/** What is to be written: a text to go on from, and what differs for this one. */
export interface WritingRequest extends WritingOptions {
  readonly prompt: string;
}

/** A completion, and what wrote it. */
export interface Written extends Completion {
  /** For people. */
  readonly model: string;
  /** As the setting has it: with this the model is found again. */
  readonly modelReference: string;
  readonly warmup: string;
  readonly unknownCharacters: Settings['unknownCharacters'];
  readonly kernel: string;
}

/** A seed for those who want another text each time: short enough to be read out, and to be typed again. */
export function randomSeed(): number {
  return Math.floor(Math.random() * 1_000_000);
}

/**
 * Writes on from each prompt, with one model and one way of reading for all, whatever is changed meanwhile.
 * Where the settings ask for a new seed each time, all get the same new one.
 *
 * @throws PersonError if there is no model to run or a prompt is refused, the signal's reason once it is aborted.
 */
export async function write(
  store: ModelStore,
  settings: Settings,
  requests: readonly WritingRequest[],
  control: Control = {},
): Promise<Written[]> {
  const seed = settings.seed ?? randomSeed();
  return store.use(async (running) => {
    const completer = running.completer({
      warmup: parseWarmup(settings.warmup),
      unknown: settings.unknownCharacters,
    });
    const full = requests.map((request) => ({
      prompt: request.prompt,
      temperature: request.temperature ?? settings.temperature,
      length: request.length ?? settings.length,
      seed: request.seed ?? seed,
    }));
    const cost = full.map(({ prompt, length }) => prompt.length + length);
    const total = cost.reduce((sum, characters) => sum + characters, 0);
    const written: Written[] = [];
    let before = 0;
    for (const [at, request] of full.entries()) {
      const base = before;
      const completion = await completer.complete(request, {
        ...control,
        onProgress: (done) => control.onProgress?.(base + done, total),
      });
      written.push({
        ...completion,
        model: running.model.name,
        modelReference: running.choice.reference,
        warmup: formatWarmup(completer.options.warmup),
        unknownCharacters: completer.options.unknown,
        kernel: running.network.kernel,
      });
      before += cost[at];
    }
    return written;
  });
}
