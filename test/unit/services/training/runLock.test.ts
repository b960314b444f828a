import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHolder, RunLock } from '../../../../src/services/training/runLock';

describe('the lock of a training run', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const take = (): Promise<RunLock | object> => RunLock.take(path, 'play.txt', () => undefined);
  /** The process that runs Mocha's: it lives. */
  const other = JSON.stringify({ pid: process.ppid, text: 'other.txt' });

  it('is free again when it was released', async () => {
    const lock = await take();
    assert.ok(lock instanceof RunLock);
    assert.deepEqual(await lockHolder(path), { pid: process.pid, text: 'play.txt' });
    await lock.release();
    assert.equal(await lockHolder(path), undefined);
  });

  it("is refused where a living process has it, and names that process's text", async () => {
    writeFileSync(path, other);
    assert.deepEqual(await take(), { pid: process.ppid, text: 'other.txt' });
  });

  for (const [jump, hours] of [
    ['forward', 3],
    ['back', -3],
  ] as const) {
    it(`stays with a process that lives where the clock jumps ${jump}`, async () => {
      const lock = await take();
      assert.ok(lock instanceof RunLock);
      // To the jumped clock the last sign of life is hours away; the next comes within two seconds.
      const then = new Date(Date.now() - hours * 3_600_000);
      utimesSync(path, then, then);
      assert.deepEqual(await lockHolder(path), { pid: process.pid, text: 'play.txt' });
      await lock.release();
    });
  }

  it('is taken from a process that is gone, or was silent for a minute, or wrote nothing that can be read', async () => {
    const gone = JSON.stringify({ pid: 2 ** 22 + 1, text: 'gone.txt' });
    const past = new Date(Date.now() - 61_000);
    for (const [content, at] of [
      [gone, new Date()],
      [other, past],
      ['{"pid":', new Date()],
    ] as const) {
      writeFileSync(path, content);
      utimesSync(path, at, at);
      const lock = await take();
      assert.ok(lock instanceof RunLock, content);
      await lock.release();
    }
  });
});
