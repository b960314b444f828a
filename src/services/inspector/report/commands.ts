import type { Model } from '../../../core/model';
import { definitions } from '../../settings';
import { codeBlock } from './markdown';

/** The terminal commands that make a report's figures again, run in the folder where both files lie. */
export class ReportCommands {
  private readonly options: string;

  /** @param corpus the text's file, without its folder. */
  constructor(
    model: Model,
    readonly corpus: string,
  ) {
    // A bundled model is found by its name; any other is a file.
    const { name } = model;
    this.options = name === definitions.model.default ? '' : ` --model ${shellWord(`${name}.npz`)}`;
  }

  report(seed: number): string {
    return `npx char-rnn report${this.options} --corpus ${shellWord(this.corpus)} --seed ${seed} --out report.md`;
  }

  sample(temperatures: readonly number[], length: number, seed: number): string {
    return `npx char-rnn sample --temperatures ${temperatures.join(',')} --length ${length} --seed ${seed}${this.options}`;
  }

  complete(prompt: string, temperature: number, length: number, seed: number, warmup = 'auto'): string {
    return (
      `npx char-rnn complete ${shellWord(prompt)} --temperature ${temperature} --length ${length} --seed ${seed}` +
      `${warmup === 'auto' ? '' : ` --warmup ${warmup}`}${this.options}`
    );
  }

  next(text: string): string {
    return `npx char-rnn next ${shellWord(text)}${this.options}`;
  }

  drivers(from: string, to: string, more = ''): string {
    return `npx char-rnn drivers ${characterWord(from)} ${characterWord(to)}${this.options}${more}`;
  }

  /** The same over a text. */
  driversIn(from: string, to: string, more = ''): string {
    return this.drivers(from, to, ` --corpus ${shellWord(this.corpus)}${more}`);
  }
}

/** Commands on lines of their own, each once. */
export function commandBlock(commands: readonly string[]): string {
  return codeBlock([...new Set(commands)].join('\n'), 'sh');
}

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A character as the commands read it. */
function characterWord(character: string): string {
  return character === '\n' ? "'\\n'" : character === ' ' ? 'space' : shellWord(character);
}
