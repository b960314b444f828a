import assert from 'node:assert/strict';
import { PlainStateReader } from '../../../../src/core/kernel/plainStateReader';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { surprise } from '../../../../src/core/kernel/sampling';
import type { StateReader } from '../../../../src/core/kernel/stateReader';
import { loadStateReader } from '../../../../src/services/inspector/readerFiles';
import { cells, type Parameters } from '../../../../src/core/parameters';
import { uniform } from '../../../../src/core/random';
import { randomModel } from '../testModel';

const alphabet = 'abcdefghijklmnopqrstuvwxyz .,:\n';

/** Every cell, alone and in layers. */
const stacks = cells.flatMap((cell) => [1, 2, 3].map((layers) => ({ cell, layers })));

/** Characters drawn at random. */
function someInputs(length: number, vocabularySize: number): Uint16Array {
  return Uint16Array.from({ length }, (_, at) => Math.floor(uniform(7, at) * vocabularySize));
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);
}

const readers: [string, (parameters: Parameters) => Promise<StateReader>][] = [
  ['plain loops', (parameters) => Promise.resolve(new PlainStateReader(parameters))],
  ['WebAssembly', loadStateReader],
];

for (const [name, load] of readers) {
  describe(`StateReader in ${name}`, () => {
    // Sizes around whole panels of eight rows, odd and even; V likewise.
    for (const [hidden, characters] of [
      [1, 1],
      [7, 3],
      [8, 8],
      [9, 9],
      [33, 31],
      [64, 16],
    ]) {
      it(`reads as the reference network does, ${hidden} units and ${characters} characters`, async () => {
        const { parameters } = randomModel(
          alphabet.slice(0, characters),
          hidden,
          hidden,
          2 / Math.sqrt(hidden),
        );
        const reader = await load(parameters);
        const network = createReferenceKernel('reference').load(parameters);
        const inputs = someInputs(40, characters);
        const states = new Float64Array(hidden);
        const read = reader.read(states, inputs).slice();
        const logP = reader.logProbabilities(read);
        const state = network.createState();
        const logits = new Float64Array(characters);
        for (let t = 0; t < inputs.length; t++) {
          network.prime(state, inputs.subarray(t, t + 1));
          // 1e-13: float64 with sums in another order, over 40 steps of weights too small for chaos.
          assert.ok(
            largestDifference(read.subarray(t * hidden, (t + 1) * hidden), Float64Array.from(state)) < 1e-13,
          );
          network.logits(state, logits);
          for (let c = 0; c < characters; c++) {
            assert.ok(Math.abs(logP[t * characters + c] + surprise(logits, c)) < 1e-12);
          }
        }
        assert.deepEqual(states, read.slice(-hidden));
        reader.dispose();
      });
    }

    for (const { cell, layers } of stacks) {
      it(`reads ${layers} × ${cell} as the reference network does, each stream with its held neurons`, async () => {
        for (const hidden of [1, 8, 19]) {
          const { parameters } = randomModel(alphabet, hidden, 3, 0.8, { cell, layers });
          const reader = await load(parameters);
          const network = createReferenceKernel('reference').load(parameters);
          const { stateSize } = network;
          assert.equal(reader.stateSize, stateSize);
          const held = [[], [{ neuron: hidden >> 1, value: 0 }], [{ neuron: 0, value: -1 }]];
          const inputs = someInputs(50, alphabet.length);
          const states = Float64Array.from({ length: 3 * stateSize }, (_, at) => uniform(9, at) - 0.5);
          const before = held.map((_, stream) => states.slice(stateSize * stream, stateSize * (stream + 1)));
          const losses = held.map(() => new Float64Array(50));
          network.scoreBatch(
            before,
            held.map(() => inputs),
            losses,
            held.map((whole) => ({ whole })),
          );
          for (const [from, to] of [
            [0, 17],
            [17, 50],
          ]) {
            const part = inputs.subarray(from, to);
            const top = reader.read(states, part, held).slice();
            const logP = reader.logProbabilities(top);
            for (let t = 0; t < part.length && from + t + 1 < 50; t++) {
              for (let stream = 0; stream < 3; stream++) {
                const predicted = -logP[(t * 3 + stream) * alphabet.length + inputs[from + t + 1]];
                // As above: sums in another order, over 50 steps.
                assert.ok(Math.abs(predicted - losses[stream][from + t + 1]) < 1e-12);
              }
            }
          }
          // `before` is now what the reference ended with: h of every layer, and c.
          before.forEach((state, stream) => {
            const ours = states.subarray(stream * stateSize, (stream + 1) * stateSize);
            assert.ok(largestDifference(ours, state) < 1e-12);
          });
          reader.dispose();
        }
      });
    }

    it('reads streams side by side, each with its held neurons, as scoreBatch does', async () => {
      const { parameters } = randomModel(alphabet, 20, 3, 1);
      const reader = await load(parameters);
      const network = createReferenceKernel('reference').load(parameters);
      const held = [
        [],
        [{ neuron: 3, value: 0 }],
        [
          { neuron: 0, value: 0.5 },
          { neuron: 19, value: -1 },
        ],
      ];
      const inputs = someInputs(50, alphabet.length);
      const states = Float64Array.from({ length: 60 }, (_, at) => uniform(9, at) - 0.5);
      const losses = held.map(() => new Float64Array(50));
      const before = held.map((_, stream) => states.slice(20 * stream, 20 * (stream + 1)));
      network.scoreBatch(
        before.map((state) => state.slice()),
        held.map(() => inputs),
        losses,
        held.map((whole) => ({ whole })),
      );
      const [first, rest] = [inputs.subarray(0, 17), inputs.subarray(17)];
      for (const [from, part] of [
        [0, first],
        [17, rest],
      ] as const) {
        const hidden = reader.read(states, part, held).slice();
        const logP = reader.logProbabilities(hidden);
        for (let t = 0; t < part.length && from + t + 1 < inputs.length; t++) {
          for (let stream = 0; stream < 3; stream++) {
            const predicted = -logP[(t * 3 + stream) * alphabet.length + inputs[from + t + 1]];
            assert.ok(Math.abs(predicted - losses[stream][from + t + 1]) < 1e-12);
          }
        }
      }
      reader.dispose();
    });

    it('shows other values of some neurons to the logits alone, in the rows that are asked for', async () => {
      const { parameters } = randomModel(alphabet, 21, 3, 1);
      const V = alphabet.length;
      const reader = await load(parameters);
      const replaced = [
        { neuron: 20, value: -0.25 },
        { neuron: 4, value: 0 },
      ];
      const hidden = reader.read(new Float64Array(63), someInputs(11, V), [
        [],
        [{ neuron: 4, value: 1 }],
        [],
      ]);
      const network = createReferenceKernel('reference').load(parameters);
      const logits = new Float64Array(V);
      const check = (logP: Float64Array, changed: boolean): void => {
        assert.equal(logP.length, 11 * V);
        for (let t = 0; t < 11; t++) {
          const state = hidden.slice((3 * t + 1) * 21, (3 * t + 2) * 21);
          assert.equal(state[4], 1);
          if (changed) {
            replaced.forEach(({ neuron, value }) => (state[neuron] = value));
          }
          network.logits(state, logits);
          for (let c = 0; c < V; c++) {
            assert.ok(Math.abs(logP[t * V + c] + surprise(logits, c)) < 1e-12);
          }
        }
      };
      const middle = { first: 1, step: 3 };
      check(reader.logProbabilities(hidden, [], middle), false);
      check(reader.logProbabilities(hidden, replaced, middle), true);
      check(reader.logProbabilities(hidden, [], middle), false);
      // Other states at the same place in the memory: nothing of the old ones may be left.
      const other = reader.read(new Float64Array(63), someInputs(22, V).subarray(11), [[], [], []]);
      const expected = new PlainStateReader(parameters).logProbabilities(other.slice(), replaced).slice();
      assert.ok(largestDifference(reader.logProbabilities(other, replaced).slice(), expected) < 1e-12);
      reader.dispose();
    });

    it('stays finite and sharp with logits and pre-activations of hundreds', async () => {
      const { parameters } = randomModel(alphabet, 16, 5, 400);
      const reader = await load(parameters);
      const logP = reader.logProbabilities(
        reader.read(new Float64Array(16), someInputs(10, alphabet.length)),
      );
      for (let t = 0; t < 10; t++) {
        const row = logP.subarray(t * alphabet.length, (t + 1) * alphabet.length);
        assert.ok(row.every(Number.isFinite));
        const sum = row.reduce((total, value) => total + Math.exp(value), 0);
        assert.ok(Math.abs(sum - 1) < 1e-12, `probabilities sum to ${sum}`);
      }
    });

    it('refuses more than it has room for', async () => {
      const reader = await load(randomModel('ab', 2).parameters);
      assert.throws(() => reader.read(new Float64Array(2), new Uint16Array(reader.capacity + 1)), RangeError);
      assert.throws(() => reader.logProbabilities(new Float64Array(2 * reader.capacity + 2)), RangeError);
    });
  });
}
