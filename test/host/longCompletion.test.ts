import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select, selectedTexts } from './documents';
import { Messages } from './messages';
import { ProgressWatch } from './progressWatch';
import { until } from './until';
import { processorTime } from '../processorTime';

describe('a long completion', () => {
  let messages: Messages;
  let progress: ProgressWatch;

  beforeEach(async () => {
    messages = new Messages();
    progress = new ProgressWatch();
    await configure({ length: 100_000 });
  });

  afterEach(async () => {
    progress.restore();
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  it('of 100,000 characters comes all at once, and goes with one undo', async function () {
    this.timeout(120_000);
    const before = 'ROMEO:\n';
    const editor = await openFile(before);
    const sizes = new Set<number>();
    const subscription = vscode.workspace.onDidChangeTextDocument(({ document }) =>
      sizes.add(document.getText().length),
    );
    select(editor, [0, 7]);
    await vscode.commands.executeCommand('charRnn.complete');
    subscription.dispose();
    assert.deepEqual([...sizes], [100_007]);
    assert.equal(selectedTexts(editor)[0].length, 100_000);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });

  it('shows how far it is, and leaves nothing when it is cancelled', async function () {
    this.timeout(60_000);
    // The slowest kernel, so that there is time to cancel on every machine.
    await configure({ kernel: 'reference', length: 1_000_000 });
    const before = 'ROMEO:\n';
    const editor = await openFile(before);
    const work = vscode.commands.executeCommand('charRnn.complete');
    await until('progress is shown', () => progress.reports.length > 1);
    assert.equal(progress.options?.cancellable, true);
    assert.equal(progress.options.location, vscode.ProgressLocation.Notification);
    assert.match(progress.reports[0], /^\d+ %$/);
    progress.cancel();
    await work;
    assert.equal(editor.document.getText(), before);
    assert.equal(editor.document.isDirty, false);
    assert.deepEqual(messages.seen, [], 'cancelling is no error');
    assert.equal(progress.running, false);
  });

  it('comes to stand where its place has moved to, when the text before it is edited meanwhile', async function () {
    this.timeout(60_000);
    // Two seconds of work on a fast machine: progress is shown after 400 ms.
    await configure({ kernel: 'reference', length: 12_000 });
    const editor = await openFile('ROMEO:\nend');
    select(editor, [0, 6]);
    const work = vscode.commands.executeCommand('charRnn.complete');
    await until('it is at work', () => progress.running);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Act II\n'));
    await work;
    assert.match(editor.document.getText(), /^Act II\nROMEO:[^]{12000}\nend$/);
  });

  it('offers the text elsewhere when its place is deleted meanwhile', async function () {
    this.timeout(60_000);
    await configure({ kernel: 'reference', length: 12_000 });
    const editor = await openFile('ROMEO:\nend');
    select(editor, [0, 6]);
    const work = vscode.commands.executeCommand('charRnn.complete');
    await until('it is at work', () => progress.running);
    await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 1, 1)));
    await work;
    assert.equal(editor.document.getText(), 'nd');
    assert.match(messages.only().text, /that was to be completed is no longer there/);
    assert.deepEqual(messages.only().buttons, ['Open in New Document']);
  });

  it('lets everything else in the host run meanwhile', async function () {
    this.timeout(60_000);
    await configure({ length: 100_000 });
    await openFile('ROMEO:\n');
    const late: number[] = [];
    let last = processorTime();
    const timer = setInterval(() => {
      const now = processorTime();
      late.push(now - last);
      last = now;
    }, 1);
    try {
      await vscode.commands.executeCommand('charRnn.complete');
    } finally {
      clearInterval(timer);
    }
    late.sort((a, b) => a - b);
    // The slices are 4 ms. The 99th percentile, as the collector of garbage may hold us up now and then.
    const held = late[Math.floor(0.99 * late.length)];
    console.log(
      `[suite]       a timer of 1 ms waited for at most ${held.toFixed(1)} ms of this thread's work in 99 of 100 cases`,
    );
    assert.ok(late.length > 20 && held < 50, `${held} ms of ${late.length}`);
  });
});
