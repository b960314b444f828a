import assert from 'node:assert/strict';
import { PlainStateReader } from '../../../../src/core/kernel/plainStateReader';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { surprise } from '../../../../src/core/kernel/sampling';
import { cells, stateSizeOf, topStateOf, weightOf, type Parameters } from '../../../../src/core/parameters';
import { uniform } from '../../../../src/core/random';
import { randomModel } from '../testModel';

const V = 7;
const inputs = Uint16Array.from({ length: 30 }, (_, at) => Math.floor(uniform(3, at) * V));

/** One layer's step written out for one unit at a time, as the formulas at the head of `parameters.ts` stand. */
function stepByFormula(parameters: Parameters, state: Float64Array, character: number): Float64Array {
  const { cell, layers, hiddenSize: H } = parameters;
  const s = (x: number): number => 0.5 + 0.5 * Math.tanh(x / 2);
  const after = state.slice();
  const size = stateSizeOf(parameters) / layers;
  for (let layer = 1; layer <= layers; layer++) {
    const end = layer === 1 ? '' : (String(layer) as '2' | '3');
    const [Wxh, Whh] = [weightOf(parameters, `Wxh${end}`), weightOf(parameters, `Whh${end}`)];
    const bh = weightOf(parameters, `bh${end}`);
    const base = (layer - 1) * size;
    const below = (row: number): number =>
      bh[row] +
      (layer === 1
        ? Wxh[row * V + character]
        : Array.from({ length: H }, (_, j) => Wxh[row * H + j] * after[base - size + j]).reduce(
            (a, b) => a + b,
          ));
    const recurrent = (row: number): number =>
      Array.from({ length: H }, (_, j) => Whh[row * H + j] * state[base + j]).reduce((a, b) => a + b);
    const gate = (n: number, k: number): number => below(n * H + k) + recurrent(n * H + k);
    for (let k = 0; k < H; k++) {
      if (cell === 'rnn') {
        after[base + k] = Math.tanh(gate(0, k));
      } else if (cell === 'gru') {
        const z = s(gate(1, k));
        const n = Math.tanh(
          below(2 * H + k) + s(gate(0, k)) * (recurrent(2 * H + k) + weightOf(parameters, `bn${end}`)[k]),
        );
        after[base + k] = (1 - z) * n + z * state[base + k];
      } else {
        const c = s(gate(1, k)) * state[base + H + k] + s(gate(0, k)) * Math.tanh(gate(2, k));
        after[base + H + k] = c;
        after[base + k] = s(gate(3, k)) * Math.tanh(c);
      }
    }
  }
  return after;
}

for (const cell of cells) {
  for (const layers of [1, 2, 3]) {
    describe(`ReferenceNetwork of ${layers} × ${cell}`, () => {
      const { parameters } = randomModel('abcdefg', 5, 2, 1, { cell, layers });
      const S = stateSizeOf(parameters);
      const network = createReferenceKernel('reference').load(parameters);

      it('has the states of the formulas', () => {
        const state = network.createState();
        assert.equal(state.length, S);
        let expected: Float64Array = new Float64Array(S);
        for (const input of inputs) {
          network.prime(state, Uint16Array.of(input));
          expected = stepByFormula(parameters, expected, input);
          // Thirty steps in another order of sums: rounding of 1e-16, little grown.
          state.forEach((value, at) => assert.ok(Math.abs(value - expected[at]) < 1e-13));
        }
        const logits = new Float64Array(V);
        network.logits(state, logits);
        const { Why, by } = parameters;
        const top = expected.subarray(topStateOf(parameters));
        logits.forEach((logit, c) => {
          const sum = Array.from({ length: 5 }, (_, k) => Why[c * 5 + k] * top[k]).reduce((a, b) => a + b);
          assert.ok(Math.abs(logit - by[c] - sum) < 1e-12);
        });
      });

      it('is the same to float32 in float32', () => {
        const rounded = createReferenceKernel('reference32').load(parameters);
        const [exact, losses] = [new Float64Array(30), new Float64Array(30)];
        network.score(network.createState(), inputs, exact);
        rounded.score(rounded.createState(), inputs, losses);
        // Float32 rounds by 6e-8; thirty steps and three layers may gather some of it.
        losses.forEach((loss, at) => assert.ok(Math.abs(loss - exact[at]) < 2e-5));
        assert.notDeepEqual(losses, exact);
      });

      it("holds the top layer's units, for the logits alone or throughout", () => {
        const held = [
          { neuron: 1, value: 0.25 },
          { neuron: 4, value: 0 },
        ];
        const losses = [new Float64Array(30), new Float64Array(30)];
        const states = [network.createState(), network.createState()];
        network.scoreBatch(states, [inputs, inputs], losses, [{ output: held }, { whole: held }]);
        const top = topStateOf(parameters);
        const logits = new Float64Array(V);
        for (const [stream, whole] of [false, true].entries()) {
          let state: Float64Array = new Float64Array(S);
          const hold = (at: Float64Array): void =>
            held.forEach(({ neuron, value }) => (at[top + neuron] = value));
          for (const [t, input] of inputs.entries()) {
            const shown = state.slice();
            hold(whole ? state : shown);
            hold(shown);
            network.logits(shown, logits);
            assert.ok(Math.abs(losses[stream][t] - surprise(logits, input)) < 1e-12);
            state = stepByFormula(parameters, state, input);
          }
          if (whole) {
            hold(state);
          }
          state.forEach((value, at) => assert.ok(Math.abs(value - states[stream][at]) < 1e-12));
        }
      });

      it('and the plain state reader agree', () => {
        const reader = new PlainStateReader(parameters);
        const held = [[], [{ neuron: 2, value: -0.5 }]];
        const states = new Float64Array(2 * S);
        const hidden = reader.read(states, inputs, held).slice();
        const logP = reader.logProbabilities(hidden);
        const losses = [new Float64Array(30), new Float64Array(30)];
        const own = [network.createState(), network.createState()];
        network.scoreBatch(
          own,
          [inputs, inputs],
          losses,
          held.map((whole) => ({ whole })),
        );
        for (let stream = 0; stream < 2; stream++) {
          for (let t = 0; t + 1 < inputs.length; t++) {
            const predicted = -logP[(t * 2 + stream) * V + inputs[t + 1]];
            assert.ok(Math.abs(predicted - losses[stream][t + 1]) < 1e-12);
          }
          assert.deepEqual(states.slice(stream * S, (stream + 1) * S), own[stream]);
        }
      });
    });
  }
}
