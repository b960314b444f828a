import assert from 'node:assert/strict';
import { resetConfiguration } from './configuration';
import { closeAllEditors } from './documents';
import { extensionUnderTest } from './extensionUnderTest';
import { Messages } from './messages';
import { soak, type Memory } from './soak';

/** `npm run soak` asks for the long one. */
const isLong = process.env.CHAR_RNN_SOAK === 'long';

function shown({ live, resident }: Memory): string {
  return `${live.toFixed(1)} MB live, ${resident.toFixed(0)} MB resident`;
}

describe('used for long (soak)', () => {
  let messages: Messages;

  beforeEach(async () => {
    messages = new Messages();
    await extensionUnderTest().activate();
  });

  afterEach(async () => {
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  it('keeps no memory, leaks no listener and logs no error', async function () {
    this.timeout(isLong ? 40 * 60_000 : 180_000);
    const began = performance.now();
    const report = isLong
      ? await soak(50, 6, { keystrokes: 200, completions: 10 })
      : await soak(10, 4, { keystrokes: 20, completions: 2 });
    const { keystrokes, suggestions, completions, switches, openings, warm, end } = report;
    console.log(
      `[suite]       ${keystrokes} keystrokes with ${suggestions} suggestions, ${completions} completions, ${switches} changes of ` +
        `the model and ${openings} openings of the inspector in ${((performance.now() - began) / 60_000).toFixed(1)} minutes`,
    );
    console.log(`[suite]       warm: ${shown(warm)}; at the end: ${shown(end)}`);
    assert.deepEqual(report.complaints, []);
    assert.deepEqual(messages.seen, []);
    assert.ok(suggestions > openings, `${suggestions} suggestions`);
    assert.ok(end.live < 1.1 * warm.live, `${warm.live} MB became ${end.live} MB`);
    // Pages that were once used are not given back at once: a quarter more would be a leak outside of what V8 counts.
    assert.ok(end.resident < 1.25 * warm.resident, `${warm.resident} MB became ${end.resident} MB`);
    assert.ok(
      report.endResources.length <= report.warmResources.length + 2,
      `held open: ${report.warmResources.join(', ')}; at the end: ${report.endResources.join(', ')}`,
    );
  });
});
