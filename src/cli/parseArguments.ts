import { parseArgs } from 'node:util';
import { PersonError } from '../core/personError';
import { optionName, type Options, type Values } from './option';

/** An argument that is no option. */
export interface Word {
  readonly text: string;
  /** Behind `--`: there a `-` is a dash and not standard input. */
  readonly verbatim: boolean;
}

export interface Arguments<O extends Options> {
  readonly words: readonly Word[];
  readonly options: Values<O>;
  /** The keys of the options that were given. */
  readonly given: ReadonlySet<string>;
  /** `--help` or `-h`: what else was given is not looked at. */
  readonly help: boolean;
}

/**
 * Reads the arguments of a command. A value may begin with a dash, whatever stands behind `--` is no option, and of an
 * option that is given twice the last one counts.
 *
 * @throws PersonError that names what is wrong and what was expected.
 */
export function parseArguments<O extends Options>(args: readonly string[], options: O): Arguments<O> {
  const keys = new Map(Object.keys(options).map((key) => [optionName(key), key]));
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        [...keys].map(([name, key]) => [
          name.slice(2),
          { type: options[key].placeholder === undefined ? 'boolean' : 'string' },
        ]),
      ),
    },
    // Its own messages know neither ranges nor the other options, so the tokens are judged here.
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words: Word[] = [];
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(options).map(([key, option]) => [key, option.default]),
  );
  const given = new Set<string>();
  let verbatim = false;
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      words.push({ text: token.value, verbatim });
    } else if (token.kind === 'option-terminator') {
      verbatim = true;
    } else if (token.name === 'help') {
      help = true;
    } else {
      const key = keys.get(`--${token.name}`);
      if (key === undefined || !token.rawName.startsWith('--')) {
        throw unknownOption(token.rawName, [...keys.keys()]);
      }
      const missing = !token.inlineValue && (token.value === '--' || keys.has(token.value ?? ''));
      given.add(key);
      values[key] = readValue(token.rawName, missing ? undefined : token.value, options[key]);
    }
  }
  return { words, options: values as Values<O>, given, help };
}

function readValue(name: string, text: string | undefined, option: Options[string]): unknown {
  if (option.placeholder === undefined) {
    if (text !== undefined) {
      throw new PersonError(`${name} takes no value.`);
    }
    return true;
  }
  if (text === undefined) {
    throw new PersonError(`${name} needs a value: expected ${option.expected}.`);
  }
  const value = option.read(text);
  if (value === undefined) {
    throw new PersonError(`${name} is ${JSON.stringify(text)}: expected ${option.expected}.`);
  }
  return value;
}

function unknownOption(given: string, known: readonly string[]): PersonError {
  if (!given.startsWith('--')) {
    return new PersonError(
      `There is no option ${given}. A text that begins with a dash goes behind --, after all options.`,
    );
  }
  const shared = (name: string): number => {
    let length = 0;
    while (length < name.length && name[length] === given[length]) {
      length++;
    }
    return length;
  };
  const nearest = [...known].sort((a, b) => shared(b) - shared(a)).at(0);
  const hint = nearest !== undefined && shared(nearest) >= 5 ? ` Did you mean ${nearest}?` : '';
  return new PersonError(`There is no option ${given} here.${hint}`);
}
