import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeModel } from '../../src/core/format/modelFile';
import { randomModel } from '../unit/core/testModel';
import { Answers } from './answers';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select, selectedTexts, workspaceFolder } from './documents';
import { expectedText } from './expectedText';
import { bundledModelFile, dataFolder } from './extensionUnderTest';
import { Messages } from './messages';
import { until } from './until';
import { watched } from './watched';

const characters = 'abcdefghijklmnopqrstuvwxyz ,.:;\nABCDEFGHIJKLMNOPQRSTUVWXYZ';

function statusBarText(): string {
  return watched.statusBarItems.find(({ id }) => id.endsWith('charRnn.status'))!.text;
}

function chosen(): string | undefined {
  return vscode.workspace.getConfiguration('charRnn').get('model');
}

describe('models', () => {
  let messages: Messages;
  let answers: Answers;
  let files = 0;

  beforeEach(async () => {
    messages = new Messages();
    answers = new Answers();
    await configure({ kernel: 'reference', length: 40 });
  });

  afterEach(async () => {
    answers.restore();
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  /** A path in the workspace that no test has used. */
  function newFile(): string {
    return join(workspaceFolder(), `model-${++files}.npz`);
  }

  function writeRandomModel(path: string, seed: number): void {
    writeFileSync(path, writeModel(randomModel(characters, 16, seed)));
  }

  async function completed(prompt: string): Promise<string> {
    const editor = await openFile(prompt);
    select(editor, [0, prompt.length]);
    await vscode.commands.executeCommand('charRnn.complete');
    return selectedTexts(editor)[0];
  }

  /** Runs Choose Model... and accepts the item with this label. */
  async function chooseModel(label: string): Promise<void> {
    const before = watched.quickPicks.length;
    const work = vscode.commands.executeCommand('charRnn.chooseModel');
    await until('the models are shown', () => (watched.quickPicks[before]?.items.length ?? 0) > 0);
    const list = watched.quickPicks[before];
    const items = list.items.filter((item) => item.label.endsWith(label));
    assert.equal(items.length, 1, list.items.map((item) => item.label).join(', '));
    if (list.activeItems[0]?.label !== items[0].label) {
      // The list's own choice of its first item may be told of after ours was asked for.
      const active = new Promise<void>((resolve) => {
        list.onDidChangeActive((now) => {
          if (now.some(({ label: one }) => one === items[0].label)) {
            resolve();
          }
        });
      });
      list.activeItems = items;
      await active;
    }
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await work;
  }

  it('are chosen from a file, which is then set, named, run and remembered', async () => {
    const path = newFile();
    writeRandomModel(path, 1);
    answers.give(path);
    await chooseModel('File...');
    assert.equal(chosen(), path);
    assert.match(statusBarText(), /model-\d+ · 0\.5$/);
    assert.equal(await completed('KING:'), await expectedText({ prompt: 'KING:', model: path }));
    await chooseModel('shakespeare-rnn-250');
    assert.equal(await completed('KING:'), await expectedText({ prompt: 'KING:' }));
    // Among the recent ones now.
    await chooseModel(` model-${files}`);
    assert.equal(chosen(), path);
    assert.deepEqual(messages.seen, []);
  });

  it('are chosen from the explorer', async () => {
    const path = newFile();
    writeRandomModel(path, 2);
    await vscode.commands.executeCommand('charRnn.useModel', vscode.Uri.file(path));
    assert.equal(await completed('KING:'), await expectedText({ prompt: 'KING:', model: path }));
  });

  it('are set as a path from the workspace', async () => {
    const path = newFile();
    writeRandomModel(path, 3);
    await configure({ model: `model-${files}.npz` });
    assert.equal(await completed('KING:'), await expectedText({ prompt: 'KING:', model: path }));
  });

  it("run the assignment's own snapshot as it is", async function () {
    if (!dataFolder) {
      this.skip();
    }
    const path = join(dataFolder, 'char-rnn-snapshot.npz');
    answers.give(path);
    await chooseModel('File...');
    assert.match(statusBarText(), /char-rnn-snapshot · 0\.5$/);
    assert.equal(
      await completed('KING RICHARD III:'),
      await expectedText({ prompt: 'KING RICHARD III:', model: path }),
    );
    assert.deepEqual(messages.seen, []);
  });

  it('are read again when their file has changed', async () => {
    const path = newFile();
    writeRandomModel(path, 4);
    await configure({ model: path });
    const before = await completed('KING:');
    const other = `${path}.new`;
    writeRandomModel(other, 5);
    copyFileSync(other, path);
    const after = await completed('KING:');
    assert.equal(after, await expectedText({ prompt: 'KING:', model: other }));
    assert.notEqual(after, before);
  });

  describe('that cannot be had', () => {
    /** Chooses a model by its setting while the bundled one runs, and waits for what is said. */
    async function complaintAbout(reference: string): Promise<string> {
      await completed('KING:');
      await configure({ model: reference });
      await until('the complaint', () => messages.seen.length > 0);
      const { kind, text, buttons } = messages.only();
      assert.equal(kind, 'warning');
      assert.deepEqual(buttons, ['Choose Model...']);
      assert.ok(statusBarText().startsWith('$(warning)'), statusBarText());
      // The one before goes on.
      assert.equal(await completed('KING:'), await expectedText({ prompt: 'KING:' }));
      assert.equal(messages.seen.length, 1, 'said once');
      await configure({ model: 'shakespeare-rnn-250' });
      await until('the warning goes', () => !statusBarText().startsWith('$(warning)'));
      return text;
    }

    it('since the file is not there', async () => {
      assert.match(await complaintAbout('/nowhere/mine.npz'), /no model file \/nowhere\/mine\.npz/);
    });

    it('since there is no bundled one of that name', async () => {
      assert.match(await complaintAbout('shakespear'), /no bundled model shakespear\b.*Choose Model/);
    });

    it('since it is a folder', async () => {
      assert.match(await complaintAbout(workspaceFolder()), /is a folder, not a model file/);
    });

    it('since the file is no model', async () => {
      const path = newFile();
      writeFileSync(path, 'ROMEO:');
      assert.match(await complaintAbout(path), /^model-\d+: The file is not a model: expected an \.npz/);
    });

    it('since the file was cut off', async () => {
      const path = newFile();
      const whole = readFileSync(bundledModelFile('shakespeare-rnn-250'));
      writeFileSync(path, whole.subarray(0, whole.length / 2));
      assert.match(await complaintAbout(path), /^model-\d+: /);
    });

    it('since the file was damaged', async () => {
      const path = newFile();
      const model = randomModel(characters, 16, 6);
      const bytes = writeModel(model);
      // The first weight of Wxh, wherever it lies in the file.
      const weight = new Uint8Array(new Float64Array([model.parameters.Wxh[0]]).buffer);
      const at = Buffer.from(bytes).indexOf(weight);
      bytes.set(new Uint8Array(new Float64Array([NaN]).buffer), at);
      writeFileSync(path, bytes);
      assert.match(await complaintAbout(path), /^model-\d+: "Wxh.npy" is damaged/);
    });
  });

  it('go on from memory when their file is deleted, which is told', async () => {
    const path = newFile();
    writeRandomModel(path, 7);
    const expected = await expectedText({ prompt: 'KING:', model: path });
    await configure({ model: path });
    await completed('KING:');
    rmSync(path);
    assert.equal(await completed('KING:'), expected);
    await until('it is told', () => messages.seen.length > 0);
    assert.match(messages.only().text, /is no longer there\. The model goes on from memory/);
  });
});
