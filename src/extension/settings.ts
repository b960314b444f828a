import * as vscode from 'vscode';
import type { Disposable } from '../services/event';
import { definitions, readSettings, type SettingName, type Settings } from '../services/settings';

export const section = 'charRnn';

/** A setting that is told of later than this, ms, is hidden by another: a language's or a folder's own. */
const longestTelling = 2000;

/** The settings as they are now, always valid. Says once what is wrong with a bad one. */
export class LiveSettings implements Disposable {
  private settings: Settings;
  /** Complaints made, so that a change elsewhere does not repeat them. */
  private complaints = new Set<string>();
  private readonly changed = new vscode.EventEmitter<Settings>();
  private readonly subscription: vscode.Disposable;

  readonly onDidChange = this.changed.event;

  constructor() {
    this.settings = this.read();
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) {
        this.settings = this.read();
        this.changed.fire(this.settings);
      }
    });
  }

  get current(): Settings {
    return this.settings;
  }

  /**
   * Sets a setting where it is set now: in the workspace if that has it, else for the person.
   *
   * @returns once it holds. VS Code tells of the change some time after it has written it; whoever is told that ghost
   * text is on shall find it so.
   */
  async update<K extends SettingName>(name: K, value: Settings[K]): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section);
    const set = configuration.inspect(name);
    await configuration.update(
      name,
      value,
      set?.workspaceValue === undefined
        ? vscode.ConfigurationTarget.Global
        : vscode.ConfigurationTarget.Workspace,
    );
    await this.untilTold(name, value);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private untilTold<K extends SettingName>(name: K, value: Settings[K]): Promise<void> {
    const wanted = JSON.stringify(value);
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        subscription.dispose();
        resolve();
      };
      const check = (): void => {
        if (JSON.stringify(this.settings[name]) === wanted) {
          end();
        }
      };
      const subscription = this.onDidChange(check);
      const timer = setTimeout(end, longestTelling);
      check();
    });
  }

  private read(): Settings {
    const configuration = vscode.workspace.getConfiguration(section);
    const { settings, bad } = readSettings((name) => configuration.get(name));
    const before = this.complaints;
    this.complaints = new Set(bad.map(({ name, value }) => `${name} ${JSON.stringify(value)}`));
    for (const { name, value } of bad) {
      if (!before.has(`${name} ${JSON.stringify(value)}`)) {
        void complain(name, value);
      }
    }
    return settings;
  }
}

async function complain(name: SettingName, value: unknown): Promise<void> {
  const setting = definitions[name];
  const open = vscode.l10n.t('Open Setting');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The setting {0} is {1}: expected {2}. Until it is corrected, {3} is used.',
      `${section}.${name}`,
      JSON.stringify(value),
      setting.expected,
      JSON.stringify(setting.default),
    ),
    open,
  );
  if (answer === open) {
    await vscode.commands.executeCommand('workbench.action.openSettings', `${section}.${name}`);
  }
}
