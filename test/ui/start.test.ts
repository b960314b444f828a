import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../install.mjs';
import { Workbench } from './workbench';

/** `npm start` as a person runs it, where there is no desktop VS Code. */
describe('npm start', () => {
  let room: string;
  let started: ChildProcess;
  let output = '';
  let ended: Promise<number | null>;

  before(function () {
    this.timeout(180_000);
    room = mkdtempSync(join(tmpdir(), 'char-rnn-start-'));
    const script = join(root, 'test', 'vscode-server', 'start.mjs');
    started = spawn(process.execPath, [script, '--served', '--room', room], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    ended = new Promise((resolve) => started.once('exit', resolve));
    return new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes('Ctrl-C stops it')) {
          resolve();
        }
      };
      started.stdout!.on('data', hear);
      started.stderr!.on('data', hear);
      started.once('exit', () => {
        reject(new Error(`npm start ended before it served anything:\n${output}`));
      });
    });
  });

  after(() => {
    started.kill('SIGKILL');
    rmSync(room, { recursive: true, force: true, maxRetries: 5 });
  });

  it('prints an address where VS Code shows the sample folder, and completing works there', async () => {
    const address = /http:\/\/\S+/.exec(output)?.[0];
    assert.ok(address, output);
    const sample = readFileSync(join(root, 'media', 'sample', 'play.txt'), 'utf8');
    const workbench = await Workbench.visit(address, join(room, 'sample'));
    try {
      // The folder's README says what to try.
      const readme = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
      await readme.getByRole('heading', { name: 'Try Char-RNN here' }).waitFor();
      await workbench.picture('start-readme');
      await workbench.openFile('play.txt');
      const line = sample.split('\n').indexOf('BRAZEN HEAD:') + 1;
      await workbench.selectLine(line);
      await workbench.page.keyboard.press('Control+Alt+Enter');
      await workbench.page.locator('.statusbar-item', { hasText: '200 characters' }).waitFor();
      await workbench.picture('start-completion');
      const text = await workbench.savedText('play.txt');
      assert.equal(text.length, sample.length + 200);
      assert.ok(text.startsWith(sample.slice(0, sample.indexOf('BRAZEN HEAD:'))));
    } finally {
      await workbench.close();
    }
    assert.equal(
      readFileSync(join(root, 'media', 'sample', 'play.txt'), 'utf8'),
      sample,
      'the original stays',
    );
  });

  it('stops with Ctrl-C, and leaves nothing running', async () => {
    const { origin } = new URL(/http:\/\/\S+/.exec(output)![0]);
    started.kill('SIGINT');
    assert.equal(await ended, 130);
    await assert.rejects(fetch(origin), /fetch failed/);
  });
});
