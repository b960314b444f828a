import * as vscode from 'vscode';

/** A notification as a person would see it. */
export interface Message {
  readonly kind: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly buttons: readonly string[];
}

const names = {
  information: 'showInformationMessage',
  warning: 'showWarningMessage',
  error: 'showErrorMessage',
} as const;

/** Takes the place of VS Code's notifications while a test runs: writes them down and presses buttons. */
export class Messages {
  readonly seen: Message[] = [];
  /** Buttons to press where a message has them; others are left alone. */
  readonly press = new Set<string>();
  private readonly originals = Object.values(names).map((name) => [name, vscode.window[name]] as const);

  constructor() {
    for (const [kind, name] of Object.entries(names) as [
      Message['kind'],
      (typeof names)[Message['kind']],
    ][]) {
      const show = (text: string, ...items: unknown[]): Promise<string | undefined> => {
        const buttons = items.filter((item) => typeof item === 'string');
        this.seen.push({ kind, text, buttons });
        return Promise.resolve(buttons.find((button) => this.press.has(button)));
      };
      Object.assign(vscode.window, { [name]: show });
    }
  }

  /** The only message there is. @throws if there is none, or more than one. */
  only(): Message {
    if (this.seen.length !== 1) {
      throw new Error(`expected one message, saw ${JSON.stringify(this.seen)}`);
    }
    return this.seen[0];
  }

  restore(): void {
    Object.assign(vscode.window, Object.fromEntries(this.originals));
  }
}
