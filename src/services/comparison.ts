import { describeUnknown } from '../core/encoding';
import type { Written } from './writing';

/** 1/temperature, as the assignment names it; a temperature of 0 is its limit. */
export function formatAlpha(temperature: number): string {
  return temperature === 0 ? '∞' : String(Number((1 / temperature).toPrecision(6)));
}

/** A fence longer than any run of backticks inside, so that the text cannot end it. */
function fenced(text: string, language = 'text'): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Inline code, likewise. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${ticks} ${text} ${ticks}`;
}

/** A word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** An option with its value; a value that begins with a dash is tied to its option, lest it be taken for another one. */
function option(name: string, value: string | number): string {
  const word = quoted(String(value)) || "''";
  return String(value).startsWith('-') ? `${name}=${word}` : `${name} ${word}`;
}

/** Prompts longer than this are too long for a command line that people copy. */
const longestQuoted = 500;

/** The command that makes the same samples in a terminal. */
function command(samples: readonly Written[]): string {
  const { prompt, length, seed, warmup, modelReference, kernel, unknownCharacters } = samples[0];
  const short = prompt.length <= longestQuoted;
  const options = [
    option('--temperatures', samples.map(({ temperature }) => temperature).join(',')),
    option('--length', length),
    option('--seed', seed),
    option('--warmup', warmup),
    option('--unknown', unknownCharacters),
    option('--kernel', kernel),
    option('--model', modelReference),
  ].join(' ');
  if (!short) {
    return `npx char-rnn sample - ${options} < prompt.txt`;
  }
  const text = quoted(prompt) || "''";
  return prompt.startsWith('-')
    ? `npx char-rnn sample ${options} -- ${text}`
    : `npx char-rnn sample ${text} ${options}`;
}

/**
 * A Markdown document that sets samples at several temperatures side by side, with all that is needed to make them
 * again. The samples must have their prompt, length, seed and model in common.
 */
export function comparisonDocument(samples: readonly Written[]): string {
  const { prompt, length, seed, warmup, model, kernel, unknown, unknownCharacters } = samples[0];
  const notRead = describeUnknown(unknown);
  const facts = [
    `- Model: ${code(model)}, run by the kernel ${code(kernel)}`,
    `- Seed ${seed}: the n-th character of every sample is drawn with the same random number`,
    `- ${length} characters each`,
    `- Warm-up: ${code(warmup)}`,
    `- Unknown characters: ${code(unknownCharacters)}${notRead === undefined ? '' : ` (${notRead})`}`,
  ];
  const blocks = [
    '# One text at several temperatures',
    facts.join('\n'),
    prompt === ''
      ? 'No prompt: the samples begin where the warm-up ends.'
      : `Each continues this:\n\n${fenced(prompt)}`,
    ...samples.map(
      ({ temperature, text }) =>
        `## Temperature ${temperature} (alpha = ${formatAlpha(temperature)}), seed ${seed}\n\n${fenced(text)}`,
    ),
    '## Make it again',
    'Run **Compare Temperatures** with the settings above, or in a terminal:',
    fenced(command(samples), 'sh'),
  ];
  return `${blocks.join('\n\n')}\n`;
}
