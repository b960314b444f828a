import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { topStateOf, type Architecture } from '../../../../src/core/parameters';
import { answerAblate } from '../../../../src/services/inspector/answerAblate';
import { answerDecompose } from '../../../../src/services/inspector/answerDecompose';
import { answerDiscover } from '../../../../src/services/inspector/answerDiscover';
import { answerDrivers } from '../../../../src/services/inspector/answerDrivers';
import { answerMatrix } from '../../../../src/services/inspector/answerModel';
import { answerNeuron } from '../../../../src/services/inspector/answerNeurons';
import { answerReport } from '../../../../src/services/inspector/answerReport';
import { answerSmallestSet } from '../../../../src/services/inspector/answerSmallestSet';
import { answerReadText } from '../../../../src/services/inspector/answerTexts';
import { checkReply } from '../../../../src/protocol/inspector/messages';
import { Inspection } from '../../../../src/services/inspector/inspection';
import { randomModel } from '../../core/testModel';

const H = 6;
const written = 'abca cab\nbca a: b: c\n'.repeat(60);
const stacks: Pick<Architecture, 'cell' | 'layers'>[] = [
  { cell: 'gru', layers: 1 },
  { cell: 'gru', layers: 2 },
  { cell: 'lstm', layers: 1 },
  { cell: 'lstm', layers: 2 },
  { cell: 'rnn', layers: 2 },
];

/** float64 both times, sums in another order. */
function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

for (const stack of stacks) {
  const { cell, layers } = stack;

  describe(`the inspector of a network of ${layers} x ${cell}`, () => {
    const model = randomModel('abc:\n ', H, 5, 1.2, stack);
    const { parameters, vocabulary } = model;
    const { Why, by, vocabularySize: V } = parameters;
    const top = topStateOf(parameters);
    const index = (character: string): number => vocabulary.indexOf(character)!;
    const [from, to] = [index(':'), index(' ')];
    /** The top layer's h after each character, by the reference network. */
    const h: Float64Array[] = [];
    let inspection: Inspection;
    let text: string;

    before(async () => {
      inspection = await Inspection.of(model);
      ({ id: text } = await inspection.open({ name: 'letters.txt', text: written, start: 'zero' }, {}));
      const network = createReferenceKernel('reference').load(parameters);
      const state = network.createState() as Float64Array;
      for (const character of written) {
        network.prime(state, Uint16Array.of(index(character)));
        h.push(state.slice(top, top + H));
      }
    });

    const logit = (state: Float64Array, c: number): number =>
      by[c] + state.reduce((sum, value, k) => sum + Why[c * H + k] * value, 0);

    it('takes each logit apart into what the neurons of the top layer add', async () => {
      const position = written.indexOf(':', 700);
      const found = await answerDrivers(inspection, { scope: { kind: 'place', text, position }, to }, {});
      assertClose(found.logit, logit(h[position], to));
      assertClose(found.bias + found.drivers.reduce((sum, one) => sum + one.contribution, 0), found.logit);
      for (const { neuron, activation, input } of found.drivers) {
        assertClose(activation, h[position][neuron]);
        assert.equal(input, undefined, 'there is no single input weight');
      }
      checkReply('drivers', found);
    });

    it('takes gates apart at a place far into the text, back in time and down the layers', async () => {
      const position = 777;
      const place = { kind: 'place', text, position } as const;
      const found = await answerDecompose(inspection, { place, neuron: 4 }, {});
      assertClose(found.activation, h[position][4]);
      assertClose(found.activationBefore, h[position - 1][4]);
      for (const { neuron, activation } of found.gates[0].previous) {
        assertClose(activation, h[position - 1][neuron]);
      }
      checkReply('decompose', found);
      const lower = await answerDecompose(inspection, { place, neuron: 2, layer: 1 }, {});
      assert.equal(lower.gates[0].input === undefined, false);
      await assert.rejects(answerDecompose(inspection, { place, neuron: 2, layer: layers + 1 }, {}), /layer/);
    });

    it('takes neurons away by real passes: scoreBatch of the reference finds the same losses', async () => {
      const ablations = [
        { neurons: [1, 3], mode: 'output', value: 0 },
        { neurons: [2], mode: 'whole', value: 0.25 },
      ] as const;
      const reply = await answerAblate(
        inspection,
        {
          text,
          from,
          to,
          ablations: ablations.map((one) => ({ ...one, neurons: [...one.neurons] })),
          controls: 0,
          seed: 1,
        },
        {},
      );
      const network = createReferenceKernel('reference').load(parameters);
      const inputs = Uint16Array.from([...written].map(index));
      const losses = ablations.map(() => new Float64Array(inputs.length));
      network.scoreBatch(
        ablations.map(() => network.createState()),
        ablations.map(() => inputs),
        losses,
        ablations.map(({ mode, neurons, value }) => ({
          [mode]: neurons.map((neuron) => ({ neuron, value })),
        })),
      );
      reply.results.forEach(({ loss }, at) => {
        const rest = losses[at].subarray(1);
        assertClose(loss, rest.reduce((sum, value) => sum + value, 0) / rest.length);
      });
    });

    it('shows every weight, each gate of it', () => {
      const names = ['Wxh', 'Whh', 'bh', ...(cell === 'gru' ? ['bn'] : [])];
      const all = names.flatMap((name) => (layers > 1 ? [name, `${name}2`] : [name]));
      for (const weight of [...all, 'Why', 'by'] as 'Wxh'[]) {
        const { rows, columns, values } = answerMatrix(inspection, { weight, memory: false });
        assert.equal(values.length, rows * columns);
        assert.deepEqual(values, parameters[weight]);
      }
      if (layers === 1) {
        assert.throws(() => answerMatrix(inspection, { weight: 'Wxh2', memory: false }), /There is no Wxh2/);
      }
    });

    it('reads stretches, neurons, sets, behaviours and a report to their ends', async () => {
      const stretch = await answerReadText(inspection, { text, from: 500, length: 90, neuron: 3 }, {});
      stretch.activation!.forEach((value, t) => assertClose(value, h[500 + t][3]));
      const neuron = await answerNeuron(inspection, { text, neuron: 3 }, {});
      assert.equal(neuron.listensTo.length, { rnn: 1, gru: 3, lstm: 4 }[cell]);
      assert.equal(neuron.reads.length, layers > 1 ? 0 : neuron.listensTo.length);
      checkReply('neuron', neuron);
      const set = await answerSmallestSet(
        inspection,
        { text, from, to, goal: 'halve', mode: 'whole', value: 0 },
        {},
      );
      checkReply('smallestSet', set);
      checkReply('discover', await answerDiscover(inspection, { text, seed: 1 }, {}));
      const { markdown } = await answerReport(
        inspection,
        { text, looked: [{ method: 'neuron', params: { text, neuron: 3 } }], assignment: false, seed: 1 },
        {},
      );
      assert.match(markdown, new RegExp(`${layers} ${cell.toUpperCase()} layer`));
      assert.ok(V > 0 && !/NaN|undefined/.test(markdown));
    });
  });
}
