import * as vscode from 'vscode';
import type { Disposable } from '../../services/event';
import type { Session } from '../session';
import { explainSuggestion } from './explainSuggestion';
import { GhostModel } from './ghostModel';
import { GhostTextProvider } from './ghostTextProvider';
import { LastChanges } from './lastChanges';

/** Ghost text as the settings want it: a provider for the languages they name, or none at all while it is off. */
export class GhostText implements Disposable {
  private readonly model: GhostModel;
  private readonly changes = new LastChanges();
  private readonly subscription: Disposable;
  private provider!: GhostTextProvider;
  private registration: Disposable | undefined;

  constructor(private readonly session: Session) {
    this.model = new GhostModel(session.models, session.settings, async () =>
      (await import('../../services/kernelFiles')).loadKernel('fast'),
    );
    this.subscription = session.settings.onDidChange(() => this.register());
    this.register();
  }

  /** See `explainSuggestion`. */
  explain(): Promise<void> {
    return explainSuggestion(this.provider);
  }

  dispose(): void {
    this.subscription.dispose();
    this.registration?.dispose();
    this.changes.dispose();
    this.model.dispose();
  }

  /** A new provider each time: what the old one remembers of its suggestions was drawn by other settings. */
  private register(): void {
    this.registration?.dispose();
    const { settings, log } = this.session;
    this.provider = new GhostTextProvider(settings, this.model, this.changes, log);
    const { 'inline.enabled': enabled, 'inline.languages': languages } = settings.current;
    this.registration = enabled
      ? vscode.languages.registerInlineCompletionItemProvider(
          languages.map((language) => ({ language })),
          this.provider,
        )
      : undefined;
  }
}
