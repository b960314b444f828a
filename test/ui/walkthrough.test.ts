import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { Workbench } from './workbench';

describe('the walkthrough', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await Workbench.open({
      files: { 'notes.txt': 'Nothing yet.\n' },
      settings: { 'charRnn.length': 40 },
      size: { width: 1500, height: 850 },
    });
  });

  after(() => workbench.close());

  const step = (id: string): Locator => workbench.page.locator(`[data-step-id$="#${id}"]`);
  const tick = (id: string): Locator =>
    workbench.page.locator(`[data-done-step-id$="#${id}"][aria-checked="true"]`);

  /** Shows a step, opened. */
  async function show(id: string): Promise<void> {
    await workbench.command('Char-RNN: Get Started');
    await step(id).click({ position: { x: 40, y: 12 } });
    await workbench.page.locator(`.getting-started-step.expanded[data-step-id$="#${id}"]`).waitFor();
  }

  async function press(button: string): Promise<void> {
    // A step is a button itself, so those within it have no role of their own.
    await workbench.page
      .locator('.getting-started-step.expanded .monaco-button', { hasText: button })
      .click();
  }

  async function ticked(id: string): Promise<void> {
    await workbench.command('Char-RNN: Get Started');
    await tick(id).first().waitFor();
  }

  it('completes a line of the sample play', async () => {
    await show('complete');
    await workbench.picture('walkthrough-complete');
    assert.equal(await tick('complete').count(), 0);
    await press('Complete a Line of a Play');
    await workbench.page.locator('.statusbar-item', { hasText: '40 characters' }).waitFor();
    assert.match(await workbench.visibleText(), /BRAZEN HEAD:/);
    await ticked('complete');
  });

  it('compares temperatures', async () => {
    await show('temperature');
    await workbench.picture('walkthrough-temperature');
    await press('Compare Temperatures');
    await workbench.waitFor('the comparison', async () =>
      (await workbench.visibleText()).startsWith('# One text at several temperatures'),
    );
    await ticked('temperature');
  });

  it('shows ghost text', async () => {
    await show('ghostText');
    await workbench.picture('walkthrough-ghost-text');
    await press('Show Ghost Text');
    await workbench.activeEditor.locator('.ghost-text-decoration').first().waitFor();
    await ticked('ghostText');
  });

  it('explains the colon', async () => {
    await show('inspect');
    await workbench.picture('walkthrough-inspect');
    await press('Explain the Colon');
    const page = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await page.locator('table.drivers').waitFor();
    await page.getByRole('button', { name: 'The character that follows: newline' }).waitFor();
    await ticked('inspect');
  });

  it('opens training', async () => {
    await show('train');
    await workbench.picture('walkthrough-train');
    await press('Open Training');
    await workbench.page.locator('.tab', { hasText: 'Char-RNN Training' }).waitFor();
    await ticked('train');
  });

  it('reports a fault: what was collected is shown, and sent nowhere', async () => {
    await workbench.command('Char-RNN: Report a Fault');
    await workbench.waitFor('the report', async () =>
      (await workbench.visibleText()).startsWith('# A fault in Char-RNN'),
    );
    await workbench.picture('fault-report');
  });
});
