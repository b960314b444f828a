import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

describe('npm start where there is a desktop VS Code', () => {
  it('opens it on the sample folder, with settings and state of its own', function () {
    this.timeout(120_000);
    const room = mkdtempSync(join(tmpdir(), 'char-rnn-start-'));
    try {
      // In its place: writes down what it is asked for.
      const desktop = join(room, 'code.mjs');
      const asked = join(room, 'asked.json');
      const content = `#!${process.execPath}
        import { writeFileSync } from 'node:fs';
        writeFileSync(${JSON.stringify(asked)}, JSON.stringify(process.argv.slice(2)));`;
      writeFileSync(desktop, content, { mode: 0o755 });
      const script = join(root, 'test', 'vscode-server', 'start.mjs');
      const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--room', room], {
        env: { ...process.env, CHAR_RNN_VSCODE: desktop },
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /opens on .*sample/);
      const args = JSON.parse(readFileSync(asked, 'utf8')) as string[];
      assert.equal(args[0], join(room, 'sample'));
      assert.ok(args.includes(`--extensionDevelopmentPath=${root}`), args.join(' '));
      assert.equal(args[args.indexOf('--user-data-dir') + 1], join(room, 'desktop'));
      assert.ok(existsSync(join(room, 'sample', 'play.txt')));
      assert.ok(existsSync(join(room, 'desktop', 'User', 'settings.json')));
    } finally {
      rmSync(room, { recursive: true, force: true });
    }
  });

  it('says what to do where that does not start', function () {
    this.timeout(120_000);
    const room = mkdtempSync(join(tmpdir(), 'char-rnn-start-'));
    try {
      const script = join(root, 'test', 'vscode-server', 'start.mjs');
      const { status, stderr } = spawnSync(process.execPath, [script, '--room', room], {
        env: { ...process.env, CHAR_RNN_VSCODE: '/nowhere/code' },
        encoding: 'utf8',
      });
      assert.equal(status, 1);
      assert.match(stderr, /\/nowhere\/code could not be started: .*Try `npm start -- --served`/);
    } finally {
      rmSync(room, { recursive: true, force: true });
    }
  });
});
