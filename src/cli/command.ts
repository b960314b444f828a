import { PersonError } from '../core/personError';
import type { Environment } from './environment';
import type { Options, Values } from './option';
import { parseArguments, type Word } from './parseArguments';

interface Definition<O extends Options> {
  readonly name: string;
  /** One phrase, for the list of commands. */
  readonly summary: string;
  /** What it takes besides options, in order, in capitals; one that may be left out stands in brackets and comes last. */
  readonly takes: readonly string[];
  /** What else a person should know, for its own help. */
  readonly details: string;
  readonly options: O;
  /**
   * @param words as many as `takes` allows.
   * @param given the keys of the options that do not only have their defaults.
   */
  run(
    environment: Environment,
    words: readonly Word[],
    options: Values<O>,
    given: ReadonlySet<string>,
  ): Promise<void>;
}

/** A command as the program sees it: its options are its own affair. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly takes: readonly string[];
  readonly details: string;
  readonly options: Options;
  /** @returns false if the arguments ask for help instead. @throws PersonError. */
  run(environment: Environment, args: readonly string[]): Promise<boolean>;
}

export function command<O extends Options>(definition: Definition<O>): Command {
  return {
    ...definition,
    run: async (environment, args) => {
      const { words, options, given, help } = parseArguments(args, definition.options);
      if (help) {
        return false;
      }
      checkWords(definition, words);
      await definition.run(environment, words, options, given);
      return true;
    },
  };
}

function checkWords({ name, takes }: Definition<Options>, words: readonly Word[]): void {
  const needed = takes.filter((what) => !what.startsWith('['));
  if (words.length < needed.length) {
    throw new PersonError(`${name} needs ${needed.join(' and ')}: char-rnn help ${name} says more.`);
  }
  if (words.length > takes.length) {
    const extra = words[takes.length].text;
    throw new PersonError(
      `${name} takes ${takes.join(' and ') || 'no argument'}, but ${JSON.stringify(extra)} came after that. ` +
        'A text with spaces needs quotes around it.',
    );
  }
}
