import type * as vscode from 'vscode';

const key = 'charRnn.recentModels';
const most = 10;

/** Model files used of late, the last one first, remembered across windows. */
export class RecentModels {
  constructor(private readonly memory: vscode.Memento) {}

  get references(): readonly string[] {
    return this.memory.get<readonly string[]>(key, []);
  }

  async add(reference: string): Promise<void> {
    await this.memory.update(key, [reference, ...this.without(reference)].slice(0, most));
  }

  async remove(reference: string): Promise<void> {
    await this.memory.update(key, this.without(reference));
  }

  private without(reference: string): string[] {
    return this.references.filter((other) => other !== reference);
  }
}
