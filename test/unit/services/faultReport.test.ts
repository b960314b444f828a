import assert from 'node:assert/strict';
import { faultReport, type FaultFacts } from '../../../src/services/faultReport';
import { readSettings } from '../../../src/services/settings';

function facts(changed: Readonly<Record<string, unknown>>, more: Partial<FaultFacts> = {}): FaultFacts {
  const { settings } = readSettings((name) => changed[name]);
  return { place: [['Char-RNN', '1.2.3']], settings, timings: [['loading the model', 12.345]], ...more };
}

describe('the report of a fault', () => {
  it('tells version, settings, what was changed, engine and timings', () => {
    const engine: FaultFacts['engine'] = {
      kernel: 'exact',
      name: 'wasm simd',
      cell: 'lstm',
      layers: 2,
      hiddenSize: 250,
      vocabularySize: 62,
      edited: true,
    };
    const report = faultReport(facts({ temperature: 1.5 }, { engine }));
    assert.match(report, /\| Char-RNN \| 1\.2\.3 \|/);
    assert.match(report, /\| charRnn\.temperature \| 1\.5 \(changed\) \|/);
    assert.match(report, /\| charRnn\.length \| 200 \|/);
    assert.match(report, /\| charRnn\.model \| "shakespeare-gru-2x400" \|/);
    assert.match(
      report,
      /2 × lstm, 250 hidden units, 62 characters, kernel exact, run by wasm simd, edited in the inspector/,
    );
    assert.match(report, /\| loading the model \| 12\.3 \|/);
  });

  it('has no path and no text of the person', () => {
    const secret = 'C:\\Users\\Me\\Secret Novel\\weights.NPZ';
    const warmup = 'It was a dark | and\nstormy night';
    const report = faultReport(facts({ model: secret, warmup, 'training.node': '/Users/me/node' }));
    assert.doesNotMatch(report, /Secret|weights\.npz|stormy|Users/i);
    assert.match(report, /\| charRnn\.model \| a file of my own \(\.npz\) \(changed\) \|/);
    assert.match(report, /a text of my own \(32 characters\)/);
    assert.match(faultReport(facts({ model: '~/mine' })), /a file of my own \(changed\)/);
  });

  it('is worth having where there is no model', () => {
    const report = faultReport(facts({}, { problem: 'NoModelError', timings: [] }));
    assert.match(report, /No model is loaded\.\n\nThe model's problem: NoModelError/);
    assert.match(report, /Nothing could be measured/);
  });
});
