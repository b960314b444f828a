import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { certainties, type CharacterCertainty } from '../../services/ghostText/certainty';
import type { GhostModel } from './ghostModel';
import type { GhostTextProvider } from './ghostTextProvider';

/** Explain This Suggestion: lists its characters, and for each how sure the network was and what else it thought of. */
export async function explainSuggestion(provider: GhostTextProvider, model: GhostModel): Promise<void> {
  const { shown } = provider;
  if (!shown) {
    throw new PersonError(
      vscode.l10n.t('There is no suggestion to explain yet. Type in a text, wait for one, and try again.'),
    );
  }
  const { context, suggestion } = shown;
  const list = await model.with((completer) => certainties(completer, context, suggestion.text));
  const bits = list.reduce((sum, { surprise }) => sum + surprise, 0) / Math.LN2 / Math.max(1, list.length);
  await vscode.window.showQuickPick(list.map(describe), {
    title: vscode.l10n.t(
      'How sure the network was: {0} bits a character, temperature {1}, seed {2}',
      bits.toFixed(2),
      suggestion.temperature,
      suggestion.seed,
    ),
    placeHolder: suggestion.text,
    matchOnDescription: false,
  });
}

/** Bars have this many cells. */
const cells = 10;

function describe({ character, probability, rank, others }: CharacterCertainty): vscode.QuickPickItem {
  const full = Math.round(probability * cells);
  const bar = '█'.repeat(full) + '░'.repeat(cells - full);
  const also = others
    .map((other) => `${visible(other.character)} ${percent(other.probability)}`)
    .join(vscode.l10n.t(', '));
  return {
    label: `${visible(character)}  ${bar}  ${percent(probability)}`,
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
function visible(character: string): string {
  return { '\n': '↵', ' ': '␣', '\t': '⇥' }[character] ?? character;
}
