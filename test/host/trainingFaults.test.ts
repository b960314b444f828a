import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TrainingForm } from '../../src/protocol/training/form';
import type { RunView } from '../../src/protocol/training/view';
import { replaceFile } from '../../src/services/replaceFile';
import { loadCheckpoint, saveCheckpoint } from '../../src/services/training/checkpoint';
import { resetConfiguration } from './configuration';
import { closeAllEditors, openFile } from './documents';
import { extensionUnderTest } from './extensionUnderTest';
import { Messages } from './messages';
import { PanelWatch } from './panelWatch';
import { watched } from './watched';

const text = 'First Citizen:\nBefore we proceed any further, hear me speak.\n'.repeat(40);
/** A run that goes on until it is stopped. */
const form: TrainingForm = {
  ...{ cell: 'gru', layers: 1, hidden: 16, sequenceLength: 20, batchSize: 8, optimizer: 'adam' },
  // Without judgements nothing ends it early.
  ...{ learningRate: 0.002, dropout: 0, heldOut: 0, passes: 10_000 },
};

const storage = (): string => join(watched.context!.globalStorageUri.fsPath, 'training');

/** A disk of 8 MB in the place of the folder that training writes to; undefined where this process may not mount one. */
class SmallDisk {
  private constructor(private readonly folder: string) {}

  static mount(folder: string): SmallDisk | undefined {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', folder]);
    return status === 0 ? new SmallDisk(folder) : undefined;
  }

  fill(): void {
    for (const size of [1 << 16, 1 << 10, 1]) {
      for (;;) {
        try {
          writeFileSync(join(this.folder, 'filler'), Buffer.alloc(size), { flag: 'a' });
        } catch {
          break;
        }
      }
    }
  }

  free(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  unmount(): void {
    spawnSync('umount', ['-l', this.folder]);
  }
}

describe('faults while training', function () {
  // Each begins training several times, and the machine may have much else to do.
  this.timeout(60_000);

  let messages: Messages;
  let panel: PanelWatch;
  let editor: vscode.TextEditor;

  before(async () => {
    await extensionUnderTest().activate();
  });

  beforeEach(() => {
    messages = new Messages();
    panel = new PanelWatch();
  });

  afterEach(async () => {
    if (panel.view?.kind === 'run' && ['running', 'paused', 'preparing'].includes(panel.view.status)) {
      panel.send({ kind: 'stop' });
      await panel.run('ended');
    }
    panel.restore();
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
    rmSync(storage(), { recursive: true, force: true, maxRetries: 5 });
  });

  const choose = async (content: string): Promise<void> => {
    editor = await openFile(content);
    await vscode.commands.executeCommand('charRnn.trainOnFile');
  };
  /** Trains, and comes back some steps later. */
  const train = async (): Promise<RunView> => {
    await choose(text);
    await panel.shows('choosing');
    panel.send({ kind: 'start', form });
    return panel.run('running', ({ progress }) => (progress?.step ?? 0) > 20);
  };
  const pause = (): Promise<RunView> => {
    panel.send({ kind: 'pause' });
    return panel.run('paused');
  };
  const goneOn = (from: number): Promise<RunView> =>
    panel.run('running', ({ progress }) => (progress?.step ?? 0) > from);
  /** Ends the process as the system does where memory runs out. */
  const kill = async (): Promise<void> => {
    const { pid } = JSON.parse(readFileSync(join(storage(), 'lock'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await panel.run('failed');
  };

  it('trains on while the disk is full, says so, and writes its checkpoint when it no longer is', async function () {
    const disk = SmallDisk.mount(storage());
    if (!disk) {
      return this.skip();
    }
    try {
      const before = await train();
      disk.fill();
      const full = await pause();
      assert.match(
        full.message!,
        /^The checkpoint .*checkpoint\.npz cannot be written: the disk is full, make room there\. Training goes on, and it is tried again\.$/,
      );
      assert.deepEqual(full.checkpoint, before.checkpoint);
      panel.send({ kind: 'resume' });
      await goneOn(full.progress!.step);
      disk.free();
      const freed = await pause();
      assert.equal(freed.message, null);
      assert.equal(freed.checkpoint!.step, freed.progress!.step);

      // It is full when training ends: the model is not made, but nothing up to the checkpoint is lost.
      panel.send({ kind: 'resume' });
      await goneOn(freed.progress!.step);
      disk.fill();
      panel.send({ kind: 'stop' });
      const failed = await panel.run('failed');
      assert.match(
        failed.message!,
        /^The model .*\.npz cannot be written: the disk is full, make room there\.$/,
      );
      assert.deepEqual(failed.checkpoint, freed.checkpoint);
      disk.free();
      panel.send({ kind: 'goOn' });
      await goneOn(freed.checkpoint!.step);
      panel.send({ kind: 'stop' });
      await panel.run('ended', ({ model }) => model !== null);

      // Not even the text's copy can be written.
      disk.fill();
      messages.seen.length = 0;
      await vscode.commands.executeCommand('charRnn.trainOnFile', editor.document.uri);
      assert.match(
        messages.only().text,
        /^The copy of the text .* cannot be written: the disk is full, make room there\.$/,
      );
    } finally {
      disk.free();
      disk.unmount();
    }
  });

  it('is not troubled by a text that changes or goes under it; a changed copy is refused, and put back goes on', async () => {
    await train();
    rmSync(editor.document.uri.fsPath);
    const { checkpoint } = await pause();
    panel.send({ kind: 'resume' });
    await goneOn(checkpoint!.step);
    await kill();
    const copy = join(storage(), 'run', 'text.txt');
    for (const [change, says] of [
      [
        () => writeFileSync(copy, `${text}!`),
        /^The text is not the one that .* was trained on: .* Put the old text back/,
      ],
      [() => rmSync(copy), /text\.txt cannot be read: there is no such file/],
    ] as const) {
      change();
      panel.send({ kind: 'goOn' });
      const { message, checkpoint: kept } = await panel.run('failed', (view) =>
        says.test(view.message ?? ''),
      );
      assert.match(message!, says);
      assert.ok(kept!.step >= checkpoint!.step);
    }
    writeFileSync(copy, text);
    panel.send({ kind: 'goOn' });
    await goneOn(checkpoint!.step);
  });

  it('refuses a text of one character', async () => {
    await choose('a'.repeat(2000));
    assert.match(messages.only().text, /one and the same character .* Choose another text\.$/);
    await panel.shows('empty', ({ notice }) => /one and the same character/.test(notice ?? ''));
  });

  it('says so when the loss is no longer a number, and goes on from the checkpoint at a lower learning rate', async () => {
    await train();
    const { checkpoint } = await pause();
    await kill();
    // No learning rate that can be chosen does it: the norm is clipped. So it is written into the checkpoint.
    const path = readPath();
    const { model, state, progress, record } = await loadCheckpoint(path);
    await saveCheckpoint(replaceFile, path, model, { ...state, rateFactor: 1e38 }, progress, {
      ...record,
      out: record.model.out,
    });
    panel.send({ kind: 'goOn' });
    const failed = await panel.run('failed', ({ message }) => /no longer a number/.test(message ?? ''));
    assert.match(failed.message!, /at step \d+: .* Train with a lower learning rate .* is kept\.$/);
    assert.deepEqual(failed.checkpoint, checkpoint);
    panel.send({ kind: 'goOn', learningRate: 0.001 });
    const { progress: after } = await goneOn(checkpoint!.step + 5);
    assert.ok(after!.learningRate <= 0.00101, `${after!.learningRate}`);
    assert.ok(Number.isFinite(after!.loss));

    function readPath(): string {
      const { name } = JSON.parse(readFileSync(join(storage(), 'run', 'run.json'), 'utf8')) as {
        name: string;
      };
      return join(storage(), 'run', `${name}.checkpoint.npz`);
    }
  });

  it('refuses a network that does not fit into memory before it begins, and names the bytes', async () => {
    await choose(text.repeat(25));
    await panel.shows('choosing');
    const huge: TrainingForm = {
      ...form,
      cell: 'lstm',
      layers: 3,
      hidden: 2048,
      sequenceLength: 100,
      batchSize: 512,
    };
    panel.send({ kind: 'measure', form: huge });
    const { estimates } = await panel.shows('choosing', (view) =>
      view.estimates.some((one) => one.form.hidden === 2048 && one.estimate.kind === 'failed'),
    );
    const { estimate } = estimates.find((one) => one.form.hidden === 2048)!;
    assert.ok(estimate.kind === 'failed');
    assert.match(
      estimate.message,
      /^Training 3 × lstm of 2048 units .* needs \d+\.\d GiB of memory; .* Take a smaller/,
    );
    panel.send({ kind: 'start', form: huge });
    await panel.shows('choosing', ({ problem }) => problem === estimate.message);
  });

  it('leaves a run alone that another window trains', async () => {
    const { progress } = await train();
    const { checkpoint } = await pause();
    await kill();
    // The other window's trainer: a process that lives.
    const lock = join(storage(), 'lock');
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, text: 'hamlet.txt' }));
    panel.send({ kind: 'goOn' });
    await panel.shows('empty', ({ notice }) =>
      /^Another window trains on hamlet\.txt .* stop it there/.test(notice ?? ''),
    );
    await vscode.commands.executeCommand('charRnn.trainOnFile', editor.document.uri);
    await panel.shows('choosing');
    panel.send({ kind: 'start', form });
    await panel.shows('choosing', ({ problem }) =>
      /^Another window trains on hamlet\.txt/.test(problem ?? ''),
    );
    // It has died: its lock is void after a minute, and the run is there to be gone on with.
    const past = new Date(Date.now() - 120_000);
    utimesSync(lock, past, past);
    panel.close();
    await vscode.commands.executeCommand('charRnn.openTraining');
    const found = await panel.run('interrupted');
    assert.equal(found.checkpoint!.step, checkpoint!.step);
    assert.ok(checkpoint!.step >= progress!.step);
    panel.send({ kind: 'goOn' });
    await goneOn(checkpoint!.step);
  });
});
