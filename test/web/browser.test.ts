import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { Completer } from '../../src/core/completion';
import { readModel } from '../../src/core/format/modelFile';
import { loadKernel } from '../../src/services/kernelFiles';
import { root } from '../install.mjs';
import type { Workbench } from '../ui/workbench';
import { openWebWorkbench } from './webWorkbench';

const modelFile = (name: string): string => join(root, 'media', 'models', `${name}.npz`);
const prompt = 'KING RICHARD III:\n';
const length = 60;
/** Enough to learn something of in some seconds. */
const play =
  'First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n'.repeat(60);

/** What Node writes, with the same kernel and no editor. */
async function writtenByNode(file: string): Promise<string> {
  const model = await readModel(readFileSync(file), 'model');
  const network = (await loadKernel('auto')).load(model.parameters);
  const completer = new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'map' });
  const { text } = await completer.complete({ prompt: prompt.trim(), length, temperature: 0.5, seed: 1 });
  return text;
}

describe('in the browser alone, in a virtual folder', () => {
  let workbench: Workbench;
  let close: (() => Promise<void>) | undefined;
  const problems: string[] = [];

  before(async () => {
    ({ workbench, close } = await openWebWorkbench({
      files: {
        'king.txt': prompt,
        'other.txt': prompt,
        'ghost.txt': 'ROMEO:\nBut, soft!\n',
        'play.txt': play,
        'mine.npz': readFileSync(modelFile('shakespeare-rnn-250')),
      },
      settings: {
        'charRnn.length': length,
        'charRnn.seed': 1,
        'charRnn.temperature': 0.5,
        'charRnn.inline.enabled': true,
      },
      size: { width: 1400, height: 900 },
    }));
    workbench.page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|dist\/web/.test(message.text())) {
        problems.push(message.text());
      }
    });
  });

  after(async () => {
    await close?.();
    assert.deepEqual(problems, [], 'no policy refuses anything of ours');
  });

  const frame = (): FrameLocator =>
    workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');

  /** From the explorer: a file system without search finds no file by its name. */
  async function openFile(name: string): Promise<void> {
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: name })
      .first()
      .dblclick();
    await workbench.editor(name).locator('.view-line').first().click();
  }

  async function completed(name: string): Promise<string> {
    await openFile(name);
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    await workbench.waitFor('the continuation', async () => (await workbench.visibleText()).length > length);
    const text = await workbench.savedText(name);
    return text.slice(prompt.length - 1, -1);
  }

  it('is active, and completes by the same characters as in Node', async () => {
    assert.equal(await completed('king.txt'), await writtenByNode(modelFile('shakespeare-gru-2x400')));
    await workbench.statusBarItem.waitFor();
    await workbench.picture('web-complete');
  });

  it('writes by a model file of the virtual folder', async () => {
    await workbench.command('Char-RNN: Choose Model...');
    await workbench.row('File...').click();
    await workbench.waitFor("the dialog's own path", async () =>
      (await workbench.quickInput.inputValue()).startsWith('/'),
    );
    await workbench.row('mine.npz').click();
    await workbench.waitFor('the model is the one that writes', async () =>
      ((await workbench.statusBarItem.textContent()) ?? '').includes('mine'),
    );
    assert.equal(await completed('other.txt'), await writtenByNode(modelFile('shakespeare-rnn-250')));
  });

  it('suggests while one types', async () => {
    await openFile('ghost.txt');
    await workbench.page.keyboard.press('Control+End');
    const ghost = workbench.activeEditor.locator('.ghost-text-decoration').first();
    await workbench.waitFor('a suggestion', async () => {
      await workbench.page.keyboard.type('O');
      await workbench.page.keyboard.press('Backspace');
      await workbench.page.keyboard.type('O');
      await ghost.waitFor({ timeout: 3000 }).catch(() => undefined);
      return ghost.isVisible();
    });
    await workbench.picture('web-ghost-text');
  });

  it('explains in the inspector, whose worker answers', async () => {
    await openFile('play.txt');
    await workbench.placeCursor(1, 15);
    await workbench.command('Char-RNN: Explain in Inspector');
    await frame().getByRole('tabpanel', { name: 'Transitions' }).waitFor();
    await frame().locator('table .figure').first().waitFor();
    await workbench.picture('web-inspector');
    await workbench.command('View: Close Editor');
  });

  it('trains in a worker, and puts the model into the virtual folder', async () => {
    await openFile('play.txt');
    await workbench.command('Char-RNN: Train on This File');
    const button = (name: string) => frame().getByRole('button', { name, exact: true });
    const heading = (name: string) => frame().getByRole('heading', { name, exact: true });
    await heading('Train on play.txt').waitFor();
    await frame()
      .getByText(/^About .* on this machine/)
      .waitFor();
    await button('Start Training').click();
    await frame()
      .getByRole('img', { name: /^Loss in nats/ })
      .waitFor();
    await workbench.picture('web-training');
    await button('Stop and Keep').click();
    await heading('Trained on play.txt').waitFor();
    await workbench.picture('web-trained');
    const file = join(workbench.folder, 'play.npz');
    assert.ok(existsSync(file));
    assert.equal((await readModel(readFileSync(file), 'play')).parameters.hiddenSize, 128);
  });

  it('says what a browser cannot have', async () => {
    await workbench.command('Char-RNN: Set Up GPU Training');
    await workbench.notification('In the browser there is no training on a GPU').waitFor();
    await workbench.picture('web-gpu');
  });
});
