import assert from 'node:assert/strict';
import { applyEdits, type Edit } from '../../../src/core/edits';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import type { Intervention } from '../../../src/core/kernel/kernel';
import { cells, copyParameters, topStateOf, type Parameters } from '../../../src/core/parameters';
import { PersonError } from '../../../src/core/personError';
import { uniform } from '../../../src/core/random';
import { randomModel } from './testModel';

const { parameters } = randomModel('abcde', 9, 2, 0.8);
const inputs = Uint16Array.from({ length: 60 }, (_, at) => Math.floor(uniform(1, at) * 5));
const kernel = createReferenceKernel('reference');

/** The surprise of each character by an edited network, and by an intervention in the one as it was. */
function assertSame(edits: readonly Edit[], intervention: Intervention, of: Parameters = parameters): void {
  const edited = new Float64Array(60);
  const expected = new Float64Array(60);
  const network = kernel.load(applyEdits(of, edits));
  const start = network.createState();
  for (const { neuron, value } of intervention.whole ?? []) {
    start[topStateOf(of) + neuron] = value;
  }
  network.score(start.slice(), inputs, edited);
  kernel.load(of).scoreBatch([start], [inputs], [expected], [intervention]);
  edited.forEach((surprise, at) => {
    // The logits before the first character see the start state, which no edit reaches.
    assert.ok(at === 0 || Math.abs(surprise - expected[at]) < 1e-12, `${surprise} is not ${expected[at]}`);
  });
}

describe('applyEdits', () => {
  const clamp = (neuron: number, value: number, mode: 'output' | 'whole'): Edit => ({
    kind: 'clamp',
    neuron,
    value,
    mode,
  });

  for (const value of [0, 0.5, -0.999, 1, -1]) {
    it(`holds a neuron at ${value} as an intervention does`, () => {
      assertSame([clamp(3, value, 'output')], { output: [{ neuron: 3, value }] });
      assertSame([clamp(8, value, 'whole')], { whole: [{ neuron: 8, value }] });
    });
  }

  for (const cell of cells) {
    for (const layers of [1, 3]) {
      it(`holds a top unit of ${layers} × ${cell} as an intervention does`, () => {
        const { parameters: of } = randomModel('abcde', 9, 2, 0.8, { cell, layers });
        // An lstm shows o * tanh(c): with c within 1, tanh(1) = 0.76 at most.
        for (const value of [0, 0.5, -0.7615, ...(cell === 'lstm' ? [] : [0.9, 1, -1])]) {
          assertSame([clamp(3, value, 'output')], { output: [{ neuron: 3, value }] }, of);
          assertSame([clamp(8, value, 'whole')], { whole: [{ neuron: 8, value }] }, of);
        }
      });
    }
  }

  it('says why an lstm cannot be held beyond tanh(1), and what can be done', () => {
    const { parameters: of } = randomModel('abcde', 9, 2, 0.8, { cell: 'lstm', layers: 2 });
    assert.throws(
      () => applyEdits(of, [clamp(3, -0.8, 'whole')]),
      (error) =>
        error instanceof PersonError &&
        /neuron 3 at -0\.8: .* from -0\.761 to 0\.761.*\. Hold only what the logits see/.test(error.message),
    );
  });

  it('sets the weights of gates and upper layers', () => {
    const { parameters: of } = randomModel('abcde', 9, 2, 0.8, { cell: 'gru', layers: 2 });
    const edited = applyEdits(of, [
      { kind: 'weight', weight: 'Whh2', row: 26, column: 7, value: -3 },
      { kind: 'weight', weight: 'bn', row: 8, column: 0, value: 0.5 },
    ]);
    assert.deepEqual([edited.Whh2![26 * 9 + 7], edited.bn![8]], [-3, 0.5]);
    assert.throws(
      () => applyEdits(of, [{ kind: 'weight', weight: 'Whh3', row: 0, column: 0, value: 0 }]),
      /There is no Whh3: the network has Wxh, Whh, Why, bh, by, bn, Wxh2, Whh2, bh2, bn2/,
    );
  });

  it('lets a later clamp of a neuron take the place of an earlier one', () => {
    assertSame([clamp(3, 1, 'output'), clamp(4, 0, 'whole'), clamp(3, -0.5, 'output')], {
      output: [{ neuron: 3, value: -0.5 }],
      whole: [{ neuron: 4, value: 0 }],
    });
    assertSame([clamp(3, 1, 'output'), clamp(3, 0.25, 'whole')], { whole: [{ neuron: 3, value: 0.25 }] });
    assertSame([clamp(3, 0.25, 'whole'), clamp(3, 1, 'output')], {
      whole: [{ neuron: 3, value: 0.25 }],
      output: [{ neuron: 3, value: 1 }],
    });
  });

  it('sets single weights, to the last digit, and leaves the original alone', () => {
    const before = copyParameters(parameters);
    const edited = applyEdits(parameters, [
      { kind: 'weight', weight: 'Wxh', row: 8, column: 4, value: 0.1 },
      { kind: 'weight', weight: 'Whh', row: 2, column: 7, value: -3 },
      { kind: 'weight', weight: 'Why', row: 4, column: 8, value: 1e-9 },
      { kind: 'weight', weight: 'by', row: 1, column: 0, value: 2 },
    ]);
    assert.deepEqual([edited.Wxh[44], edited.Whh[25], edited.Why[44], edited.by[1]], [0.1, -3, 1e-9, 2]);
    assert.equal(edited.Wxh.filter((value, at) => value !== before.Wxh[at]).length, 1);
    assert.deepEqual(parameters, before);
  });

  it('refuses what is not there', () => {
    for (const edit of [
      clamp(9, 0, 'whole'),
      { kind: 'weight', weight: 'bh', row: 0, column: 1, value: 0 },
      { kind: 'weight', weight: 'Why', row: 5, column: 0, value: 0 },
    ] as Edit[]) {
      assert.throws(() => applyEdits(parameters, [edit]), PersonError);
    }
  });
});
