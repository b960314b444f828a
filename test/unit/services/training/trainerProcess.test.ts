import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel } from '../../../../src/core/format/modelFile';
import type { TrainingForm } from '../../../../src/protocol/training/form';
import type { RunView } from '../../../../src/protocol/training/view';
import { RunFolder, type RunRecord } from '../../../../src/services/training/runFolder';
import { lockHolder } from '../../../../src/services/training/runLock';
import type { FromTrainer } from '../../../../src/services/training/trainerMessages';
import { TrainerProcess } from '../../../../src/services/training/trainerProcess';

const text = 'To be, or not to be, that is the question:\nWhether tis nobler in the mind\n'.repeat(40);
const form: TrainingForm = {
  cell: 'rnn',
  layers: 1,
  hidden: 12,
  sequenceLength: 10,
  batchSize: 4,
  optimizer: 'adam',
  learningRate: 0.003,
  dropout: 0.1,
  // Without judgements nothing ends it early.
  heldOut: 0,
  passes: 10_000,
};

/** A trainer's process, and what it has told. */
class Trainer {
  readonly heard: FromTrainer[] = [];
  why: string | undefined;
  private waiting: (() => void)[] = [];
  readonly process = new TrainerProcess({
    hear: (message) => {
      this.heard.push(message);
      this.wake();
    },
    died: (why) => {
      this.why = why;
      this.wake();
    },
  });

  /** Waits until something that it told fits. Mocha's time limit is the only one. */
  async told<T>(fits: (message: FromTrainer) => T | undefined | false): Promise<T> {
    for (;;) {
      for (const message of this.heard) {
        const found = fits(message);
        if (found !== undefined && found !== false) {
          return found;
        }
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  run(status: RunView['status'], from = 0): Promise<RunView> {
    return this.told(
      (message) =>
        message.kind === 'run' &&
        message.run.status === status &&
        (message.run.progress?.step ?? 0) >= from &&
        message.run,
    );
  }

  async died(): Promise<void> {
    while (this.why === undefined) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private wake(): void {
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) {
      resolve();
    }
  }
}

describe("the trainer's process", () => {
  let root: string;
  let folder: RunFolder;
  let lock: string;
  const trainers: Trainer[] = [];
  const record: RunRecord = {
    text: 'hamlet.txt',
    characters: text.length,
    form,
    name: 'hamlet',
    destination: 'file:///nowhere/hamlet.npz',
    kept: null,
  };

  const start = (): Trainer => {
    const trainer = new Trainer();
    trainers.push(trainer);
    return trainer;
  };
  const train = (trainer: Trainer): void =>
    trainer.process.send({ kind: 'train', folder: folder.path, lock });

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'char-rnn-trainer-'));
    folder = new RunFolder(join(root, 'run'));
    lock = join(root, 'lock');
    await folder.make();
    writeFileSync(folder.text, text);
    await folder.write(record);
  });

  afterEach(async () => {
    for (const { process: child, why } of trainers.splice(0)) {
      if (child.pid !== undefined && why === undefined) {
        try {
          process.kill(child.pid, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  it('counts the characters of a text, and says what cannot be trained on', async () => {
    const trainer = start();
    trainer.process.send({ kind: 'describe', folder: folder.path });
    const size = await trainer.told((message) => message.kind === 'described' && message.size);
    assert.deepEqual(size, { characters: text.length, distinct: new Set(text).size });
    for (const [wrong, says] of [
      ['Too short.', /10 characters: too few/],
      ['a'.repeat(2000), /one and the same character/],
      [Buffer.alloc(2000, 0xff), /UTF-8/],
    ] as const) {
      trainer.heard.length = 0;
      writeFileSync(folder.text, wrong);
      trainer.process.send({ kind: 'describe', folder: folder.path });
      const refused = await trainer.told((message) => message.kind === 'notDescribed' && message.message);
      assert.match(refused, says);
    }
  });

  it('measures how long training will take', async () => {
    const trainer = start();
    const passes = 3;
    const size = { characters: 100_000, distinct: 40 };
    trainer.process.send({ kind: 'measure', form: { ...form, passes }, size });
    const estimate = await trainer.told((message) => message.kind === 'measured' && message.estimate);
    assert.ok(estimate.kind === 'measured');
    // 100,000 characters in 4 streams, each sequence of 10 one step; the last may lack its next character.
    assert.ok(Math.abs(estimate.steps - passes * 2500) <= passes);
    assert.ok(estimate.seconds > 0 && estimate.charactersPerSecond > 0);
    trainer.process.send({ kind: 'measure', form, size: { characters: 30, distinct: 5 } });
    const refused = await trainer.told(
      (told) => told.kind === 'measured' && told.estimate.kind === 'failed' && told.estimate.message,
    );
    assert.match(refused, /Take a longer text/);
  });

  it('goes on from its checkpoint when it was killed: curves, samples and steps', async () => {
    const first = start();
    train(first);
    await first.run('running', 200);
    first.process.send({ kind: 'command', command: { kind: 'pause' } });
    const paused = await first.run('paused');
    assert.equal(paused.checkpoint?.step, paused.progress?.step);
    process.kill(first.process.pid!, 'SIGKILL');
    await first.died();
    assert.match(first.why!, /SIGKILL/);

    const second = start();
    train(second);
    const step = paused.checkpoint!.step;
    const running = await second.run('running', step + 1);
    assert.ok(running.training.steps[0] < step, 'the curve begins where the run began');
    assert.deepEqual(running.best === null, paused.best === null);
    second.process.send({ kind: 'command', command: { kind: 'stop' } });
    const ended = await second.run('ended');
    assert.match(ended.message ?? '', /^Stopped after step/);
    assert.equal(await lockHolder(lock), undefined);
    const model = await readModel(readFileSync(folder.model(record)), 'hamlet');
    assert.equal(model.parameters.cell, 'rnn');
    assert.equal(model.parameters.hiddenSize, form.hidden);
  });

  it('writes a checkpoint and ends when its window goes away', async () => {
    const first = start();
    train(first);
    const { progress } = await first.run('running', 100);
    const { pid } = first.process;
    first.process.dispose();
    while (isAlive(pid!)) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.ok(!existsSync(lock));
    const second = start();
    train(second);
    const running = await second.run('running', 1);
    assert.ok(running.progress!.step > progress!.step, 'nothing that was learned until then is lost');
  });

  it('refuses to train while another process does, and names what that trains on', async () => {
    const first = start();
    train(first);
    await first.run('running');
    assert.equal((await lockHolder(lock))?.pid, first.process.pid);
    const second = start();
    train(second);
    const message = await second.told((told) => told.kind === 'refused' && told.message);
    assert.match(message, /^Another window trains on hamlet\.txt \(process \d+\)/);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
