import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import type { CharacterCertainty } from '../../services/ghostText/certainties';
import { longTask } from '../longTask';
import type { ExplainedSuggestion, GhostTextProvider } from './ghostTextProvider';

/**
 * Explain This Suggestion: lists the characters of what is suggested at the cursor, and of its alternatives, and for
 * each how sure the network was and what else it thought of.
 */
export async function explainSuggestion(provider: GhostTextProvider): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    throw new PersonError(
      vscode.l10n.t('Open a text and put the cursor where it is to go on, then try again.'),
    );
  }
  const { document, selection } = editor;
  const explained = await longTask(vscode.l10n.t('Explaining the suggestion'), (control) =>
    provider.explain(document, selection.active, control),
  );
  if (explained.length === 0) {
    throw new PersonError(
      vscode.l10n.t(
        'Nothing is suggested here to explain. Put the cursor at the end of a line, or before white space, and try again.',
      ),
    );
  }
  await vscode.window.showQuickPick(explained.flatMap(describeSuggestion), {
    title: vscode.l10n.t('How sure the network was of each character'),
    placeHolder: vscode.l10n.t('Probabilities are those of temperature 1: what the network itself believes'),
    matchOnDescription: true,
  });
}

function describeSuggestion(
  { text, temperature, seed, characters }: ExplainedSuggestion,
  at: number,
): vscode.QuickPickItem[] {
  const nats = characters.reduce((sum, { surprise }) => sum + surprise, 0);
  const bits = (nats / Math.LN2 / Math.max(1, characters.length)).toFixed(2);
  return [
    { kind: vscode.QuickPickItemKind.Separator, label: vscode.l10n.t('suggestion {0}', at + 1) },
    {
      label: text.trim().replaceAll('\n', ' ↵ '),
      detail: vscode.l10n.t(
        '{0} bits a character, drawn at temperature {1} with seed {2}',
        bits,
        Number(temperature.toFixed(2)),
        seed,
      ),
    },
    ...characters.map(describeCharacter),
  ];
}

/** Bars have this many cells. */
const cells = 10;

function describeCharacter({
  character,
  probability,
  rank,
  others,
}: CharacterCertainty): vscode.QuickPickItem {
  const full = Math.round(probability * cells);
  const bar = '█'.repeat(full) + '░'.repeat(cells - full);
  const also = others
    .map((other) => `${marked(other.character)} ${percent(other.probability)}`)
    .join(vscode.l10n.t(', '));
  return {
    label: `${marked(character)}  ${bar}  ${percent(probability)}`,
    description:
      rank === 1
        ? vscode.l10n.t('most likely; then {0}', also)
        : vscode.l10n.t('rank {0}; rather {1}', rank, also),
  };
}

function percent(probability: number): string {
  return probability < 0.001 ? '< 0.1 %' : `${(100 * probability).toFixed(1)} %`;
}

/** Characters that leave no mark get one. */
function marked(character: string): string {
  return { '\n': '↵', ' ': '␣', '\t': '⇥' }[character] ?? character;
}
