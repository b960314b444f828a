import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseTemperature } from '../../src/extension/pickTemperature';
import { Answers } from './answers';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select, selectedTexts, shownBy } from './documents';
import { expectedText } from './expectedText';
import { Messages } from './messages';
import { until } from './until';
import { watched } from './watched';

/** Waits for the list of temperatures that a command opens. */
async function temperatureList(before: number): Promise<vscode.QuickPick<vscode.QuickPickItem>> {
  await until('the temperatures are shown', () => (watched.quickPicks[before]?.items.length ?? 0) > 0);
  return watched.quickPicks[before];
}

describe('temperatures', () => {
  let messages: Messages;
  let answers: Answers;

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

  /** Runs Sample at a Temperature... and picks the one with this label. */
  async function sampleAt(label: string): Promise<void> {
    const before = watched.quickPicks.length;
    const work = vscode.commands.executeCommand('charRnn.sampleAtTemperature');
    const list = await temperatureList(before);
    const items = list.items.filter((item) => item.label.endsWith(` ${label}`));
    assert.equal(items.length, 1, label);
    const active = new Promise((resolve) => list.onDidChangeActive(resolve));
    list.activeItems = items;
    await active;
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await work;
  }

  it('are marked from 0 to 2, each with a phrase, and the present one is chosen', async () => {
    const before = watched.quickPicks.length;
    const work = vscode.commands.executeCommand('charRnn.sampleAtTemperature');
    const { items, activeItems } = await temperatureList(before);
    const marks = items.map(({ label }) => Number(label.split(' ')[1]));
    assert.deepEqual([marks.at(0), marks.at(-1)], [0, 2]);
    assert.deepEqual(
      marks,
      [...marks].sort((a, b) => a - b),
    );
    assert.ok(items.every(({ description }) => (description ?? '').length > 20));
    assert.deepEqual(
      activeItems.map(({ label }) => label.split(' ')[1]),
      ['0.5'],
    );
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await work;
    assert.equal(vscode.window.activeTextEditor, undefined, 'thinking better of it writes nothing');
  });

  it('write into a new document, going on from the selection', async () => {
    const editor = await openFile('ROMEO: and\n');
    select(editor, [0, 6]);
    answers.give('In a new document');
    const shown = await shownBy(() => sampleAt('0.8'));
    const text = await expectedText({ prompt: 'ROMEO:', temperature: 0.8 });
    assert.equal(shown.isUntitled, true);
    assert.equal(shown.getText(), `ROMEO:${text}`);
    assert.equal(editor.document.getText(), 'ROMEO: and\n');
  });

  it('write at the cursor', async () => {
    const editor = await openFile('ROMEO:');
    select(editor, [6, 6]);
    answers.give('At the cursor');
    await sampleAt('2');
    const text = await expectedText({ prompt: 'ROMEO:', temperature: 2 });
    assert.equal(editor.document.getText(), `ROMEO:${text}`);
    assert.deepEqual(selectedTexts(editor), [text]);
  });

  it('write a text of its own, where no editor is open, without asking where', async () => {
    const shown = await shownBy(() => sampleAt('0'));
    assert.equal(shown.getText(), await expectedText({ prompt: '', temperature: 0 }));
    assert.deepEqual(answers.asked, []);
  });

  it('are read as people type them', () => {
    const typed = ['0', '.7', ' 1.25 ', '0,5', '1e1', '100'];
    assert.deepEqual(typed.map(parseTemperature), [0, 0.7, 1.25, 0.5, 10, 100]);
    const wrong = ['', ' ', 'warm', '-1', '100.1', '1.2.3', 'NaN', 'Infinity', '1 2'];
    assert.deepEqual(
      wrong.map(parseTemperature),
      wrong.map(() => undefined),
    );
  });

  describe('Compare Temperatures', () => {
    async function comparison(): Promise<string> {
      const document = await shownBy(() => vscode.commands.executeCommand('charRnn.compareTemperatures'));
      assert.equal(document.languageId, 'markdown');
      return document.getText();
    }

    it('sets samples with one seed side by side, each headed by temperature, alpha and seed', async () => {
      await configure({ comparedTemperatures: [0, 0.4, 3], seed: 7 });
      const editor = await openFile('ROMEO:\nWhat');
      select(editor, [0, 6]);
      const text = await comparison();
      const alphas = { 0: '∞', 0.4: '2.5', 3: '0.333333' };
      for (const [temperature, alpha] of Object.entries(alphas)) {
        const sample = await expectedText({ prompt: 'ROMEO:', seed: 7, temperature: Number(temperature) });
        const section = `## Temperature ${temperature} (alpha = ${alpha}), seed 7\n\n\`\`\`text\n${sample}\n\`\`\`\n`;
        assert.ok(text.includes(section), `${section}\nis not in\n${text}`);
      }
      assert.match(text, /Model: `shakespeare-rnn-250`/);
    });

    it('makes the same document again, whatever was written between', async () => {
      const first = await comparison();
      await vscode.commands.executeCommand('charRnn.complete', { temperature: 2, seed: 99 });
      await closeAllEditors();
      assert.equal(await comparison(), first);
    });

    it('tells a new seed where none is fixed, with which it is made again', async () => {
      await configure({ seed: null, comparedTemperatures: [1] });
      const first = await comparison();
      const seed = Number(/seed (\d+)/.exec(first)?.[1]);
      assert.ok(Number.isInteger(seed), first);
      await closeAllEditors();
      await configure({ seed });
      assert.equal(await comparison(), first);
    });
  });
});
