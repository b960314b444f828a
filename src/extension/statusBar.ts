import * as vscode from 'vscode';
import type { Disposable } from '../services/event';
import type { Settings } from '../services/settings';
import { modelName } from '../services/modelReference';
import { personMessage } from './personMessage';
import type { Session } from './session';

const toggleCommand = 'charRnn.toggleGhostText';

/** Names the model and the temperature; a click changes them. */
export class StatusBar implements Disposable {
  private readonly item: vscode.StatusBarItem;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly session: Session,
    menuCommand: string,
  ) {
    this.item = vscode.window.createStatusBarItem('charRnn.status', vscode.StatusBarAlignment.Right, 100);
    this.item.name = 'Char-RNN';
    this.item.command = menuCommand;
    const update = (): void => this.update();
    this.subscriptions = [
      this.item,
      session.settings.onDidChange(update),
      session.models.onDidChange(update),
      session.edits.onDidChange(update),
      session.last.onDidChange(update),
    ];
    update();
    this.item.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private update(): void {
    const { models, settings, edits } = this.session;
    const { running, problem } = models;
    const plainName = running?.model.name ?? modelName(models.choice.reference);
    const name = edits.edits.length > 0 ? vscode.l10n.t('{0} (edited)', plainName) : plainName;
    const { temperature } = settings.current;
    this.item.text = `$(${problem ? 'warning' : 'quote'}) ${name} · ${temperature}`;
    this.item.backgroundColor = problem && new vscode.ThemeColor('statusBarItem.warningBackground');
    this.item.tooltip = this.tooltip();
    this.item.accessibilityInformation = {
      label: vscode.l10n.t('Char-RNN: model {0}, temperature {1}', name, temperature),
      role: 'button',
    };
  }

  private tooltip(): vscode.MarkdownString {
    const { models, settings, last } = this.session;
    const { running, problem } = models;
    const { temperature, seed, length } = settings.current;
    const lines = [
      running
        ? vscode.l10n.t(
            '{0}: {1} hidden units, {2} characters, run by {3}',
            running.model.name,
            running.network.hiddenSize,
            running.network.vocabularySize,
            running.network.engine,
          )
        : vscode.l10n.t('{0}: loaded when it is first needed', modelName(models.choice.reference)),
      seed === null
        ? vscode.l10n.t('Temperature {0}, {1} characters, a new seed each time', temperature, length)
        : vscode.l10n.t('Temperature {0}, {1} characters, seed {2}', temperature, length, seed),
    ];
    if (last.description !== undefined) {
      lines.push(vscode.l10n.t('Last: {0}', last.description));
    }
    const tooltip = new vscode.MarkdownString(undefined, true);
    tooltip.appendMarkdown('**Char-RNN**');
    if (problem) {
      tooltip.appendMarkdown(`\n\n$(warning) ${plain(personMessage(problem))}`);
    }
    for (const line of lines) {
      tooltip.appendMarkdown(`\n\n${plain(line)}`);
    }
    const toggle = settings.current['inline.enabled'] ? vscode.l10n.t('turn off') : vscode.l10n.t('turn on');
    tooltip.appendMarkdown(
      `\n\n${plain(ghostText(settings.current))} · [${toggle}](command:${toggleCommand})`,
    );
    tooltip.isTrusted = { enabledCommands: [toggleCommand] };
    return tooltip;
  }
}

function ghostText(settings: Settings): string {
  if (!settings['inline.enabled']) {
    return vscode.l10n.t('Ghost text: off');
  }
  const languages = settings['inline.languages'].join(', ');
  return settings['inline.trigger'] === 'automatic'
    ? vscode.l10n.t('Ghost text: while you type, in {0}', languages)
    : vscode.l10n.t('Ghost text: when you ask for it, in {0}', languages);
}

/**
 * Markdown that shows a text as it is: names of files and characters of a prompt are no Markdown. (VS Code's own
 * `appendText` makes every space a no-break space, so that long lines do not wrap.)
 */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-.!~<>|$&]/g, '\\$&');
}
