import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { contextAnchor } from '../../services/ghostText/anchor';
import type { Suggestion } from '../../services/ghostText/ghostTextEngine';
import { surroundings } from '../../services/ghostText/nuisance';
import { alternativeTemperatures, parseSuggestionLength } from '../../services/ghostText/suggestionLength';
import type { Settings } from '../../services/settings';
import type { LiveSettings } from '../settings';
import type { GhostModel } from './ghostModel';

/** Characters after the cursor that are compared with a suggestion, lest it repeat them. */
const followingLength = 500;

/** What was suggested last, for the command that explains it. */
export interface ShownSuggestion {
  readonly context: string;
  readonly suggestion: Suggestion;
}

/** Suggests how the text at the cursor goes on. */
export class GhostTextProvider implements vscode.InlineCompletionItemProvider {
  private lastShown: ShownSuggestion | undefined;

  constructor(
    private readonly settings: LiveSettings,
    private readonly model: GhostModel,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get shown(): ShownSuggestion | undefined {
    return this.lastShown;
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const settings = this.settings.current;
    const byHand = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (!byHand && !(settings['inline.enabled'] && settings['inline.trigger'] === 'automatic')) {
      return [];
    }
    const around = surroundings(document.lineAt(position.line).text, position.character);
    if (
      !speaks(settings, document.languageId) ||
      selectedCompletionInfo !== undefined ||
      around === 'word' ||
      selects(document)
    ) {
      return [];
    }
    const length = parseSuggestionLength(settings['inline.length']);
    const { version } = document;
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      abort.abort(new vscode.CancellationError());
    });
    try {
      const context = contextBefore(document, position, settings['inline.context']);
      const suggestions = await this.model.suggest(
        {
          context,
          following: textAfter(document, position),
          length: around === 'gap' ? { unit: 'line' } : (length ?? { unit: 'line' }),
          temperatures: alternativeTemperatures(
            settings['inline.temperature'],
            byHand ? settings['inline.alternatives'] : 1,
          ),
          seed: settings.seed ?? 1,
        },
        { signal: abort.signal },
      );
      if (token.isCancellationRequested || document.version !== version) {
        return [];
      }
      const fitting = suggestions.filter(({ text }) => around === 'end' || !text.includes('\n'));
      if (fitting.length > 0) {
        this.lastShown = { context, suggestion: fitting[0] };
      }
      const range = new vscode.Range(position, position);
      return fitting.map(({ text }) => new vscode.InlineCompletionItem(text, range));
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) {
        this.complain(error, byHand);
      }
      return [];
    } finally {
      subscription.dispose();
    }
  }

  /** While one types, a fault goes to the log alone; who asks by hand is answered. */
  private complain(error: unknown, byHand: boolean): void {
    if (byHand && error instanceof PersonError) {
      void vscode.window.showErrorMessage(error.message);
    }
    this.log.error(error instanceof Error ? error : String(error));
  }
}

/** Whether the settings want suggestions in a language. */
export function speaks(settings: Settings, language: string): boolean {
  const languages = settings['inline.languages'];
  return languages.includes(language) || languages.includes('*');
}

/** Whether the document's editor has a selection or several cursors. */
function selects(document: vscode.TextDocument): boolean {
  const editor = vscode.window.activeTextEditor;
  return (
    editor?.document === document &&
    (editor.selections.length > 1 || editor.selections.some((s) => !s.isEmpty))
  );
}

function contextBefore(document: vscode.TextDocument, position: vscode.Position, minimum: number): string {
  const anchor = contextAnchor((line) => document.lineAt(line).text, position, minimum);
  const range = new vscode.Range(new vscode.Position(anchor.line, anchor.character), position);
  return document.getText(range).replaceAll('\r\n', '\n');
}

function textAfter(document: vscode.TextDocument, position: vscode.Position): string {
  let text = document.lineAt(position.line).text.slice(position.character);
  for (let line = position.line + 1; line < document.lineCount && text.length < followingLength; line++) {
    text += `\n${document.lineAt(line).text}`;
  }
  return text;
}
