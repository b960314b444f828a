import * as vscode from 'vscode';
import { describeUnknown } from '../core/encoding';
import type { Disposable } from '../services/event';
import type { Written } from '../services/writing';

/** How long a message about what was written stands in the status bar, in milliseconds. */
const messageTime = 8000;

/** Tells what was written, quietly, and remembers the last of it for the status bar's tooltip. */
export class LastWritten implements Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private message: vscode.Disposable | undefined;
  /** Models that were already said to know nothing of a prompt. */
  private readonly saidOfNothing = new Set<string>();
  private text: string | undefined;

  readonly onDidChange = this.changed.event;

  /** One or more sentences; undefined before anything was written. */
  get description(): string | undefined {
    return this.text;
  }

  tell(written: readonly Written[]): void {
    const { temperature, seed } = written[0];
    const characters = written.reduce((sum, { length }) => sum + length, 0);
    const what = vscode.l10n.t('{0} characters, temperature {1}, seed {2}', characters, temperature, seed);
    const mapped = sum(written, ({ unknown }) => unknown.mapped);
    const skipped = sum(written, ({ unknown }) => unknown.skipped);
    const unread =
      mapped + skipped === 0 ? '' : vscode.l10n.t('; of the prompt {0} mapped, {1} skipped', mapped, skipped);
    this.message?.dispose();
    this.message = vscode.window.setStatusBarMessage(`Char-RNN: ${what}${unread}`, messageTime);
    const details = written
      .map(({ unknown }) => describeUnknown(unknown))
      .filter((text) => text !== undefined);
    this.text = [what, ...details].join('. ');
    this.changed.fire();
    this.tellOfNothing(written);
  }

  dispose(): void {
    this.message?.dispose();
    this.changed.dispose();
  }

  /** A prompt that was left out altogether is worth a notification, once for each model. */
  private tellOfNothing(written: readonly Written[]): void {
    const ignored = written.find(
      ({ prompt, unknown }) => unknown.skipped > 0 && unknown.skipped === [...prompt].length,
    );
    if (ignored && !this.saidOfNothing.has(ignored.model)) {
      this.saidOfNothing.add(ignored.model);
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          'The model {0} knows no character of the prompt, so it wrote as if there were none.',
          ignored.model,
        ),
      );
    }
  }
}

function sum(written: readonly Written[], count: (one: Written) => number): number {
  return written.reduce((total, one) => total + count(one), 0);
}
