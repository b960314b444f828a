import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Answers } from './answers';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select } from './documents';
import { Messages } from './messages';
import { until } from './until';
import { watched } from './watched';

function item(): vscode.StatusBarItem {
  const found = watched.statusBarItems.filter(({ id }) => id.endsWith('charRnn.status'));
  assert.equal(found.length, 1);
  return found[0];
}

function tooltip(): string {
  return (item().tooltip as vscode.MarkdownString).value.replaceAll(/\\(.)/g, '$1');
}

function setting(name: string): unknown {
  return vscode.workspace.getConfiguration('charRnn').get(name);
}

describe('the status bar', () => {
  let messages: Messages;
  let answers: Answers;

  beforeEach(() => {
    messages = new Messages();
    answers = new Answers();
  });

  afterEach(async () => {
    answers.restore();
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  it('names the model and the temperature, for the ear too, and follows them', async () => {
    await until('the model of the tests is shown', () => item().text.endsWith('shakespeare-rnn-250 · 0.5'));
    assert.equal(
      item().accessibilityInformation?.label,
      'Char-RNN: model shakespeare-rnn-250, temperature 0.5',
    );
    await configure({ temperature: 1.25 });
    await until('the temperature is shown', () => item().text.endsWith('· 1.25'));
  });

  it('tells of the last text in its tooltip', async () => {
    await configure({ length: 12, seed: 4 });
    const editor = await openFile('“ROMEO:”');
    select(editor, [0, 8]);
    await vscode.commands.executeCommand('charRnn.complete');
    assert.match(tooltip(), /Last: 12 characters, temperature 0\.5, seed 4/);
    assert.match(tooltip(), /“/, 'what was mapped is named');
  });

  describe('when clicked', () => {
    /** Answers the menu's questions and waits for a setting to have a value. */
    async function choose(name: string, value: unknown, ...given: string[]): Promise<void> {
      answers.give(...given);
      await vscode.commands.executeCommand(item().command as string);
      assert.deepEqual(setting(name), value);
    }

    it('opens a menu with what can be changed and done', async () => {
      await vscode.commands.executeCommand(item().command as string);
      const [{ labels }] = answers.asked;
      for (const label of [
        'Model',
        'Temperature',
        'Length',
        'Seed',
        'Warm-up',
        'All Settings',
        'Compare Temperatures',
      ]) {
        assert.ok(
          labels.some((found) => found.includes(label)),
          `${label} is not in ${labels.join(', ')}`,
        );
      }
    });

    it('changes the length', () => choose('length', 321, 'Length', ' 321 '));
    it('changes the seed', () => choose('seed', 77, 'Seed', 'A Fixed Seed', '77'));
    it('frees the seed', () => choose('seed', null, 'Seed', 'A New Seed Each Time'));
    it('changes the warm-up', () => choose('warmup', 'none', 'Warm-up', 'none'));
    it('takes a text for a warm-up', () => choose('warmup', 'Act I.', 'Warm-up', 'A Text', 'Act I.'));

    it('changes a setting where it is set: in the workspace, if that has it', async () => {
      const configuration = vscode.workspace.getConfiguration('charRnn');
      for (const before of [5, null]) {
        await configuration.update('seed', before, vscode.ConfigurationTarget.Workspace);
        try {
          await choose('seed', 78, 'Seed', 'A Fixed Seed', '78');
        } finally {
          await configuration.update('seed', undefined, vscode.ConfigurationTarget.Workspace);
        }
      }
    });

    it('refuses a length that cannot be', async () => {
      answers.give('Length', '0');
      await vscode.commands.executeCommand(item().command as string);
      assert.match(messages.only().text, /whole number from 1 to 1,?000,?000/);
      assert.equal(setting('length'), 200);
    });
  });
});
