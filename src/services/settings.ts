import { unknownPolicies } from '../core/encoding';
import { kernelNames } from '../core/kernel/kernel';
import { engineNames } from './engines/engineNames';
import { parseSuggestionLength } from './ghostText/suggestionLength';

/** One setting: what stands where nothing is set, and what may stand there. */
export interface Setting<T> {
  readonly default: T;
  /** What is expected, to complete the sentence "expected ...". */
  readonly expected: string;
  accepts(value: unknown): value is T;
}

/** Where the range of a number ends; `package.json` states the same ranges, and a test compares them. */
export const ranges = {
  /** 100 is already uniform to the eye: logits that differ by 10 become odds of 1.1 to 1. */
  temperature: { minimum: 0, maximum: 100 },
  length: { minimum: 1, maximum: 1_000_000 },
  seed: { minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  alternatives: { minimum: 1, maximum: 10 },
  context: { minimum: 16, maximum: 10_000 },
} as const;

type Range = Readonly<{ minimum: number; maximum: number }>;

function number({ minimum, maximum }: Range, fallback: number): Setting<number> {
  return {
    default: fallback,
    expected: `a number from ${minimum} to ${maximum}`,
    accepts: (value): value is number => typeof value === 'number' && value >= minimum && value <= maximum,
  };
}

function integer({ minimum, maximum }: Range, fallback: number): Setting<number> {
  return {
    default: fallback,
    expected: `a whole number from ${minimum} to ${maximum}`,
    accepts: (value): value is number =>
      Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
  };
}

function orNull<T>(setting: Setting<T>, meaning: string): Setting<T | null> {
  return {
    default: setting.default,
    expected: `${setting.expected}, or null for ${meaning}`,
    accepts: (value): value is T | null => value === null || setting.accepts(value),
  };
}

function text(fallback: string): Setting<string> {
  return {
    default: fallback,
    expected: 'a text',
    accepts: (value): value is string => typeof value === 'string',
  };
}

function flag(fallback: boolean): Setting<boolean> {
  return {
    default: fallback,
    expected: 'true or false',
    accepts: (value): value is boolean => typeof value === 'boolean',
  };
}

function choice<T extends string>(values: readonly T[], fallback: T): Setting<T> {
  return {
    default: fallback,
    expected: values
      .map((value) => JSON.stringify(value))
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1'),
    accepts: (value): value is T => (values as readonly unknown[]).includes(value),
  };
}

function list<T>(item: Setting<T>, fallback: readonly T[]): Setting<readonly T[]> {
  return {
    default: fallback,
    expected: `a list with at least one entry, each ${item.expected}`,
    accepts: (value): value is readonly T[] =>
      Array.isArray(value) && value.length > 0 && value.every((entry) => item.accepts(entry)),
  };
}

const suggestionLength: Setting<string> = {
  default: 'line',
  expected: '"line", "3 lines" (1 to 100) or "80 characters" (1 to 10,000)',
  accepts: (value): value is string =>
    typeof value === 'string' && parseSuggestionLength(value) !== undefined,
};

/** The settings by their names after `charRnn.`. `package.json` contributes the same, with their documentation. */
export const definitions = {
  model: text('shakespeare-gru-2x400'),
  temperature: number(ranges.temperature, 0.5),
  length: integer(ranges.length, 200),
  seed: orNull(integer(ranges.seed, 1), 'a new seed each time'),
  warmup: text('auto'),
  unknownCharacters: choice(unknownPolicies, 'map'),
  comparedTemperatures: list(number(ranges.temperature, 1), [0.2, 0.5, 1, 2]),
  kernel: choice(['auto', ...kernelNames], 'auto'),
  'inline.enabled': flag(true),
  'inline.trigger': choice(['automatic', 'manual'], 'automatic'),
  'inline.languages': list(text('plaintext'), ['plaintext', 'markdown']),
  'inline.length': suggestionLength,
  'inline.temperature': number(ranges.temperature, 0.5),
  'inline.alternatives': integer(ranges.alternatives, 3),
  'inline.context': integer(ranges.context, 256),
  'training.engine': choice(engineNames, 'auto'),
  'training.node': text(''),
};

export type SettingName = keyof typeof definitions;

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The value of every setting, each one valid. */
export type Settings = { readonly [K in SettingName]: ValueOf<(typeof definitions)[K]> };

/** A setting that holds something it should not. */
export interface BadSetting {
  readonly name: SettingName;
  readonly value: unknown;
}

/**
 * Reads all settings. A bad value does not stand in the way of the others: its default is used and the fault is
 * reported.
 *
 * @param get the raw value of a setting by its name after `charRnn.`; undefined where it is not set.
 */
export function readSettings(get: (name: SettingName) => unknown): { settings: Settings; bad: BadSetting[] } {
  const bad: BadSetting[] = [];
  const entries = (Object.keys(definitions) as SettingName[]).map((name) => {
    const setting: Setting<unknown> = definitions[name];
    const value = get(name);
    if (value === undefined || setting.accepts(value)) {
      return [name, value === undefined ? setting.default : value];
    }
    bad.push({ name, value });
    return [name, setting.default];
  });
  return { settings: Object.fromEntries(entries) as Settings, bad };
}
