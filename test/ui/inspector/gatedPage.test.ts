import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { randomModel } from '../../unit/core/testModel';
import { PlainPage, stopPlainPages } from './plainPage';
import { ServiceHost } from './serviceHost';

const play =
  'First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n'.repeat(6);

describe("the inspector's page with gated networks", () => {
  let host: ServiceHost;
  let plain: PlainPage;

  async function open(cell: 'gru' | 'lstm', layers: number, view: string): Promise<void> {
    const model = randomModel(play, 12, 3, 1.2, { cell, layers });
    host = new ServiceHost(model, play);
    const text = await host.open('play.txt');
    const index = (character: string): number => model.vocabulary.indexOf(character)!;
    plain = await PlainPage.open(host, {
      size: { width: 1200, height: 1100 },
      state: {
        view,
        selection: { from: index(':'), to: index('\n'), foil: null, neuron: 5, text, position: 100 },
        views: { transitions: { scope: 'place' }, weights: { weight: 'Whh' } },
      },
    });
  }

  afterEach(async () => {
    const { problems } = plain;
    await plain.close();
    host.dispose();
    assert.deepEqual(problems, [], 'no errors in the page, and nothing that its policy refuses');
  });

  after(stopPlainPages);

  const numbers = async (cells: Locator): Promise<number[]> => (await cells.allTextContents()).map(Number);

  it('says that a gated neuron is no sum, and shows each gate as one that adds up', async () => {
    await open('gru', 2, 'transitions');
    const { page } = plain;
    await page.getByText('2 GRU layers of 12 neurons').waitFor();
    await page.getByText('A gated neuron is no sum').waitFor();
    const [left, n, z, before, h] = await numbers(page.locator('.state-line .figure'));
    // Each figure is rounded to three decimals.
    assert.ok(Math.abs(left * n + z * before - h) < 0.003, `${left} ${n} ${z} ${before} ${h}`);
    assert.ok(Math.abs(left + z - 1) < 0.0011);
    const parts = page.locator('table.parts');
    for (const gate of ['reset gate r', 'update gate z', 'candidate n']) {
      await page.getByRole('radio', { name: gate }).click();
      await parts.getByText(`of the ${gate} of neuron 5`).waitFor({ state: 'attached' });
      const values = await numbers(parts.locator('tbody .figure'));
      const [preActivation] = await numbers(parts.locator('tfoot .figure'));
      const sum = values.reduce((total, value) => total + value, 0);
      assert.ok(
        Math.abs(sum - preActivation) < (values.length + 1) * 0.0005,
        `${gate}: ${sum}, ${preActivation}`,
      );
    }
    await plain.picture('inspector-gated-transitions');
    // Down a layer, whose gates read the character.
    await parts.locator('tr', { hasText: 'Wxh2[' }).first().getByRole('button').click();
    await page
      .getByRole('list', { name: 'Steps back' })
      .getByText(/in layer 1 at 100/)
      .waitFor();
    await parts.getByText('reading').waitFor();
  });

  it('lists every weight of every layer, and names the gates by the pointer', async () => {
    await open('lstm', 2, 'weights');
    const { page } = plain;
    const canvas = page.locator('.heatmap canvas');
    await canvas.waitFor();
    await page.locator('.heatmap-frame').focus();
    await page.keyboard.press('Control+End');
    await page.locator('.readout', { hasText: 'Whh[47][11]' }).waitFor();
    await page.getByText('output gate o of neuron 11, neuron 11').waitFor();
    await plain.picture('inspector-gated-weights');
    await page.getByRole('combobox', { name: 'Array' }).click();
    const options = page.getByRole('option');
    await options.filter({ hasText: 'Wxh2, layer 2' }).click();
    await page.getByText('from each neuron of the layer below').waitFor();
    await page.getByRole('application', { name: 'Wxh2, 48 by 12' }).waitFor();
  });

  it('shows what each gate of a neuron listens to', async () => {
    await open('gru', 1, 'neurons');
    const { page } = plain;
    await page.getByRole('heading', { name: 'Neuron 5', exact: true }).waitFor();
    const reads = page
      .locator('.part', { has: page.getByRole('heading', { name: 'Reads (Wxh)' }) })
      .locator('.figure');
    await reads.first().waitFor();
    const candidate = await numbers(reads);
    await page.getByRole('radio', { name: 'update gate z' }).click();
    await page.waitForFunction(
      (old) => document.querySelector('.part table.narrow .figure')?.textContent !== old,
      String(candidate[0]),
    );
    assert.notDeepEqual(await numbers(reads), candidate);
    await plain.picture('inspector-gated-neurons');
  });
});
