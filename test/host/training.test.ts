import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { readModel } from '../../src/core/format/modelFile';
import type { TrainingForm } from '../../src/protocol/training/form';
import { processorTime } from '../processorTime';
import { Answers } from './answers';
import { resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select, workspaceFolder } from './documents';
import { Messages } from './messages';
import { PanelWatch } from './panelWatch';
import { watched } from './watched';

const text = 'First Citizen:\nBefore we proceed any further, hear me speak.\n'.repeat(40);
/** A run that goes on until it is stopped. */
const form: TrainingForm = {
  cell: 'rnn',
  layers: 1,
  hidden: 24,
  sequenceLength: 20,
  batchSize: 8,
  optimizer: 'adam',
  learningRate: 0.002,
  dropout: 0,
  // Without judgements nothing ends it early.
  heldOut: 0,
  passes: 10_000,
};

function trainer(): number {
  const { pid } = JSON.parse(
    readFileSync(join(watched.context!.globalStorageUri.fsPath, 'training', 'lock'), 'utf8'),
  ) as { pid: number };
  return pid;
}

/** The 99th percentile of how long this process's event loop is held while something happens, ms. */
interface Held {
  /** By the clock: other programs hold it too, where they have the cores. */
  readonly delay: number;
  /** In this thread's own processor time: what its own work takes. */
  readonly work: number;
}

async function heldDuring(work: () => Promise<unknown>): Promise<Held> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const turns: number[] = [];
  let last = processorTime();
  const timer = setInterval(() => {
    const now = processorTime();
    turns.push(now - last);
    last = now;
  }, 1);
  await work();
  clearInterval(timer);
  delay.disable();
  turns.sort((a, b) => a - b);
  return { delay: delay.percentile(99) / 1e6, work: turns[Math.floor(0.99 * turns.length)] };
}

describe('training', () => {
  let messages: Messages;
  let answers: Answers;
  let panel: PanelWatch;

  beforeEach(() => {
    messages = new Messages();
    answers = new Answers();
    panel = new PanelWatch();
  });

  afterEach(async () => {
    if (panel.view?.kind === 'run' && ['running', 'paused', 'preparing'].includes(panel.view.status)) {
      panel.send({ kind: 'stop' });
      await panel.run('ended');
    }
    panel.restore();
    answers.restore();
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  it('takes the text as it is in the editor, saved or not, and measures how long training takes', async () => {
    const editor = await openFile(text);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Not saved. '));
    await vscode.commands.executeCommand('charRnn.trainOnFile');
    const { text: chosen } = await panel.shows('choosing');
    assert.equal(chosen.characters, text.length + 'Not saved. '.length);
    select(editor, [0, 700]);
    await vscode.commands.executeCommand('charRnn.trainOnSelection');
    await panel.shows('choosing', (view) => view.text.characters === 700);
    const { presets } = await panel.shows('choosing', ({ estimates }) =>
      estimates.some(({ estimate }) => estimate.kind === 'measured'),
    );
    assert.deepEqual(
      presets.map(({ name }) => name),
      ['quick', 'good', 'best'],
    );
  });

  it('takes the files of a folder that a pattern names', async () => {
    const folder = join(workspaceFolder(), 'scenes');
    await mkdir(folder, { recursive: true });
    writeFileSync(join(folder, 'b.scene'), 'b'.repeat(600));
    writeFileSync(join(folder, 'a.scene'), 'a'.repeat(600));
    writeFileSync(join(folder, 'c.other'), 'c'.repeat(600));
    answers.give('*.scene');
    await vscode.commands.executeCommand('charRnn.trainOnFile', vscode.Uri.file(folder));
    const { text: chosen, destination } = await panel.shows('choosing');
    // Each file ends with a newline.
    assert.deepEqual(chosen, { name: '2 files of scenes', characters: 1202, distinct: 3 });
    assert.equal(destination, join('scenes', '2-files-of-scenes.npz'));
  });

  it('says what is wrong with a text that cannot be trained on', async () => {
    await openFile('Too short.');
    await vscode.commands.executeCommand('charRnn.trainOnFile');
    assert.match(messages.only().text, /^The text has 10 characters: too few/);
    await panel.shows('empty', ({ notice }) => notice?.startsWith('The text has 10') === true);
  });

  it('trains in a process of its own, while the editor stays smooth; the model is one click from use', async function () {
    this.timeout(40_000);
    const editor = await openFile(text);
    await vscode.commands.executeCommand('charRnn.trainOnFile');
    await panel.shows('choosing');
    panel.send({ kind: 'start', form });
    await panel.run('running');
    const began = performance.now();
    const held = await heldDuring(() => panel.run('running', () => performance.now() - began > 3000));
    console.log(
      `[suite]       99 % of the event loop's turns while training: ${held.work.toFixed(1)} ms of work, ` +
        `a delay of ${held.delay.toFixed(1)} ms by the clock`,
    );
    assert.ok(held.work < 10, `${held.work} ms`);
    // One at a time, and it is said so.
    await vscode.commands.executeCommand('charRnn.trainOnFile', editor.document.uri);
    assert.match(messages.only().text, /trains one network at a time/);
    panel.send({ kind: 'stop' });
    const { model } = await panel.run('ended');
    const file = editor.document.uri.fsPath.replace(/\.txt$/, '.npz');
    assert.equal(model, vscode.workspace.asRelativePath(file));
    assert.equal((await readModel(readFileSync(file), 'trained')).parameters.hiddenSize, form.hidden);
    panel.send({ kind: 'use' });
    while (vscode.workspace.getConfiguration('charRnn').get('model') !== file) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('says so when the process that trains is killed, and goes on from the last checkpoint', async () => {
    await openFile(text);
    await vscode.commands.executeCommand('charRnn.trainOnFile');
    await panel.shows('choosing');
    panel.send({ kind: 'start', form });
    await panel.run('running', ({ progress }) => (progress?.step ?? 0) > 50);
    panel.send({ kind: 'pause' });
    const { checkpoint } = await panel.run('paused');
    process.kill(trainer(), 'SIGKILL');
    const failed = await panel.run('failed');
    assert.match(failed.message!, /ended unexpectedly/);
    assert.deepEqual(failed.checkpoint, checkpoint);
    panel.send({ kind: 'goOn' });
    const { training } = await panel.run('running', ({ progress }) => progress!.step > checkpoint!.step);
    assert.ok(training.steps[0] < checkpoint!.step);
  });

  it('tells whoever does not look at the view that the model is made', async () => {
    await openFile(text);
    await vscode.commands.executeCommand('charRnn.trainOnFile');
    await panel.shows('choosing');
    panel.send({ kind: 'start', form: { ...form, heldOut: 0.1, passes: 5 } });
    await panel.run('running');
    messages.press.add('Show');
    panel.close();
    // The button brings the view back.
    await panel.run('ended');
    assert.match(messages.seen.at(-1)!.text, /^Trained on file-\d+\.txt: held-out loss \d/);
    assert.deepEqual(messages.seen.at(-1)!.buttons, ['Use This Model', 'Show']);
  });
});
