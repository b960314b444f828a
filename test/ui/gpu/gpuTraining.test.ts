import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { stubs } from '../../unit/services/engines/stubPackage';
import { StubRegistry } from '../../unit/services/engines/stubRegistry';
import { Workbench } from '../workbench';
import { stopWorkbenchServer } from '../workbenchServer';

/*
 * A machine with a card and a registry of the test's own: programs called nvidia-smi and node stand first on the PATH of a
 * server that is started for this. What is installed is a stand-in for tfjs-node-gpu.
 */
describe('GPU training', () => {
  let workbench: Workbench;
  let folder: string;
  let registry: StubRegistry;
  const path = process.env.PATH;

  /** A program of the PATH that the next server has. */
  const program = (name: string, ...lines: string[]): void => {
    const file = join(folder, 'bin', name);
    writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(file, 0o755);
  };
  /** What the stand-in is like when it is loaded. */
  const behaves = (how: 'fallsBack' | 'quickGpu' | 'throws' | 'crashes'): void =>
    writeFileSync(join(folder, 'behaviour'), how);
  const dialog = (): Locator => workbench.page.locator('.monaco-dialog-box');
  const answer = (button: string): Promise<void> =>
    dialog().getByRole('button', { name: button, exact: true }).click();
  const setUp = async (): Promise<string> => {
    await workbench.command('Char-RNN: Set Up GPU Training');
    await dialog().waitFor();
    return dialog().innerText();
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-gpu-ui-'));
    mkdirSync(join(folder, 'bin'));
    registry = await StubRegistry.start({
      'index.js': `
        const behaviour = ${JSON.stringify(join(folder, 'behaviour'))};
        module.exports = require('./' + require('fs').readFileSync(behaviour, 'utf8') + '.js');`,
      'fallsBack.js': stubs.fallsBack,
      'quickGpu.js': stubs.quickGpu,
      'throws.js': stubs.lacksLibrary,
      'crashes.js': stubs.crashes,
      'install.js': `
        const { existsSync, writeFileSync } = require('fs');
        writeFileSync('libtensorflow', Buffer.alloc(8e6));
        const wait = setInterval(() => existsSync(${JSON.stringify(join(folder, 'fetched'))}) && clearInterval(wait), 50);`,
    });
    behaves('fallsBack');
    program(
      'node',
      `npm_config_fetch_retries=0 npm_config_registry=${registry.url} npm_config_cache=${join(folder, 'cache')} exec ${process.execPath} "$@"`,
    );
    await stopWorkbenchServer();
    process.env.PATH = [join(folder, 'bin'), path].join(delimiter);
    workbench = await Workbench.open({ files: { 'a.txt': 'ROMEO:\n' } });
  });

  after(async () => {
    await workbench.close();
    await stopWorkbenchServer();
    process.env.PATH = path;
    registry.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('says what is in the way on a machine without a card, and fetches nothing', async () => {
    const text = await setUp();
    assert.match(text, /cannot be set up here/);
    assert.match(text, /No NVIDIA card was found/);
    assert.match(text, /Node \d+\.\d+\.\d+: .*node/);
    assert.match(text, /Nothing was fetched/);
    await workbench.picture('gpu-not-found-dark');
    await workbench.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('shows what it would fetch, how far it is, and can be cancelled', async () => {
    program('nvidia-smi', 'echo "NVIDIA GeForce RTX 3060, 535.183.01, 12288"');
    const text = await setUp();
    assert.match(text, /About 400 MB are fetched/);
    assert.match(text, /NVIDIA GeForce RTX 3060, 12 GB; driver 535\.183\.01/);
    assert.match(text, /CUDA 11\.2 with cuDNN 8\.1/);
    await workbench.picture('gpu-ask-dark');
    await answer('Fetch and Install');
    const progress = workbench.notification(/[1-9]\d* MB on the disk after 0:/);
    await progress.waitFor();
    await workbench.picture('gpu-progress-dark');
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    assert.match(await setUp(), /About 400 MB are fetched/);
  });

  it('installs, tells that TensorFlow fell back to the processor, and takes it away', async () => {
    writeFileSync(join(folder, 'fetched'), '');
    await answer('Fetch and Install');
    await dialog().filter({ hasText: 'found no GPU that it can use' }).waitFor();
    assert.match(await dialog().innerText(), /libcudart\.so\.11\.0/);
    await workbench.picture('gpu-fallback-dark');
    await workbench.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await workbench.command('Char-RNN: Remove GPU Training');
    await dialog().waitFor();
    assert.match(await dialog().innerText(), /Remove TensorFlow for the GPU\? \d+ MB become free/);
    await workbench.picture('gpu-remove-dark');
    await answer('Remove');
    await workbench.notification('GPU training was removed').waitFor();
    await workbench.command('Char-RNN: Remove GPU Training');
    await workbench.notification('There is no GPU training to remove').waitFor();
  });

  it('compares GPU and kernel, and says which trains what', async () => {
    behaves('quickGpu');
    await setUp();
    await answer('Fetch and Install');
    const measuring = workbench.notification(/step \d+ of 40/);
    await measuring.waitFor();
    await workbench.picture('gpu-measuring-dark');
    const compared = dialog().filter({ hasText: 'characters a second' });
    // Eighty-eight steps: as long as it takes.
    await compared.waitFor({ timeout: 150_000 });
    for (const theme of ['dark', 'light', 'hc-black', 'hc-light'] as const) {
      await workbench.wear(theme);
      await workbench.picture(`gpu-compared-${theme}`);
    }
    assert.match(
      await compared.innerText(),
      /GPU [\d,]+, kernel [\d,]+: the (GPU|kernel) trains, [\d.]+ times as fast\s+\(1 x gru of 256, .*\)/,
    );
    assert.match(await compared.innerText(), /tfjs-node-gpu 4\.22\.0, GPU in use/);
    await workbench.wear('dark');
    await workbench.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    assert.match(await setUp(), /Training on a GPU is set up\. Measure it again/);
  });

  it('says what is wrong with what is installed, and what to do', async () => {
    behaves('throws');
    await answer('Measure Again');
    const lacks = workbench.notification('the library libtensorflow.so.2 is missing. Install it');
    await lacks.waitFor();
    await workbench.picture('gpu-lacks-library-dark');
    await workbench.command('Notifications: Clear All Notifications');
    behaves('crashes');
    assert.match(await setUp(), /Measure it again/);
    await answer('Measure Again');
    const crashed = workbench.notification(/crashed its process, which ended by SIGSEGV/);
    await crashed.waitFor();
    assert.match(await crashed.innerText(), /The kernel trains, as before\. Run "Set Up GPU Training"/);
    await workbench.picture('gpu-crashed-dark');
    // Three are shown at a time.
    await workbench.command('Notifications: Clear All Notifications');
    await crashed.waitFor({ state: 'detached' });
    await workbench.command('Char-RNN: Remove GPU Training');
    await dialog().waitFor();
    await answer('Remove');
    await workbench.notification('GPU training was removed').waitFor();
  });

  it('tells what went wrong, and keeps nothing', async () => {
    registry.stop();
    // What npm has kept would do without it.
    rmSync(join(folder, 'cache'), { recursive: true });
    await setUp();
    await answer('Fetch and Install');
    const error = workbench.notification('Nothing was kept');
    await error.waitFor();
    await workbench.picture('gpu-error-dark');
    assert.match(await error.innerText(), /npm did not reach a host that it needs/);
  });
});
