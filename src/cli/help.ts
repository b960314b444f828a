import { version } from '../../package.json';
import type { Command } from './command';
import { optionName } from './option';
import { list } from './table';

/** The first page of the help. */
export function programHelp(commands: readonly Command[]): string {
  return [
    `char-rnn ${version}: a character-level recurrent network from a terminal`,
    '',
    list([
      ...commands.map(({ name, takes, summary }) => [`  ${[name, ...takes].join(' ')}`, summary] as const),
      ['  help [COMMAND]', 'explain a command and its options'],
    ]),
    'Each prints text for people, and JSON with --json. Errors go to standard error, with exit code 1.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp({ name, takes, summary, details, options }: Command): string {
  const entries = Object.entries(options).map(
    ([key, { placeholder, help, shownDefault }]) =>
      [
        `  ${optionName(key)}${placeholder === undefined ? '' : ` ${placeholder}`}`,
        `${help}${shownDefault === undefined || shownDefault === '' ? '' : ` (${shownDefault})`}`,
      ] as const,
  );
  return [
    `char-rnn ${[name, ...takes].join(' ')} [OPTIONS]: ${summary}`,
    '',
    wrapped(details, 100),
    '',
    list(entries),
  ].join('\n');
}

function wrapped(text: string, width: number): string {
  let line = '';
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
