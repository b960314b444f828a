import * as vscode from 'vscode';
import type { RunView, TrainingView } from '../../protocol/training/view';

/** Shows a run while the Training view is not looked at: how far it is and how well it does. A click opens the view. */
export class TrainingStatus implements vscode.Disposable {
  private item: vscode.StatusBarItem | undefined;

  constructor(private readonly command: string) {}

  dispose(): void {
    this.item?.dispose();
  }

  show(view: TrainingView): void {
    if (view.kind !== 'run') {
      this.item?.hide();
      return;
    }
    this.item ??= this.make();
    this.item.text = textOf(view);
    this.item.tooltip = tooltipOf(view);
    this.item.accessibilityInformation = { label: tooltipOf(view), role: 'button' };
    this.item.backgroundColor =
      view.status === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.item.show();
  }

  private make(): vscode.StatusBarItem {
    const item = vscode.window.createStatusBarItem(
      'charRnn.training',
      vscode.StatusBarAlignment.Right,
      // Beside the model's.
      99,
    );
    item.name = vscode.l10n.t('Char-RNN Training');
    item.command = this.command;
    return item;
  }
}

function textOf({ status, progress, best }: RunView): string {
  const percent =
    progress === null ? '' : ` ${Math.floor((100 * progress.step) / Math.max(1, progress.steps))} %`;
  const loss = best?.loss ?? progress?.loss;
  const shown = loss === undefined ? '' : ` · ${loss.toFixed(2)}`;
  switch (status) {
    case 'preparing':
      return `$(loading~spin) ${vscode.l10n.t('training')}`;
    case 'running':
    case 'stopping':
      return `$(pulse)${percent}${shown}`;
    case 'paused':
      return `$(debug-pause)${percent}${shown}`;
    case 'ended':
      return `$(check) ${vscode.l10n.t('trained')}${shown}`;
    case 'failed':
      return `$(error) ${vscode.l10n.t('training')}`;
    case 'interrupted':
      return `$(debug-disconnect) ${vscode.l10n.t('training')}${percent}`;
  }
}

function tooltipOf(run: RunView): string {
  const { text, progress, best, message } = run;
  const lines = [titleOf(run)];
  if (progress) {
    lines.push(
      vscode.l10n.t(
        'step {0} of {1}, {2} characters a second, loss {3}',
        progress.step,
        progress.steps,
        Math.round(progress.charactersPerSecond),
        progress.loss.toFixed(3),
      ),
    );
    if (run.status === 'running' && progress.secondsLeft !== null) {
      lines.push(vscode.l10n.t('about {0} min left', Math.max(1, Math.round(progress.secondsLeft / 60))));
    }
  }
  if (best) {
    lines.push(vscode.l10n.t('held-out loss {0} at best', best.loss.toFixed(3)));
  }
  if (message !== null) {
    lines.push(message);
  }
  return lines.join('\n') || text;
}

function titleOf({ status, text }: RunView): string {
  switch (status) {
    case 'ended':
      return vscode.l10n.t('Char-RNN: trained on {0}', text);
    case 'failed':
      return vscode.l10n.t('Char-RNN: training on {0} failed', text);
    case 'interrupted':
      return vscode.l10n.t('Char-RNN: training on {0} was interrupted', text);
    case 'paused':
      return vscode.l10n.t('Char-RNN: training on {0}, paused', text);
    case 'preparing':
    case 'running':
    case 'stopping':
      return vscode.l10n.t('Char-RNN: training on {0}', text);
  }
}
