import * as vscode from 'vscode';

/** A list to choose from, as a person would see it. */
export interface Question {
  readonly title: string | undefined;
  readonly labels: readonly string[];
}

/** Takes the place of VS Code's lists, input boxes and file dialogs while a test runs, and answers them. */
export class Answers {
  readonly asked: Question[] = [];
  private readonly answers: string[] = [];
  private readonly originals = {
    showQuickPick: vscode.window.showQuickPick,
    showInputBox: vscode.window.showInputBox,
    showOpenDialog: vscode.window.showOpenDialog,
  };

  constructor() {
    Object.assign(vscode.window, {
      showQuickPick: async (items: unknown, options?: vscode.QuickPickOptions): Promise<unknown> => {
        const all = (await items) as readonly vscode.QuickPickItem[];
        this.asked.push({ title: options?.title, labels: all.map(({ label }) => label) });
        const answer = this.answers.shift();
        const found = all.find(({ label }) => answer !== undefined && label.includes(answer));
        if (answer !== undefined && !found) {
          throw new Error(`${answer} is not among ${all.map(({ label }) => label).join(', ')}`);
        }
        return found;
      },
      showInputBox: async (options?: vscode.InputBoxOptions): Promise<string | undefined> => {
        this.asked.push({ title: options?.title, labels: [] });
        const answer = this.answers.shift();
        const complaint = answer === undefined ? undefined : await options?.validateInput?.(answer);
        if (typeof complaint === 'string') {
          throw new Error(complaint);
        }
        return answer;
      },
      showOpenDialog: (): Promise<vscode.Uri[] | undefined> => {
        const answer = this.answers.shift();
        return Promise.resolve(answer === undefined ? undefined : [vscode.Uri.file(answer)]);
      },
    });
  }

  /** Answers the next questions with these: part of a label, a text, a path. Later ones are dismissed. */
  give(...answers: string[]): void {
    this.answers.push(...answers);
  }

  restore(): void {
    Object.assign(vscode.window, this.originals);
  }
}
