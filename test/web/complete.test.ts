import assert from 'node:assert/strict';
import type { Workbench } from '../ui/workbench';
import { openWebWorkbench } from './webWorkbench';

describe('in the browser alone', () => {
  let workbench: Workbench;
  let close: () => Promise<void>;
  const prompt = 'KING RICHARD III:\n';

  before(async () => {
    ({ workbench, close } = await openWebWorkbench({
      files: { 'play.txt': prompt },
      settings: { 'charRnn.length': 60, 'charRnn.seed': 1 },
    }));
    workbench.page.on('console', (message) => console.log(message.type(), message.text().slice(0, 400)));
  });
  after(() => close());

  it('completes', async () => {
    await workbench.openFile('play.txt');
    await workbench.selectLine(1);
    await workbench.command('Complete with Char-RNN');
    await workbench.waitFor('the continuation', async () => (await workbench.visibleText()).length > 60);
    const text = await workbench.savedText('play.txt');
    console.log(JSON.stringify(text));
    assert.equal(text.length, prompt.length + 60);
    await workbench.picture('web-complete');
  });
});
