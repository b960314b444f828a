import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { readModel } from '../../../src/core/format/modelFile';
import { readFile } from 'node:fs/promises';
import { Workbench } from '../workbench';

/** Enough to learn something of in a second or two. */
const play =
  'First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n'.repeat(60);

/** The Training view in a workbench that is open. */
class TrainingView {
  readonly frame: FrameLocator;
  /** What the page's policy refused, and errors of the page. */
  readonly problems: string[] = [];

  constructor(readonly workbench: Workbench) {
    this.frame = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    workbench.page.on('console', (message) => {
      if (
        message.type() === 'error' &&
        /Content Security Policy|webview\/training\.js/.test(message.text())
      ) {
        this.problems.push(message.text());
      }
    });
  }

  heading(name: string): Locator {
    return this.frame.getByRole('heading', { name, exact: true });
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  field(name: string): Locator {
    return this.frame.getByRole('textbox', { name, exact: true });
  }
}

/*
 * The three things that a person does:
 * 1. has a text, trains on it with what is proposed, watches, and writes with the model;
 * 2. wants a network of an own size, holds training, changes the learning rate, ends it early, and looks into the model;
 * 3. loses the window in the middle, and goes on where the last checkpoint was.
 */
describe('training', () => {
  let workbench: Workbench;
  let training: TrainingView;

  before(async () => {
    workbench = await Workbench.open({
      files: { 'play.txt': play },
      settings: { 'charRnn.length': 20 },
      size: { width: 1400, height: 900 },
    });
    training = new TrainingView(workbench);
  });

  after(async () => {
    await workbench.close();
    assert.deepEqual(training.problems, []);
  });

  it('trains on the file in the editor, and its model writes by one click', async () => {
    await workbench.openFile('play.txt');
    await workbench.command('Char-RNN: Train on This File');
    await training.heading('Train on play.txt').waitFor();
    await training.frame.getByText(/^About .* on this machine/).waitFor();
    await workbench.picture('training-choosing');
    await training.button('Start Training').click();
    await training.frame.getByRole('img', { name: /^Loss in nats/ }).waitFor();
    await workbench.picture('training-running');
    await training.heading('Trained on play.txt').waitFor();
    await workbench.picture('training-ended');
    const model = await readModel(await readFile(join(workbench.folder, 'play.npz')), 'play');
    assert.equal(model.parameters.hiddenSize, 128);
    await training.button('Use This Model').click();
    await workbench.waitFor('the model is the one that writes', async () =>
      ((await workbench.statusBarItem.textContent()) ?? '').includes('play'),
    );
  });

  it('is paused, told another learning rate, and ended early; the model is opened in the inspector', async () => {
    await training.button('Train Again...').click();
    await training.frame.getByRole('radio', { name: /^My settings/ }).click();
    await training.field('Hidden units').fill('16');
    await training.field('Stop after passes').fill('9999');
    // Without judgements nothing ends it early.
    await training.field('Held out, %').fill('0');
    await training.frame.getByText(/^About .* on this machine/).waitFor();
    await training.button('Start Training').click();
    await training.button('Pause').click();
    await training.heading('Paused: play.txt').waitFor();
    await training.field('Learning rate').fill('0.0005');
    await training.button('Change').click();
    await training.button('Go On').click();
    await training.frame.getByText(/learning rate 0\.000[45]/).waitFor();
    await training.button('Stop and Keep').click();
    await training.heading('Trained on play.txt').waitFor();
    await training.frame.getByText(/^Stopped after step/).waitFor();
    assert.ok(existsSync(join(workbench.folder, 'play-2.npz')), 'what is there already is not written over');
    await training.button('Open in Inspector').click();
    await training.heading('play-2').waitFor();
    await workbench.command('View: Close Editor');
    await training.button('Train Again...').waitFor();
  });

  it('goes on where it was when the window was lost in the middle', async () => {
    await training.button('Train Again...').click();
    await training.frame.getByRole('radio', { name: /^My settings/ }).click();
    await training.button('Start Training').click();
    await training.heading('Training on play.txt').waitFor();
    await training.frame.getByText(/^step [1-9]/).waitFor();
    const reloaded = workbench.page.waitForEvent('load');
    await workbench.command('Developer: Reload Window');
    await reloaded;
    await training.heading('Training on play.txt was interrupted').waitFor();
    const words = await training.frame.getByText(/^Nothing up to step/).textContent();
    const step = Number(/step ([\d,]+)/.exec(words!)![1].replaceAll(',', ''));
    assert.ok(step > 0, words!);
    // The same without the view: a notification offers it.
    await training.heading('Training on play.txt was interrupted').click();
    await workbench.command('View: Close Editor');
    const again = workbench.page.waitForEvent('load');
    await workbench.command('Developer: Reload Window');
    await again;
    const offer = workbench.notification(`It can go on exactly from step ${step}.`);
    await offer.waitFor();
    await workbench.picture('training-offer');
    await offer.getByRole('button', { name: 'Go On' }).click();
    await workbench.command('Char-RNN: Open Training');
    await training.heading('Training on play.txt').waitFor();
    await training.button('Stop and Keep').click();
    await training.heading('Trained on play.txt').waitFor();
    const ended = await training.frame.getByText(/^Stopped after step/).textContent();
    assert.ok(Number(/step (\d+)/.exec(ended!)![1]) > step, `${words!} ${ended!}`);
  });
});
