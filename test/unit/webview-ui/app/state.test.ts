import assert from 'node:assert/strict';
import { readState } from '../../../../webview-ui/app/state';

describe('what the page keeps', () => {
  it('is read back as it was', () => {
    const state = readState(undefined);
    assert.equal(state.view, 'transitions');
    const changed = {
      ...state,
      view: 'weights' as const,
      selection: { ...state.selection, neuron: 7, text: 't1' },
      views: { ...state.views, weights: { ...state.views.weights, cursor: { row: 3, column: 4 } } },
      allDigits: true,
      again: { kind: 'sample' as const, length: 100, temperature: 1, seed: 3 },
      looked: [{ method: 'neuron' as const, params: { text: 't1', neuron: 7 } }],
    };
    assert.deepEqual(readState(JSON.parse(JSON.stringify(changed))), changed);
  });

  it('is as at the beginning wherever something does not fit, and only there', () => {
    const beginning = readState(undefined);
    for (const broken of [null, 5, 'x', [], {}, { view: 'nonsense', selection: 3, views: [], looked: 'x' }]) {
      assert.deepEqual(readState(broken), beginning, JSON.stringify(broken));
    }
    const { selection, views } = readState({
      selection: { from: -1, to: 2.5, neuron: 3, text: 7 },
      views: { weights: { weight: 'nonsense', spread: true }, transitions: 'x' },
    });
    assert.deepEqual(selection, { ...beginning.selection, neuron: 3 });
    assert.deepEqual(views, {
      ...beginning.views,
      weights: { ...beginning.views.weights, spread: true },
    });
  });
});
