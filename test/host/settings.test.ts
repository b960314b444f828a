import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select, selectedTexts } from './documents';
import { expectedText, type Expected } from './expectedText';
import { Messages } from './messages';
import { until } from './until';

describe('settings', () => {
  let messages: Messages;

  beforeEach(async () => {
    messages = new Messages();
    await configure({ kernel: 'reference', length: 40 });
  });

  afterEach(async () => {
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  /** Completes in a file of its own, and says what came. */
  async function completed(prompt: string): Promise<string> {
    const editor = await openFile(prompt);
    select(editor, [0, prompt.length]);
    await vscode.commands.executeCommand('charRnn.complete');
    return selectedTexts(editor)[0];
  }

  const changes: [string, Record<string, unknown>, Expected][] = [
    ['temperature', { temperature: 1.5 }, { temperature: 1.5 }],
    ['temperature 0', { temperature: 0 }, { temperature: 0 }],
    ['length', { length: 7 }, { length: 7 }],
    ['seed', { seed: 12345 }, { seed: 12345 }],
    ['warm-up none', { warmup: 'none' }, { warmup: 'none' }],
    ['warm-up of a text', { warmup: 'Enter HAMLET.\n' }, { warmup: 'Enter HAMLET.\n' }],
  ];
  for (const [name, values, expected] of changes) {
    it(`apply at once, without a reload: ${name}`, async () => {
      const before = await completed('KING:');
      assert.equal(before, await expectedText({ prompt: 'KING:' }));
      await configure(values);
      const after = await completed('KING:');
      assert.equal(after, await expectedText({ prompt: 'KING:', ...expected }));
      assert.notEqual(after, before, 'the setting makes no difference here, so this test shows nothing');
    });
  }

  it('ask for a new seed each time, where it is null', async () => {
    await configure({ seed: null });
    const texts = [await completed('KING:'), await completed('KING:'), await completed('KING:')];
    assert.equal(new Set(texts).size, 3);
  });

  it('change the kernel of the running model', async () => {
    const slow = await completed('KING:');
    await configure({ kernel: 'exact' });
    assert.equal(await completed('KING:'), slow, 'float32 draws the same 40 characters here');
  });

  const bad: [string, unknown, string][] = [
    ['temperature', -1, 'a number from 0 to 100'],
    ['temperature', '1', 'a number from 0 to 100'],
    ['length', 0, 'a whole number from 1 to 1000000'],
    ['seed', 0.5, 'a whole number from 0 to 9007199254740991, or null for a new seed each time'],
    ['unknownCharacters', 'shout', '"map", "skip" or "stop"'],
    ['comparedTemperatures', [], 'a list with at least one entry, each a number from 0 to 100'],
  ];
  for (const [name, value, expected] of bad) {
    it(`say what is wrong, once, and go on with the default: ${name} ${JSON.stringify(value)}`, async () => {
      await configure({ [name]: value });
      await until('the complaint', () => messages.seen.length > 0);
      const { kind, text, buttons } = messages.only();
      assert.equal(kind, 'warning');
      assert.ok(
        text.startsWith(`The setting charRnn.${name} is ${JSON.stringify(value)}: expected ${expected}.`),
        text,
      );
      assert.deepEqual(buttons, ['Open Setting']);
      assert.equal(
        await completed('KING:'),
        await expectedText({ prompt: 'KING:', length: name === 'length' ? 200 : 40 }),
      );
      assert.equal(messages.seen.length, 1);
    });
  }

  it('take a key binding’s word for what differs', async () => {
    const editor = await openFile('KING:');
    select(editor, [0, 5]);
    await vscode.commands.executeCommand('charRnn.complete', { temperature: 0.9 });
    assert.deepEqual(selectedTexts(editor), [await expectedText({ prompt: 'KING:', temperature: 0.9 })]);
  });
});
