import type { Cell } from '../core/parameters';
import { isBundledName, modelEndings } from './modelReference';
import { definitions, type SettingName, type Settings } from './settings';

/** What a report of a fault says of the place where it happened. Nothing here is a text or a weight. */
export interface FaultFacts {
  /** Names and values in the order in which they are told: versions, machine. */
  readonly place: readonly (readonly [name: string, value: string])[];
  readonly settings: Settings;
  /** Undefined where no model can be had; `problem` says why. */
  readonly engine?: {
    readonly kernel: string;
    readonly name: string;
    readonly cell: Cell;
    readonly layers: number;
    /** Of each layer. */
    readonly hiddenSize: number;
    readonly vocabularySize: number;
    readonly edited: boolean;
  };
  /** Of the last error, its kind alone: its message may quote a text or a path. */
  readonly problem?: string;
  /** What was measured just now, ms. */
  readonly timings: readonly (readonly [what: string, milliseconds: number])[];
}

/** The report, as Markdown that a person reads, completes and sends. */
export function faultReport({ place, settings, engine, problem, timings }: FaultFacts): string {
  const lines = [
    '# A fault in Char-RNN',
    '',
    '## What I did, what I expected, and what happened',
    '',
    '(Please write it here.)',
    '',
    '## Where',
    '',
    '_Collected by the extension: versions, settings, engine and timings; no text, no weights. Read it before you send it._',
    '',
    ...table(['', ''], place),
    '',
    '## Settings',
    '',
    ...table(
      ['setting', 'value'],
      (Object.keys(definitions) as SettingName[]).map((name) => [
        `charRnn.${name}`,
        `${shown(name, settings)}${isDefault(name, settings) ? '' : ' (changed)'}`,
      ]),
    ),
    '',
    '## Engine',
    '',
    engine
      ? `${engine.layers} × ${engine.cell}, ${engine.hiddenSize} hidden units, ${engine.vocabularySize} characters, kernel ${engine.kernel}, run by ${engine.name}` +
        (engine.edited ? ', edited in the inspector' : '')
      : 'No model is loaded.',
    ...(problem === undefined ? [] : ['', `The model's problem: ${problem}`]),
    '',
    '## Timings',
    '',
    ...(timings.length === 0
      ? ['Nothing could be measured.']
      : table(
          ['just now', 'ms'],
          timings.map(([what, milliseconds]) => [what, milliseconds.toFixed(1)]),
        )),
    '',
  ];
  return lines.join('\n');
}

/** What is a person's own (a path, a text) is named by its kind. */
function shown(name: SettingName, settings: Settings): string {
  if (name === 'model' && !isBundledName(settings.model)) {
    const ending = modelEndings.find((one) => settings.model.toLowerCase().endsWith(`.${one}`));
    return `a file of my own${ending ? ` (.${ending})` : ''}`;
  }
  if (name === 'warmup' && settings.warmup !== 'auto' && settings.warmup !== 'none') {
    return `a text of my own (${settings.warmup.length} characters)`;
  }
  if (name === 'training.node' && settings[name] !== '') {
    return 'a path of my own';
  }
  return JSON.stringify(settings[name]);
}

function isDefault(name: SettingName, settings: Settings): boolean {
  return JSON.stringify(settings[name]) === JSON.stringify(definitions[name].default);
}

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string[] {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  return [head, ['---', '---'] as const, ...rows].map(([a, b]) => `| ${cell(a)} | ${cell(b)} |`);
}
