import assert from 'node:assert/strict';
import type { Driver } from '../../../../src/protocol/inspector/transitions';
import { arrangePairs, meanAfter } from '../../../../webview-ui/views/discover/arrange';
import { commonStart, editName } from '../../../../webview-ui/views/intervene/arrange';
import { arrangeNeurons, bothEnds, labelOf } from '../../../../webview-ui/views/neurons/arrange';
import { ablationsOf, controlRange, typedNeurons } from '../../../../webview-ui/views/proof/arrange';
import { arrangeDrivers, arrangeParts } from '../../../../webview-ui/views/transitions/arrange';

describe('the drivers of a transition', () => {
  const drivers = Array.from({ length: 30 }, (_, neuron): Driver => ({
    neuron,
    activation: 1,
    output: 1,
    contribution: neuron % 2 === 0 ? neuron : -neuron,
    centred: 15 - neuron,
  }));

  it('are the strongest for and against, and the chosen one', () => {
    const arranged = arrangeDrivers({ drivers }, { order: 'centred', all: false }, 15);
    assert.deepEqual(
      arranged.above.map(({ neuron }) => neuron),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15],
    );
    assert.deepEqual(
      arranged.below.map(({ neuron }) => neuron),
      [26, 27, 28, 29],
    );
    assert.equal(arranged.hidden, 30 - 13 - 4);
    assert.deepEqual([arranged.largest, arranged.smallest], [15, -14]);
  });

  it('are all of them where that is wanted, by neuron or by another measure', () => {
    const byNeuron = arrangeDrivers(
      { drivers: [...drivers].reverse() },
      { order: 'neuron', all: true },
      null,
    );
    assert.deepEqual(
      byNeuron.above.map(({ neuron }) => neuron),
      drivers.map(({ neuron }) => neuron),
    );
    assert.equal(byNeuron.measure, 'centred');
    const [first] = arrangeDrivers({ drivers }, { order: 'contribution', all: true }, null).above;
    assert.equal(first.neuron, 28);
    // From the zero state there is nothing special to these places.
    assert.equal(arrangeDrivers({ drivers }, { order: 'special', all: true }, null).measure, 'centred');
  });

  it('lose none of a sum: what is not shown is added up', () => {
    const parts = [5, -4, 3, -2].map((contribution) => ({ contribution }));
    assert.deepEqual(arrangeParts(parts, 2), { shown: parts.slice(0, 2), others: 2, othersSum: 1 });
  });
});

describe('the form of a proof', () => {
  it('reads neurons as they are typed, each once', () => {
    assert.deepEqual(typedNeurons(' 100, 73;210 100', 250), [100, 73, 210]);
    assert.deepEqual(typedNeurons('', 250), []);
    for (const wrong of ['250', '-1', '1.5', 'x', '1 x']) {
      assert.equal(typedNeurons(wrong, 250), undefined, wrong);
    }
  });

  it('asks for all together, then for each', () => {
    const state = { neurons: [3, 5], mode: 'output', hold: 'value', value: 0.5, each: true } as const;
    assert.deepEqual(
      ablationsOf({ ...state, neurons: [...state.neurons] }).map(({ neurons, value }) => [neurons, value]),
      [
        [[3, 5], 0.5],
        [[3], 0.5],
        [[5], 0.5],
      ],
    );
    const [mean, ...none] = ablationsOf({ ...state, neurons: [3], hold: 'mean' });
    assert.deepEqual([mean.value, none.length], ['mean', 0]);
  });

  it('says where the controls lie', () => {
    const controls = [0.2, 0.8, 0.5].map((mean) => ({ mean, loss: 1, neurons: [1] }));
    const range = controlRange({ controls });
    assert.deepEqual([range?.lowest, range?.highest], [0.2, 0.8]);
    assert.ok(Math.abs(range!.mean - 0.5) < 1e-15);
    assert.equal(controlRange({ controls: [] }), undefined);
  });
});

describe('the list of neurons', () => {
  const neuron = (at: number, explained: number, label: string, memory: number | null) => ({
    neuron: at,
    mean: 0,
    standardDeviation: 1,
    saturated: 0,
    memory,
    best: {
      feature: label,
      label,
      explained,
      auc: null,
      meanInside: null,
      meanOutside: null,
      places: null,
    },
    bestBinary: null,
  });
  const neurons = [
    neuron(0, 0.05, 'after a colon', 2),
    neuron(1, 0.9, 'After a vowel', null),
    neuron(2, 0.3, 'after a colon', 9),
  ];

  it('has a label only where it explains a tenth of the activation', () => {
    assert.deepEqual(
      neurons.map((one) => labelOf(one)?.label),
      [undefined, 'After a vowel', 'after a colon'],
    );
  });

  it('is filtered by what is seen, and ordered; who never forgets remembers longest', () => {
    const found = (order: 'explained' | 'memory', filter: string): number[] =>
      arrangeNeurons(neurons, { order, filter }).map((one) => one.neuron);
    assert.deepEqual(found('explained', ''), [1, 2, 0]);
    assert.deepEqual(found('memory', ''), [1, 2, 0]);
    assert.deepEqual(found('explained', ' COLON '), [2], 'the label that is not shown does not count');
    assert.deepEqual(found('explained', '0'), [0]);
  });

  it('shows both ends of a long list, and a short one whole', () => {
    assert.deepEqual(bothEnds([1, 2, 3, 4, 5], 2), { first: [1, 2], last: [4, 5] });
    assert.deepEqual(bothEnds([1, 2, 3, 4], 2), { first: [1, 2, 3, 4], last: [] });
  });
});

describe('what a scan found', () => {
  const pair = (count: number, probability: number, withoutAll: number) => ({
    from: 0,
    to: 1,
    occurrences: 10,
    count,
    probability,
    probabilityWhenFollowed: 1,
    surprise: 0,
    drivers: [],
    withoutFirst: 0,
    withoutAll,
  });
  const pairs = [pair(1, 0.5, 0.4), pair(9, 0.3, 0.3), pair(5, 0.9, 0.1)];

  it('stands as it was ranked, or as is wanted', () => {
    assert.equal(arrangePairs(pairs, 'rank'), pairs);
    assert.deepEqual(
      arrangePairs(pairs, 'count').map(({ count }) => count),
      [9, 5, 1],
    );
    assert.deepEqual(
      arrangePairs(pairs, 'causal').map(({ count }) => count),
      [5, 1, 9],
    );
    assert.equal(meanAfter([]), undefined);
    assert.equal(meanAfter([{ after: 1 }, { after: 2 }]), 1.5);
  });
});

describe('what was changed in a network', () => {
  it('has the names of its weights', () => {
    assert.equal(editName({ kind: 'clamp', neuron: 100, mode: 'whole', value: 0 }), 'h[100] = 0');
    assert.equal(
      editName({ kind: 'weight', weight: 'Why', row: 0, column: 100, value: 3 }),
      'Why[0][100] = 3',
    );
    assert.equal(editName({ kind: 'weight', weight: 'by', row: 2, column: 0, value: -1 }), 'by[2] = -1');
  });

  it('is compared from where the texts part, never inside a character', () => {
    assert.equal(commonStart('the king', 'the kind'), 7);
    assert.equal(commonStart('', 'a'), 0);
    assert.equal(commonStart('a\u{1f600}', 'a\u{1f601}'), 1);
  });
});
