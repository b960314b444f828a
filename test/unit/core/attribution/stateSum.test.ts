import assert from 'node:assert/strict';
import { stateSumOf } from '../../../../src/core/attribution/stateSum';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { stateSizeOf, topStateOf, type Architecture } from '../../../../src/core/parameters';
import { randomModel } from '../testModel';

const H = 5;
const architectures: Pick<Architecture, 'cell' | 'layers'>[] = [
  { cell: 'rnn', layers: 1 },
  { cell: 'rnn', layers: 2 },
  { cell: 'gru', layers: 1 },
  { cell: 'gru', layers: 3 },
  { cell: 'lstm', layers: 1 },
  { cell: 'lstm', layers: 2 },
];

/** Both are float64, with sums in another order. */
function assertClose(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) < 1e-13, `${what}: ${actual} is not ${expected}`);
}

describe('stateSumOf', () => {
  for (const architecture of architectures) {
    const { cell, layers } = architecture;

    it(`adds up to the state that the network has, ${cell} of ${layers}`, () => {
      const { parameters } = randomModel('abcd', H, 3, 0.9, architecture);
      const network = createReferenceKernel('reference').load(parameters);
      const before = network.createState() as Float64Array;
      network.prime(before, Uint16Array.of(0, 2, 1, 3, 3));
      const after = before.slice();
      network.prime(after, Uint16Array.of(2));
      const size = stateSizeOf(parameters) / layers;
      for (let layer = 1; layer <= layers; layer++) {
        for (let neuron = 0; neuron < H; neuron++) {
          const at = (layer - 1) * size + neuron;
          const sum = stateSumOf(parameters, before, 2, neuron, layer);
          assertClose(sum.activation, after[at], 'h');
          assertClose(sum.activationBefore, before[at], "h'");
          const values = Object.fromEntries(sum.gates.map(({ gate, value }) => [gate, value]));
          for (const gate of sum.gates) {
            const parts = [gate.input ?? 0, gate.below, gate.bias, gate.recurrentBias, gate.recurrent];
            const total = parts.reduce((all, part) => all + part, 0);
            assertClose(total, gate.preActivation, 'parts');
            const heard = gate.previous.reduce((all, { contribution }) => all + contribution, 0);
            assertClose(heard, gate.recurrent, 'whom it hears');
            assert.equal(gate.input === undefined, layer > 1, 'only the first layer reads characters');
            assert.equal(gate.lower.length, layer > 1 ? H : 0);
            for (const one of gate.lower) {
              assertClose(one.activation, after[(layer - 2) * size + one.neuron], 'the layer below');
            }
          }
          // The formulas of the cells, with the gates' own values.
          if (cell === 'rnn') {
            assertClose(values[''], after[at], 'tanh');
          } else if (cell === 'gru') {
            assertClose((1 - values.z) * values.n + values.z * before[at], after[at], 'gru');
          } else {
            const c = values.f * before[at + H] + values.i * values.g;
            assertClose(c, after[at + H], 'c');
            assertClose(sum.memory!.after, c, 'memory');
            assertClose(values.o * Math.tanh(c), after[at], 'lstm');
          }
        }
      }
      assert.equal(topStateOf(parameters), (layers - 1) * size);
    });
  }
});
