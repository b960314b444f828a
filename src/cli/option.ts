import type { Setting } from '../services/settings';

/** One option of a command: how it is written, read and explained. */
export interface Option<T> {
  /** What stands for the value in the help; a flag, which has no value, has none. */
  readonly placeholder?: string;
  /** One phrase for the help. */
  readonly help: string;
  readonly default: T;
  /** How the help shows the default; undefined where the phrase says it. */
  readonly shownDefault?: string;
  /** What is expected, to complete the sentence "expected ...". */
  readonly expected: string;
  /** The value of a text; undefined if it is none. */
  read(text: string): T | undefined;
}

/** A command's options by their names in camel case; on the command line `sequenceLength` is `--sequence-length`. */
export type Options = Readonly<Record<string, Option<unknown>>>;

/** The value of each option of a command. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

/** `--sequence-length` of `sequenceLength`. */
export function optionName(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function flag(help: string): Option<boolean> {
  return { help, default: false, expected: 'no value', read: () => true };
}

export function textOption(placeholder: string, help: string, fallback: string): Option<string> {
  return {
    placeholder,
    help,
    default: fallback,
    shownDefault: fallback,
    expected: 'a text',
    read: (text) => text,
  };
}

/** An option that may be left out. */
export function optional<T>(option: Omit<Option<T>, 'default'>): Option<T | undefined> {
  return { ...option, default: undefined };
}

export function choiceOption<T extends string>(
  choices: readonly T[],
  help: string,
  fallback: T,
): Option<T> & { placeholder: string } {
  return {
    placeholder: choices.join('|'),
    help,
    default: fallback,
    shownDefault: fallback,
    expected: choices.join(', ').replace(/, ([^,]*)$/, ' or $1'),
    read: (text) => choices.find((choice) => choice === text),
  };
}

interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

export function integerOption(
  placeholder: string,
  help: string,
  fallback: number,
  range: Range,
): Option<number> {
  const { minimum, maximum } = range;
  return {
    ...numberOption(placeholder, help, fallback, range),
    expected: `a whole number from ${minimum} to ${maximum}`,
    read: (text) => {
      const value = readNumber(text);
      return Number.isSafeInteger(value) && value >= minimum && value <= maximum ? value : undefined;
    },
  };
}

export function numberOption(
  placeholder: string,
  help: string,
  fallback: number,
  { minimum, maximum }: Range,
): Option<number> {
  return {
    placeholder,
    help,
    default: fallback,
    shownDefault: String(fallback),
    expected: `a number from ${minimum} to ${maximum}`,
    read: (text) => {
      const value = readNumber(text);
      return value >= minimum && value <= maximum ? value : undefined;
    },
  };
}

/** A number with the range of a setting. */
export function settingOption<T extends number | null>(
  setting: Setting<T>,
  help: string,
  fallback: number,
): Option<number> {
  return {
    placeholder: 'N',
    help,
    default: fallback,
    shownDefault: String(fallback),
    expected: setting.expected.replace(/, or null.*$/, ''),
    read: (text) => {
      const value = readNumber(text);
      return setting.accepts(value) ? value : undefined;
    },
  };
}

/** Several values of an option with commas between them. */
export function listOption<T>(
  item: Option<T>,
  placeholder: string,
  help: string,
  fallback: readonly T[],
): Option<readonly T[]> {
  return {
    placeholder,
    help,
    default: fallback,
    shownDefault: fallback.join(','),
    expected: `with commas between them, each ${item.expected}`,
    read: (text) => {
      const values = text.split(',').map((part) => item.read(part.trim()));
      return values.every((value) => value !== undefined) ? values : undefined;
    },
  };
}

/** A decimal number; NaN for whatever is none, such as an empty text, which `Number` takes for 0. */
function readNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}
