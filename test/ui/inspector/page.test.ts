import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator } from 'playwright-core';
import { randomModel } from '../../unit/core/testModel';
import { PlainHost } from './plainHost';
import { PlainPage, stopPlainPages, type ThemeName } from './plainPage';
import { enlarge, openHeatmap, redraws } from './redraws';

const play = `First Citizen:
Before we proceed any further, hear me speak.

All:
Speak, speak.

First Citizen:
You are all resolved rather to die than to famish?

All:
Resolved. resolved.
`.repeat(4);

const model = randomModel(play, 24, 3, 1.5);
const index = (character: string): number => model.vocabulary.indexOf(character)!;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const titles = ['Transitions', 'Proof', 'Weights', 'Text', 'Neurons', 'Discover', 'Intervene', 'Report'];

/** Everything chosen, so that every view has something to show. */
function everything(text: string) {
  return {
    view: 'transitions',
    selection: { from: index(':'), to: index('\n'), foil: null, neuron: 5, text, position: null },
    views: {
      transitions: { scope: 'text', all: true },
      discover: { scanned: text },
      proof: { neurons: [5, 7] },
    },
  };
}

describe("the inspector's page", () => {
  let host: PlainHost;
  let plain: PlainPage;
  let view: Locator;

  async function open(options: Parameters<typeof PlainPage.open>[1] = {}): Promise<void> {
    plain = await PlainPage.open(host, options);
  }

  beforeEach(() => {
    host = new PlainHost(model, play);
  });

  afterEach(async () => {
    const { problems } = plain;
    await plain.close();
    assert.deepEqual(problems, [], 'no errors in the page, and nothing that its policy refuses');
  });

  after(stopPlainPages);

  /** Nothing is being asked. */
  async function settled(): Promise<void> {
    await until(async () => (await plain.page.locator('[aria-busy="true"]').count()) === 0);
  }

  /** Looks frame by frame until something holds; the test's own time limits it. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) {
      await plain.page.evaluate(() => new Promise(requestAnimationFrame));
    }
  }

  function button(name: string | RegExp): Locator {
    return plain.page.getByRole('button', { name });
  }

  /** The text of each cell of a table's body, row by row. */
  async function cells(table: Locator): Promise<string[][]> {
    await table.first().waitFor();
    return table
      .first()
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) => [...(row as HTMLTableRowElement).cells].map((cell) => cell.textContent.trim())),
      );
  }

  it('begins with nothing chosen, says what to do, and a first look is a click', async () => {
    await open();
    await plain.page.getByText('Choose two characters above.').waitFor();
    await plain.page.getByRole('button', { name: 'q → u' }).waitFor({ state: 'detached' });
    await button('newline').first().click();
    const figures = await cells(plain.page.locator('table.drivers'));
    // Held against sums done here, from a state of zeros.
    const h = host.network.fromZero(index(':'));
    const { Why } = model.parameters;
    const V = model.vocabulary.size;
    const column = (k: number): number[] => Array.from({ length: V }, (_, c) => Why[c * 24 + k]);
    const centred = Array.from({ length: 24 }, (_, k) => {
      const mean = column(k).reduce((sum, value) => sum + value, 0) / V;
      return { neuron: k, value: (Why[index('\n') * 24 + k] - mean) * h[k] };
    }).sort((a, b) => b.value - a.value);
    assert.equal(figures[0][0], String(centred[0].neuron));
    assert.equal(Number(figures[0][2]).toFixed(3), centred[0].value.toFixed(3));
    assert.equal(figures.at(-1)![0], String(centred.at(-1)!.neuron));
  });

  it('shows sums that add up, digit by digit', async () => {
    await open({ state: { ...everything(host.open('play.txt', play).id), allDigits: true } });
    await plain.page.locator('.sum-line').first().waitFor();
    const [bias, sum, logit] = (await plain.page.locator('.sum-line .figure').allTextContents()).map(Number);
    assert.equal(bias, model.parameters.by[index('\n')]);
    assert.ok(Math.abs(bias + sum - logit) < 1e-12);
    const rows = await cells(plain.page.locator('table.drivers'));
    assert.equal(rows.length, 24);
    const contributions = rows.reduce((total, row) => total + Number(row[3]), 0);
    assert.ok(Math.abs(contributions - sum) < 1e-9);
  });

  it('links the views: a neuron chosen in one is chosen in all', async () => {
    await open({ state: everything(host.open('play.txt', play).id) });
    await plain.page.locator('table.drivers').getByRole('button', { name: 'neuron 7', exact: true }).click();
    await plain.page.locator('.chip', { hasText: 'neuron 7' }).waitFor();
    view = await plain.view('Neurons');
    await view.getByRole('heading', { name: 'Neuron 7', exact: true }).waitFor();
    view = await plain.view('Intervene');
    const field = view.locator('vscode-text-field').first();
    await until(async () => (await field.evaluate((element) => (element as HTMLInputElement).value)) === '7');
    await plain.page.getByRole('button', { name: 'No longer choose the neuron' }).click();
    view = await plain.view('Neurons');
    await view.getByText('Choose a neuron to see what drives it').waitFor();
  });

  it('goes from a place of the text to why the next character came, by click and by key, and back in time', async () => {
    await open({ state: { ...everything(host.open('play.txt', play).id), view: 'text' } });
    const passage = plain.page.getByRole('application');
    await passage.locator('[data-offset="13"]').click();
    await plain.page.getByRole('tab', { name: 'Transitions', selected: true }).waitFor();
    await plain.page.locator('.chip', { hasText: 'place 13' }).waitFor();
    assert.equal(play[13], ':');
    await plain.page.getByRole('heading', { name: 'What put it there' }).waitFor();
    const parts = plain.page.locator('table.parts');
    const now = (await parts.locator('tfoot .figure').first().textContent())!;
    const values = (await parts.locator('tbody .figure').allTextContents()).map(Number);
    const sum = values.reduce((total, value) => total + value, 0);
    // Each of the eleven figures is rounded to three decimals.
    assert.ok(Math.abs(sum - Number(now)) < 11 * 0.0005 + 0.0005, `${sum} is not ${now}`);
    // A step back: what put the strongest of them there.
    await parts.locator('button.neuron').first().click();
    await plain.page.getByRole('list', { name: 'Steps back' }).getByRole('button').nth(1).waitFor();

    await plain.view('Text');
    await passage.focus();
    await plain.page.keyboard.press('ArrowRight');
    await plain.page.keyboard.press('ArrowRight');
    await plain.page.getByRole('heading', { name: 'Place 15' }).waitFor();
    await plain.page.keyboard.press('ArrowUp');
    await plain.page.getByRole('heading', { name: 'Place 0:' }).waitFor();
    await plain.page.keyboard.press('Enter');
    await plain.page.locator('.chip', { hasText: 'place 0' }).waitFor();
  });

  it('finds a character by typing it and by arrow keys', async () => {
    await open();
    const to = plain.page.getByRole('button', { name: 'The character that follows: choose' });
    await to.focus();
    await plain.page.keyboard.press('s');
    const chosen = plain.page.getByRole('button', { name: 'The character that follows: s' });
    await chosen.waitFor();
    await plain.page.keyboard.press('ArrowDown');
    await plain.page.getByRole('listbox').waitFor();
    await plain.page.keyboard.press('Home');
    await plain.page.keyboard.press('Enter');
    await plain.page.getByRole('button', { name: 'The character that follows: newline' }).waitFor();
    await plain.page.keyboard.press('ArrowDown');
    await plain.page.keyboard.press('Escape');
    await plain.page.getByRole('listbox').waitFor({ state: 'detached' });
    // The focus is back where it was.
    await plain.page.waitForFunction(
      () => document.activeElement?.getAttribute('aria-haspopup') === 'dialog',
    );
  });

  it('proves: takes neurons away, with controls, and finds a smallest set', async () => {
    const text = host.open('play.txt', play);
    await open({ state: { ...everything(text.id), view: 'proof' } });
    await button('Take Away and Measure').click();
    const rows = await cells(plain.page.locator('.view-proof table.figures'));
    assert.equal(rows.length, 3, 'both together, then each');
    const reply = await host.handlers().ablate(
      {
        text: text.id,
        from: index(':'),
        to: index('\n'),
        ablations: [{ neurons: [5, 7], mode: 'output', value: 0 }],
        controls: 0,
        seed: 1,
      },
      { signal: new AbortController().signal, onProgress: () => undefined },
    );
    assert.equal(rows[0][2], reply.results[0].after.mean.toFixed(4));
    await button('Find the Smallest Set').click();
    await plain.page
      .getByText(/neurons to take away|No set reaches this goal/)
      .first()
      .waitFor();
  });

  it('draws the weights, reads them by keyboard, and exports every digit', async () => {
    await open({
      state: {
        ...everything('none'),
        view: 'weights',
        views: { weights: { weight: 'Whh', cursor: { row: 3, column: 4 } } },
      },
    });
    const { Whh } = model.parameters;
    const readout = plain.page.locator('.readout');
    await readout.getByText('Whh[3][4]').waitFor();
    await plain.page.getByRole('application').focus();
    await plain.page.keyboard.press('ArrowDown');
    await plain.page.keyboard.press('ArrowRight');
    await readout.getByText('Whh[4][5]').waitFor();
    assert.equal(await readout.locator('.readout-value').textContent(), String(Whh[4 * 24 + 5]));
    await plain.page.keyboard.press('Enter');
    await plain.page.locator('.chip', { hasText: 'neuron 4' }).waitFor();
    for (const format of ['CSV', 'PNG', 'SVG']) {
      await button(format).click();
    }
    await until(() => Promise.resolve(host.saved.length === 3));
    const named = (ending: string) => host.saved.find(({ name }) => name.endsWith(ending))!.content;
    const lines = (named('.csv') as string).trimEnd().split('\r\n');
    assert.equal(lines.length, 25);
    assert.deepEqual(
      lines[5].split(',').slice(1).map(Number),
      [...Whh.subarray(4 * 24, 5 * 24)],
      'the very numbers of the file',
    );
    assert.match(named('.svg') as string, /^<svg xmlns[^]*<\/svg>\n$/);
    const png = named('.png') as Uint8Array;
    assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });

  it('paints each weight in its colour, wherever the order puts it', async () => {
    await open({ state: { ...everything('none'), view: 'weights', views: { weights: { weight: 'Wxh' } } } });
    const canvas = plain.page.locator('.heatmap canvas');
    await canvas.waitFor();
    const { Wxh, vocabularySize: V } = model.parameters;
    const largest = Math.max(...Wxh.map(Math.abs));
    const at = Wxh.findIndex((value) => Math.abs(value) === largest);
    const [row, column] = [Math.floor(at / V), at % V];
    const colour = (y: number, x: number) =>
      canvas.evaluate(
        (element, [atX, atY, columns]) => {
          const drawn = element as HTMLCanvasElement;
          const [width, height] = [drawn.width - 45, drawn.height - 23];
          const px = 44 + Math.floor(((atX + 0.5) * width) / columns);
          const py = 22 + Math.floor(((atY + 0.5) * height) / 24);
          return [...drawn.getContext('2d')!.getImageData(px, py, 1, 1).data.subarray(0, 3)];
        },
        [x, y, V],
      );
    const end = Wxh[at] > 0 ? [255, 150, 60] : [88, 166, 255];
    const close = (a: number[], b: number[]): boolean => a.every((part, n) => Math.abs(part - b[n]) <= 3);
    assert.ok(close(await colour(row, column), end), 'the strongest weight has the strongest colour');
    assert.ok(!close(await colour((row + 1) % 24, (column + 1) % V), end), 'and its neighbour has not');
  });

  it('draws a large heatmap again in a fraction of a frame, enlarged and panned', async function () {
    // A million numbers take their time from this process to the browser.
    this.timeout(180_000);
    plain = await openHeatmap(1024);
    const zoomed = await redraws(plain, 'zoom');
    await enlarge(plain);
    const panned = await redraws(plain, 'pan');
    for (const { processor } of [zoomed, panned]) {
      // The processor's own time, 0.3 ms; painting all values anew would take 10 and more. A frame is 16.7.
      assert.ok(processor > 0 && processor < 4, `${processor} ms`);
    }
  });

  it('shows a label with its evidence or not at all', async () => {
    const text = host.open('play.txt', play);
    await open({ state: { ...everything(text.id), view: 'neurons' } });
    const rows = await cells(plain.page.locator('table.neurons-table'));
    const { neurons } = await host
      .handlers()
      .neurons({ text: text.id }, { signal: new AbortController().signal, onProgress: () => undefined });
    for (const row of rows.filter((cellsOfRow) => cellsOfRow.length === 8)) {
      const { best } = neurons[Number(row[0])];
      assert.equal(row[1], best!.explained >= 0.1 ? 'at a space' : '–');
      assert.ok(Math.abs(Number(row[3]) - best!.explained) <= 0.0005);
    }
  });

  it('leads from a discovery to its explanation', async () => {
    await open({ state: { ...everything(host.open('play.txt', play).id), view: 'discover' } });
    const row = plain.page.locator('.view-discover table.figures').last().locator('tbody tr').nth(2);
    const pair = (await row.locator('th').innerText()).replace(/\s+/g, ' ');
    await row.getByRole('button', { name: 'explain' }).click();
    await plain.page.getByRole('tab', { name: 'Transitions', selected: true }).waitFor();
    await plain.page.locator('table.drivers').waitFor();
    const chip = (await plain.page.locator('.chip').first().innerText()).replace(/\s+/g, ' ');
    assert.ok(chip.includes(pair.split(' → ')[0]), `${chip} has ${pair}`);
  });

  it('changes the running network, undoes it, and shows what it writes', async () => {
    await open({ state: { ...everything('none'), view: 'intervene' } });
    await button('Silence').click();
    await plain.page.getByText('h[5] = 0').waitFor();
    await plain.page.locator('.edited').waitFor();
    await plain.page.getByText(/^edited: /).waitFor();
    await button('Undo').click();
    await plain.page.locator('.edited').waitFor({ state: 'detached' });
    await button('Redo').click();
    await plain.page.getByText('h[5] = 0').waitFor();
    await button('Reset').click();
    await plain.page.getByText('h[5] = 0').waitFor({ state: 'detached' });
  });

  it('gathers what was looked at into a report, and shows it as text, not as a page', async () => {
    await open({ state: everything(host.open('play.txt', play).id) });
    await plain.page.locator('table.drivers').waitFor();
    await plain.view('Report');
    await plain.page.getByText('Why ↵ follows : over the whole text').waitFor();
    await button('Write the Report').click();
    const markdown = plain.page.locator('pre.markdown');
    await markdown.waitFor();
    assert.match((await markdown.textContent())!, /<img src=x onerror=/, 'what looks like a page is text');
    assert.equal(await plain.page.title(), 'Page');
    await button('Save...').click();
    await until(() => Promise.resolve(host.saved.length > 0));
    assert.equal(host.saved[0].beside?.[0].name, 'picture.svg');
  });

  it('an error in one view leaves the others standing, and is tried again', async () => {
    host.failing.set('neurons', 'The text is gone. Open it again.');
    await open({ state: { ...everything(host.open('play.txt', play).id), view: 'neurons' } });
    await plain.page.getByRole('alert').getByText('The text is gone. Open it again.').waitFor();
    await plain.view('Weights');
    await plain.page.locator('.heatmap canvas').waitFor();
    await plain.view('Neurons');
    host.failing.clear();
    await button('Try Again').first().click();
    await plain.page.locator('table.neurons-table').waitFor();
  });

  it('keeps what was chosen, and takes what it finds with care', async () => {
    const text = host.open('play.txt', play);
    await open({ state: everything(text.id) });
    await plain.page.locator('table.drivers').waitFor();
    await plain.view('Proof');
    let state: unknown;
    await until(async () => {
      state = await plain.keptState();
      return (state as { view: string }).view === 'proof';
    });
    await plain.close();
    await open({ state });
    await plain.page.getByRole('tab', { name: 'Proof', selected: true }).waitFor();
    await plain.page.locator('.chip', { hasText: 'neuron 5' }).waitFor();
    await plain.close();
    const rubbish = {
      view: 7,
      selection: { from: -1, neuron: 1e9, text: {} },
      views: { weights: { weight: 'X' } },
      looked: 'x',
    };
    await open({ state: rubbish });
    await plain.page.getByRole('tab', { name: 'Transitions', selected: true }).waitFor();
    await plain.view('Weights');
    await plain.page.locator('.heatmap canvas').waitFor();
  });

  it('opens the chosen text again after the window was reloaded', async () => {
    const again = { kind: 'given', name: 'again.txt', text: play };
    await open({ state: { ...everything('text-of-before'), again } });
    await plain.page.getByText(`again.txt, ${play.length} characters`).first().waitFor({ state: 'attached' });
  });

  it('shows what the extension tells it to, even while it loads', async () => {
    const text = host.open('play.txt', play);
    await open({ state: everything(text.id) });
    plain.tell('show', {
      view: 'transitions',
      text: text.id,
      place: { kind: 'place', text: text.id, position: 13 },
      from: index(':'),
      to: index('\n'),
    });
    await plain.page.locator('.chip', { hasText: 'place 13' }).waitFor();
    await plain.page.getByText('does it really follow here?').waitFor();
  });

  for (const theme of ['dark', 'light', 'hc-black', 'hc-light'] satisfies ThemeName[]) {
    it(`axe-core finds nothing in any view, ${theme}`, async function () {
      // Eight views, each looked at whole.
      this.timeout(240_000);
      await open({ theme, state: everything(host.open('play.txt', play).id) });
      for (const title of titles) {
        view = await plain.view(title);
        await settled();
        if (title === 'Proof') {
          await button('Take Away and Measure').click();
          await plain.page.locator('.view-proof table.figures').first().waitFor();
        }
        const found = await plain.violations(axe);
        assert.deepEqual(found, [], title);
      }
    });
  }

  for (const width of [300, 600, 1600]) {
    it(`nothing sticks out of a panel of ${width} px`, async () => {
      await open({ size: { width, height: 800 }, state: everything(host.open('play.txt', play).id) });
      for (const title of titles) {
        await plain.view(title);
        await settled();
        const [inner, outer] = await plain.page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        const culprits = await plain.page.evaluate(() =>
          [...document.querySelectorAll('#view *')]
            .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth)
            .filter((element) => element.closest('.table-scroll, .excerpt-text, pre') === null)
            .map((element) => `${element.tagName}.${element.className}`),
        );
        assert.ok(
          inner <= outer,
          `${title}: ${inner} px in ${outer} px: ${culprits.slice(0, 12).join(', ')}`,
        );
      }
    });
  }
});
