import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { checkPageMessage, type PageMessage } from '../../../src/protocol/training/messages';
import type { TrainingView } from '../../../src/protocol/training/view';
import { root } from '../../install.mjs';
import { findViolations, newPlainPage, stopPlainPages, type ThemeName } from '../inspector/plainPage';
import { chinese, choosing, diskFull, refused, running, troubled } from './exampleViews';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The Training view in a browser without an editor; a test tells it what to show and hears what is done in it. */
class TrainingPage {
  readonly heard: PageMessage[] = [];

  private constructor(
    readonly page: Page,
    readonly problems: readonly string[],
    private readonly post: (message: unknown) => void,
    readonly close: () => Promise<void>,
  ) {}

  static async open(options: Parameters<typeof newPlainPage>[0] = {}): Promise<TrainingPage> {
    const { page, problems, port, context, visit } = await newPlainPage(options);
    const training = new TrainingPage(
      page,
      problems,
      (message) => port.post(message),
      () => context.close(),
    );
    let ready = (): void => undefined;
    const isReady = new Promise<void>((resolve) => {
      ready = resolve;
    });
    port.listen((message) => {
      const checked = checkPageMessage(message);
      if (checked.kind === 'ready') {
        ready();
      } else {
        training.heard.push(checked);
      }
    });
    await visit('/training');
    await isReady;
    return training;
  }

  show(view: TrainingView): void {
    this.post({ kind: 'view', view });
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({
      path: join(root, 'out', 'pictures', `training-${name}.png`),
      animations: 'disabled',
      caret: 'hide',
      fullPage: true,
    });
  }
}

describe("the Training view's page", () => {
  after(() => stopPlainPages());

  for (const theme of ['dark', 'light', 'hc-black', 'hc-light'] as ThemeName[]) {
    it(`axe-core finds nothing in ${theme}, whatever is shown`, async () => {
      const training = await TrainingPage.open({ theme });
      const { page } = training;
      const states: [name: string, view: TrainingView, heading: string][] = [
        ['empty', { kind: 'empty', notice: 'Another window trains.' }, 'Train a network on your own text'],
        ['choosing', choosing(), 'Train on shakespeare_train.txt'],
        ['running', running(), 'Training on shakespeare_train.txt'],
        ['failed', diskFull(), 'Training on shakespeare_train.txt failed'],
        ['troubled', troubled(), 'Training on shakespeare_train.txt'],
        ['refused', refused(), 'Train on shakespeare_train.txt'],
        ['chinese', chinese(), `Training on ${chinese().text}`],
      ];
      for (const [name, view, heading] of states) {
        training.show(view);
        await page.getByRole('heading', { name: heading, exact: true }).waitFor();
        assert.deepEqual(await findViolations(page, axe), [], name);
        await training.picture(`${name}-${theme}`);
      }
      assert.deepEqual(training.problems, []);
      await training.close();
    });
  }

  it('fits a panel of 300 pixels, whatever is shown', async () => {
    const training = await TrainingPage.open({ size: { width: 300, height: 900 } });
    const { page } = training;
    for (const [name, view, sign] of [
      ['running', running(), 'Pause'],
      ['failed', diskFull(), 'Discard'],
      ['troubled', troubled(), 'Pause'],
      ['chinese', chinese('paused'), 'Go On'],
      ['refused', refused(), 'Start Training'],
    ] as const) {
      training.show(view);
      await page.getByRole('button', { name: sign, exact: true }).waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      await training.picture(`${name}-300`);
      assert.ok(wide <= 300, `${name}: ${wide}`);
    }
    await training.close();
  });

  it('does not start what cannot be; goes on from a failure at another learning rate', async () => {
    const training = await TrainingPage.open();
    const { page, heard } = training;
    training.show(refused());
    const start = page.getByRole('button', { name: 'Start Training', exact: true });
    await page.getByText(/needs 0\.4 GiB of memory/).waitFor();
    assert.ok(await start.isDisabled());
    training.show(diskFull());
    await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.0005');
    await page.getByRole('button', { name: 'Go On with It' }).click();
    await page.getByRole('button', { name: 'Go On', exact: true }).click();
    assert.deepEqual(heard.slice(-2), [{ kind: 'goOn', learningRate: 0.0005 }, { kind: 'goOn' }]);
    await training.close();
  });

  it('tells of a wrong number and does not start with it; fits a narrow panel', async () => {
    const training = await TrainingPage.open({ size: { width: 320, height: 800 } });
    const { page, heard } = training;
    const fits = (): Promise<boolean> =>
      page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
    training.show(choosing());
    await page.getByRole('radio', { name: /^My settings/ }).click();
    const hidden = page.getByRole('textbox', { name: 'Hidden units', exact: true });
    await hidden.fill('1.5');
    await page.getByText('A whole number from 4 to 2,048').waitFor();
    assert.ok(await fits());
    await training.picture('wrong-narrow');
    await page.getByRole('button', { name: 'Start Training' }).click();
    await hidden.fill('40');
    await page.getByText('A whole number from 4 to 2,048').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Start Training' }).click();
    training.show(running());
    await page.getByRole('img', { name: /^Loss in nats/ }).waitFor();
    assert.ok(await fits());
    await training.picture('running-narrow');
    const started = heard.filter(({ kind }) => kind === 'start');
    assert.deepEqual(started, [{ kind: 'start', form: { ...choosing().presets[0].form, hidden: 40 } }]);
    // By the keyboard: the figures of a step are read out.
    await page.getByRole('img', { name: /^Loss in nats/ }).focus();
    await page.keyboard.press('Home');
    await page.getByText(/^step 0 · training \d\.\d+ · held out/).waitFor();
    await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.001');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pause' }).click();
    assert.deepEqual(heard.slice(-2), [{ kind: 'learningRate', value: 0.001 }, { kind: 'pause' }]);
    assert.deepEqual(training.problems, []);
    await training.close();
  });
});
