import { parameterCount, type Architecture } from '../../core/parameters';
import type { JobConfig } from './jobRecords';

interface Described {
  readonly config: JobConfig;
  readonly architecture: Architecture;
  /** Characters. */
  readonly trained: number;
  readonly heldOut: number;
  /** In the commands that are shown. */
  readonly processes: number;
  /** Names of what the folder has. */
  readonly files: readonly string[];
}

/** The README of a job: the template with its own figures. */
export function jobReadme(template: string, described: Described): string {
  const { config, processes, files } = described;
  const extra = [
    ['start.safetensors', 'the weights that it begins with, and what belongs to them of the run here'],
    ['text.txt', 'the text'],
  ].filter(([name]) => files.includes(name));
  const values: Readonly<Record<string, string>> = {
    name: config.name,
    summary: summary(described),
    processes: String(processes),
    streams: String(config.settings.batchSize),
    saving: saving(config.running.checkpointEvery),
    files: extra.map(([name, what]) => `| \`${name}\` | ${what} |`).join('\n'),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? '').replace(/\n\n+/g, '\n\n');
}

function saving(seconds: number): string {
  return seconds > 0
    ? `Every ${seconds} seconds \`checkpoint.safetensors\` is written, to a temporary name first.`
    : '`checkpoint.safetensors` is written in the end only, or when the job is told to end (`checkpointEvery` in `config.json`).';
}

function summary({ config, architecture, trained, heldOut }: Described): string {
  const { settings, steps, judgeEvery } = config;
  const { cell, layers, hiddenSize, vocabularySize } = architecture;
  const number = (value: number): string => value.toLocaleString('en');
  const judged =
    heldOut > 0
      ? `${number(heldOut)} characters are held out and judged by every ${number(judgeEvery)} steps.`
      : 'Nothing is held out.';
  return (
    `${layers} × ${cell} of ${number(hiddenSize)} units over ${number(vocabularySize)} characters, ` +
    `${number(parameterCount(architecture))} weights, trained to step ${number(steps)} on ${number(trained)} characters, ` +
    `${settings.batchSize} × ${settings.sequenceLength} a step, by ${settings.optimizer}. ${judged}`
  );
}
