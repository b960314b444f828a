import * as vscode from 'vscode';
import type { Control } from '../../core/pause';
import { textAfter } from '../../services/ghostText/aroundCursor';
import type { CharacterCertainty } from '../../services/ghostText/certainties';
import type { GhostTextEngine, Suggestion } from '../../services/ghostText/ghostTextEngine';
import { drawings } from '../../services/ghostText/drawings';
import { parseSuggestionLength } from '../../services/ghostText/suggestionLength';
import { surroundings } from '../../services/ghostText/surroundings';
import { TypedAlong, type CursorContext } from '../../services/ghostText/typedAlong';
import { randomSeed } from '../../services/writing';
import { tellError } from '../command';
import type { LiveSettings } from '../settings';
import type { GhostModel } from './ghostModel';
import type { LastChanges } from './lastChanges';

/** A suggestion with what the network thought of each of its characters. */
export interface ExplainedSuggestion extends Suggestion {
  readonly characters: readonly CharacterCertainty[];
}

/** Other characters named for each one of an explained suggestion. */
const othersNamed = 4;

/** Suggests how the text at the cursor goes on. */
export class GhostTextProvider implements vscode.InlineCompletionItemProvider {
  private readonly typedAlong = new TypedAlong();
  /** Where a new seed each time is wanted: another one in each window, as typing along needs the same one. */
  private readonly windowSeed = randomSeed();
  private requests = 0;

  constructor(
    private readonly settings: LiveSettings,
    private readonly model: GhostModel,
    private readonly changes: LastChanges,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const byHand = triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (!byHand && !this.mayComeUnasked(document)) {
      return [];
    }
    // The list of words at the cursor has its own preview of what Tab would insert.
    if (selectedCompletionInfo !== undefined || hasSelections(document)) {
      return [];
    }
    const request = ++this.requests;
    const { version } = document;
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    try {
      const { suggestions } = await this.model.use((engine) =>
        this.suggest(engine, document, position, byHand, { signal: abort.signal }),
      );
      // Whoever typed on, or asked again meanwhile, gets the later answer.
      if (token.isCancellationRequested || document.version !== version || request !== this.requests) {
        return [];
      }
      const range = new vscode.Range(position, position);
      return suggestions.map(({ text }) => new vscode.InlineCompletionItem(text, range));
    } catch (error) {
      this.complain(error, byHand);
      return [];
    } finally {
      subscription.dispose();
    }
  }

  /** What is suggested at a place, explained. Empty where nothing is. @throws PersonError if there is no model. */
  async explain(
    document: vscode.TextDocument,
    position: vscode.Position,
    control: Control,
  ): Promise<ExplainedSuggestion[]> {
    return this.model.use(async (engine) => {
      // The same seed at the same position gives what stands there.
      const { context, suggestions } = await this.suggest(engine, document, position, true, control);
      const explained: ExplainedSuggestion[] = [];
      for (const suggestion of suggestions) {
        const characters = await engine.explain(context.text, suggestion.text, othersNamed, control);
        explained.push({ ...suggestion, characters });
      }
      return explained;
    });
  }

  private mayComeUnasked(document: vscode.TextDocument): boolean {
    return (
      this.settings.current['inline.trigger'] === 'automatic' &&
      this.model.failure === undefined &&
      !this.changes.wasDeletion(document)
    );
  }

  private async suggest(
    engine: GhostTextEngine,
    document: vscode.TextDocument,
    position: vscode.Position,
    all: boolean,
    control: Control,
  ): Promise<{ context: CursorContext; suggestions: Suggestion[] }> {
    const { seed, ...settings } = this.settings.current;
    const context = this.typedAlong.context(document, position, settings['inline.context']);
    const following = textAfter(document, position);
    const around = surroundings(following.split('\n', 1)[0]);
    if (around === 'word') {
      return { context, suggestions: [] };
    }
    const { follows } = context;
    const fresh = drawings(
      settings['inline.temperature'],
      settings['inline.alternatives'],
      seed ?? this.windowSeed,
    );
    const suggestions = await engine.suggest(
      {
        context: context.text,
        following,
        length: parseSuggestionLength(settings['inline.length']) ?? { unit: 'line' },
        stayOnLine: around === 'gap',
        // Who types along an alternative keeps it.
        followed: follows,
        drawings: all ? fresh : fresh.slice(0, 1),
      },
      control,
    );
    this.typedAlong.suggested(document, context, suggestions);
    return { context, suggestions };
  }

  /** While one types, only a model that is missing is worth a word, and only one. */
  private complain(error: unknown, byHand: boolean): void {
    if (error instanceof vscode.CancellationError) {
      return;
    }
    if (byHand || error === this.model.failure) {
      tellError(error, this.log);
    } else {
      this.log.error(error instanceof Error ? error : String(error));
    }
  }
}

/** Whether the document's editor has a selection or several cursors. */
function hasSelections(document: vscode.TextDocument): boolean {
  const editor = vscode.window.activeTextEditor;
  return (
    editor?.document === document &&
    (editor.selections.length > 1 || editor.selections.some((selection) => !selection.isEmpty))
  );
}
