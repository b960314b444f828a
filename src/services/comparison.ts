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

/** Prompts longer than this are too long for a command line that people copy. */
const longestQuoted = 500;

/** The command that makes the same samples in a terminal. */
function command(samples: readonly Written[]): string {
  const { prompt, length, seed, warmup, modelReference, kernel, unknownCharacters } = samples[0];
  const short = prompt.length <= longestQuoted;
  const words = [
    'npx char-rnn sample',
    short ? quoted(prompt) || "''" : '-',
    '--temperatures',
    samples.map(({ temperature }) => temperature).join(','),
    '--length',
    length,
    '--seed',
    seed,
    '--warmup',
    quoted(warmup),
    '--unknown',
    unknownCharacters,
    '--kernel',
    kernel,
    '--model',
    quoted(modelReference),
  ];
  return words.join(' ') + (short ? '' : ' < prompt.txt');
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
