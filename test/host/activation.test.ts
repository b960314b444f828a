import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile } from './documents';
import { extensionUnderTest } from './extensionUnderTest';
import { askForGhostText } from './ghostTextProviders';
import { Messages } from './messages';
import { watched } from './watched';

/** Runs first, before anything else has needed the extension. */
describe('activation', () => {
  it('waits until the extension is needed', () => {
    assert.equal(extensionUnderTest().isActive, false);
    assert.equal(watched.context, undefined);
  });

  it('takes less than 50 ms, and loads neither model nor kernel', async () => {
    const before = watched.reads.length;
    const began = performance.now();
    await extensionUnderTest().activate();
    const all = performance.now() - began;
    const { loading, activating } = watched;
    assert.ok(loading !== undefined && activating !== undefined);
    console.log(
      `[suite]       loading the code ${loading.toFixed(1)} ms, activate ${activating.toFixed(1)} ms; ` +
        `with what VS Code does around it ${all.toFixed(0)} ms`,
    );
    assert.ok(loading + activating < 50, `${loading} ms + ${activating} ms`);
    const models = watched.reads.slice(before).filter((path) => /\.(npz|pkl|wasm)$|worker/.test(path));
    assert.deepEqual(models, []);
    assert.deepEqual(watched.made, []);
  });

  it('registers every command of the manifest, and no other', async () => {
    const { commands, menus } = (
      extensionUnderTest().packageJSON as {
        contributes: { commands: { command: string }[]; menus: Record<string, { command: string }[]> };
      }
    ).contributes;
    const contributed = commands.map(({ command }) => command).sort();
    const registered = (await vscode.commands.getCommands(true))
      .filter(
        (command) =>
          command.startsWith('charRnn.') &&
          !/\.(focus|open|resetViewLocation|toggleVisibility|removeView)$/.test(command),
      )
      .sort();
    assert.deepEqual(registered, contributed);
    for (const { command } of Object.values(menus).flat()) {
      assert.ok(contributed.includes(command), command);
    }
  });

  it('says what is wrong and leads out of it, where no model can be had', async () => {
    const messages = new Messages();
    try {
      await configure({ model: '/nowhere/mine.npz' });
      await openFile('ROMEO:');
      await vscode.commands.executeCommand('charRnn.complete');
      assert.deepEqual(messages.only(), {
        kind: 'error',
        text: 'There is no model file /nowhere/mine.npz. Choose another model, or put the file back.',
        buttons: ['Choose Model...'],
      });
      const { text } = watched.statusBarItems.find(({ id }) => id.endsWith('charRnn.status'))!;
      assert.equal(text, '$(warning) mine · 0.5');
    } finally {
      messages.restore();
      await closeAllEditors();
      await resetConfiguration();
    }
  });

  it('says so once, while one types, of ghost text that no model can write', async () => {
    await extensionUnderTest().activate();
    const messages = new Messages();
    try {
      await configure({ model: '/nowhere/mine.npz' });
      const { document } = await openFile('ROMEO: ');
      for (let request = 0; request < 3; request++) {
        assert.deepEqual(await askForGhostText(document, 7), []);
      }
      assert.match(messages.only().text, /There is no model file/);
      // Whoever asks by hand is answered each time.
      assert.deepEqual(await askForGhostText(document, 7, { byHand: true }), []);
      assert.equal(messages.seen.length, 2);
      await configure({ model: undefined });
      assert.equal((await askForGhostText(document, 7)).length, 1);
    } finally {
      messages.restore();
      await closeAllEditors();
      await resetConfiguration();
    }
  });
});
