import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { watched } from './watched';

/** Runs last: nothing works after it. */
describe('deactivation', () => {
  it('leaves no command, no item in the status bar and no worker', async () => {
    const before = await vscode.commands.getCommands(true);
    assert.ok(before.includes('charRnn.complete'));
    const items = watched.statusBarItems.filter(({ id }) => id.endsWith('charRnn.status'));
    let disposed = 0;
    for (const item of items) {
      const dispose = item.dispose.bind(item);
      item.dispose = () => {
        disposed++;
        dispose();
      };
    }
    for (const subscription of watched.context!.subscriptions) {
      subscription.dispose() as unknown;
    }
    const after = await vscode.commands.getCommands(true);
    assert.ok(!after.includes('charRnn.complete'), 'the command is still there');
    assert.equal(disposed, items.length);
  });
});
