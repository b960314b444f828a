import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { softmax } from '../../../../src/core/kernel/sampling';
import type { Model } from '../../../../src/core/model';
import { vanilla, zeroParameters } from '../../../../src/core/parameters';
import { PersonError } from '../../../../src/core/personError';
import type { Reply } from '../../../../src/protocol/inspector/inspector';
import { startInspectorInProcess } from '../../../../src/services/inspector/inProcessLine';
import { InspectorClient } from '../../../../src/services/inspector/inspectorClient';
import { startInspectorWorker, type InspectorLine } from '../../../../src/services/inspector/inspectorLine';
import { randomModel } from '../../core/testModel';
import { startBrowserWorker } from '../web/browserWorker';
import { memoryFiles } from '../web/memoryFiles';

const written = 'abca cab\nbca "a" '.repeat(40);
const H = 9;
const model: Model = { ...randomModel('abc \n', H, 4, 0.9), memory: zeroParameters(vanilla(H, 5)) };
const { vocabulary, parameters } = model;
const known = [...written].filter((character) => vocabulary.has(character));
const index = (character: string): number => vocabulary.indexOf(character)!;
const [a, b, space] = ['a', 'b', ' '].map(index);

/** Plain loops over the known characters: h after each, and p of the next. */
function plainly(): { h: Float64Array[]; p: Float64Array[] } {
  const network = createReferenceKernel('reference').load(parameters);
  const state = network.createState();
  const logits = new Float64Array(5);
  const h: Float64Array[] = [];
  const p: Float64Array[] = [];
  for (const character of known) {
    network.prime(state, Uint16Array.of(index(character)));
    network.logits(state, logits);
    h.push(Float64Array.from(state));
    const row = new Float64Array(5);
    softmax(logits, 1, row);
    p.push(row);
  }
  return { h, p };
}

function startInBrowser(): InspectorLine {
  const worker = startBrowserWorker('inspector', memoryFiles());
  return { ...worker, onFailure: () => undefined, dispose: () => void worker.terminate() };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function assertClose(actual: number, expected: number): void {
  // 1e-9 and better: float64 both times, sums in another order.
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

for (const [where, start] of [
  ['in this process', startInspectorInProcess],
  ['in its worker', startInspectorWorker],
  ["in a browser's worker", startInBrowser],
] as const) {
  describe(`the inspector, ${where}`, () => {
    const { h, p } = plainly();
    let client: InspectorClient;
    let text: string;
    const places = known.flatMap((character, at) => (character === 'a' ? [at] : []));

    before(async () => {
      client = new InspectorClient(start);
      client.show(model);
      const source = { kind: 'given', name: 'letters.txt', text: written } as const;
      const reply = await client.ask('openText', { source, start: 'zero' });
      text = reply.text!.id;
    });
    after(() => client.dispose());

    it('reads a text and says what it read', async () => {
      const { texts } = await client.ask('listTexts', {});
      assert.equal(texts.length, 1);
      const [info] = texts;
      assert.equal(info.length, known.length);
      assert.equal(info.skipped, 80);
      assert.equal(info.counts[a], places.length);
      assertClose(info.loss, mean(p.slice(0, -1).map((row, at) => -Math.log(row[index(known[at + 1])]))));
    });

    it('gives matrices as the model has them', async () => {
      const Whh = await client.ask('matrix', { weight: 'Whh', memory: false });
      assert.deepEqual(Whh, { rows: H, columns: H, values: parameters.Whh });
      const bias = await client.ask('matrix', { weight: 'mby'.slice(1) as 'by', memory: true });
      assert.deepEqual(bias, { rows: 5, columns: 1, values: new Float64Array(5) });
    });

    it('orders rows by a column', async () => {
      const by = { kind: 'line', line: b } as const;
      const { order } = await client.ask('order', { weight: 'Wxh', memory: false, axis: 'rows', by });
      const column = [...order].map((row) => parameters.Wxh[row * 5 + b]);
      assert.deepEqual(
        column,
        column.slice().sort((x, y) => y - x),
      );
      assert.deepEqual(
        [...order].sort((x, y) => x - y),
        Array.from({ length: H }, (_, k) => k),
      );
    });

    it('walks a stretch of the text', async () => {
      const stretch = await client.ask('readText', { text, from: 300, length: 50, neuron: 3 });
      assert.equal(stretch.characters.length, 50);
      for (let t = 0; t < 50; t++) {
        const at = 300 + t;
        assert.equal(written[stretch.offsets![t]], known[at]);
        assertClose(stretch.surprise[t], -Math.log(p[at - 1][index(known[at])]));
        const ranked = [...p[at].keys()].sort((x, y) => p[at][y] - p[at][x]);
        assert.deepEqual([...stretch.likeliest.subarray(5 * t, 5 * t + 5)], ranked);
        assertClose(stretch.probabilities[5 * t], p[at][ranked[0]]);
        const weights = Array.from({ length: 5 }, (_, c) => parameters.Why[c * H + 3]);
        const next = weights[index(known[at + 1])];
        assertClose(stretch.activation![t], h[at][3]);
        assertClose(stretch.contribution![t], next * h[at][3]);
        assertClose(stretch.centred![t], (next - mean(weights)) * h[at][3]);
      }
    });

    it('walks past the start and up to the end', async () => {
      const first = await client.ask('readText', { text, from: 0, length: 1 });
      assertClose(first.surprise[0], -Math.log(softmaxOf(parameters.by)[index(known[0])]));
      const last = await client.ask('readText', { text, from: known.length - 2, length: 100, neuron: 0 });
      assert.equal(last.characters.length, 2);
      assert.equal(last.contribution![1], 0);
      await assert.rejects(client.ask('readText', { text, from: known.length, length: 1 }), PersonError);
    });

    it('finds the places of a character', async () => {
      const { total, places: found } = await client.ask('occurrences', {
        text,
        from: a,
        to: b,
        only: 'notFollowed',
        order: 'likeliest',
        limit: 5,
      });
      const expected = places
        .filter((at) => known[at + 1] !== 'b')
        .map((at) => p[at][b])
        .sort((x, y) => y - x);
      assert.equal(total, expected.length);
      found.forEach((place, at) => {
        assertClose(place.probability, expected[at]);
        assertClose(p[place.position][b], place.probability);
        assert.ok(!place.after.startsWith('b'));
        assert.equal(place.character, 'a');
      });
    });

    describe('why one character follows another', () => {
      function check(reply: Reply<'drivers'>, states: Float64Array[], foil: number): void {
        const average = (k: number): number => mean(states.map((state) => state[k]));
        assertClose(reply.bias + reply.sum, reply.logit);
        assertClose(
          reply.logit,
          parameters.by[b] + h[0].reduce((sum, _, k) => sum + parameters.Why[b * H + k] * average(k), 0),
        );
        const differences = reply.drivers.map(({ difference }) => difference!);
        assert.deepEqual(
          differences,
          differences.slice().sort((x, y) => y - x),
        );
        for (const driver of reply.drivers) {
          const k = driver.neuron;
          assertClose(driver.activation, average(k));
          assertClose(driver.contribution, parameters.Why[b * H + k] * average(k));
          assertClose(
            driver.difference!,
            (parameters.Why[b * H + k] - parameters.Why[foil * H + k]) * average(k),
          );
        }
      }

      it('from the zero state', async () => {
        const reply = await client.ask('drivers', { scope: { kind: 'zero', from: a }, to: b, foil: space });
        const state = createReferenceKernel('reference').load(parameters).createState();
        createReferenceKernel('reference').load(parameters).prime(state, Uint16Array.of(a));
        check(reply, [Float64Array.from(state)], space);
        assert.equal(reply.followed, null);
        assert.match(
          reply.sentence,
          /^After ‘a’ from the zero state, ‘b’ has the probability 0\.\d{4} \(‘␣’: /,
        );
      });

      it('at one place', async () => {
        const position = places[20];
        const reply = await client.ask('drivers', {
          scope: { kind: 'place', text, position },
          to: b,
          foil: space,
        });
        check(reply, [h[position]], space);
        assertClose(reply.probability, p[position][b]);
        assert.equal(reply.followed, known[position + 1] === 'b' ? 1 : 0);
        assert.equal(reply.rank, 1 + p[position].filter((value) => value > p[position][b]).length);
      });

      it('over a whole text', async () => {
        const reply = await client.ask('drivers', {
          scope: { kind: 'text', text, from: a },
          to: b,
          foil: space,
        });
        check(
          reply,
          places.map((at) => h[at]),
          space,
        );
        assert.equal(reply.occurrences, places.length);
        assert.equal(reply.followed, places.filter((at) => known[at + 1] === 'b').length);
        assertClose(reply.probability, mean(places.map((at) => p[at][b])));
        assertClose(reply.foilProbability!, mean(places.map((at) => p[at][space])));
      });
    });

    it('takes a pre-activation apart, back to the first character', async () => {
      let place: Parameters<typeof client.ask<'decompose'>>[1]['place'] | null = {
        kind: 'place',
        text,
        position: 2,
      };
      for (let at = 2; at >= 0; at--) {
        const found: Reply<'decompose'> = await client.ask('decompose', { place: place!, neuron: 4 });
        const before = at === 0 ? new Float64Array(H) : h[at - 1];
        assertClose(found.activation, h[at][4]);
        const [gate] = found.gates;
        assertClose(gate.input! + gate.bias + gate.recurrent, gate.preActivation);
        assertClose(Math.tanh(gate.preActivation), found.activation);
        for (const { neuron, activation, contribution } of gate.previous) {
          assertClose(activation, before[neuron]);
          assertClose(contribution, parameters.Whh[4 * H + neuron] * before[neuron]);
        }
        place = found.before;
      }
      assert.equal(place, null);
    });

    it('takes neurons away, with controls of random others, the same for the same seed', async () => {
      const ablations = [
        { neurons: [1, 5], mode: 'output', value: 0 },
        { neurons: [2], mode: 'whole', value: 'mean' },
      ] as const;
      const params = {
        text,
        from: a,
        to: b,
        ablations: ablations.map((one) => ({ ...one, neurons: [...one.neurons] })),
        controls: 3,
        seed: 7,
      };
      const reply = await client.ask('ablate', params);
      const shown = places.map((at) => h[at].map((value, k) => (k === 1 || k === 5 ? 0 : value)));
      assertClose(reply.before.mean, mean(places.map((at) => p[at][b])));
      assertClose(reply.results[0].after.mean, mean(shown.map((state) => softmaxOf(logitsOf(state))[b])));
      const [first] = reply.results;
      assert.equal(first.controls.length, 3);
      for (const { neurons, mean: after } of first.controls) {
        assert.equal(new Set([...neurons, 1, 5]).size, 4);
        assertClose(
          after,
          mean(
            places.map(
              (at) => softmaxOf(logitsOf(h[at].map((value, k) => (neurons.includes(k) ? 0 : value))))[b],
            ),
          ),
        );
      }
      assert.ok(first.examples[0].value <= first.counterExamples[0].value);
      assert.deepEqual(await client.ask('ablate', params), reply);
      assert.match(reply.sentence, /Without the output of neurons 1 and 5 it is 0\.\d{4}/);
      assert.match(reply.sentence, /With neuron 2 held at its mean it is 0\.\d{4}/);
    });

    for (const mode of ['output', 'whole'] as const) {
      it(`finds a small set of neurons and measures it, mode ${mode}`, async () => {
        const reply = await client.ask('smallestSet', {
          text,
          from: a,
          to: b,
          goal: 'halve',
          mode,
          value: 0,
        });
        assert.ok(reply.found, reply.sentence);
        const { neurons, probability } = reply.found;
        assert.ok(probability <= reply.before / 2);
        const { results } = await client.ask('ablate', {
          text,
          from: a,
          to: b,
          ablations: [{ neurons, mode, value: 0 }],
          controls: 0,
          seed: 0,
        });
        assertClose(results[0].after.mean, probability);
        assertClose(reply.steps.at(-1)!.probability, probability);
        assert.equal(reply.certainty === 'smallest', neurons.length <= reply.atLeast);
      });
    }

    it('answers errors with words, and goes on', async () => {
      const bad = [
        client.ask('decompose', { place: { kind: 'zero', from: a }, neuron: H }),
        client.ask('drivers', { scope: { kind: 'zero', from: 5 }, to: b }),
        client.ask('drivers', { scope: { kind: 'text', text: 'none', from: a }, to: b }),
        client.ask('openText', { source: { kind: 'given', name: 'x', text: '§' } }),
      ];
      for (const [at, expected] of [
        /no neuron 9/,
        /no character 5/,
        /no longer open/,
        /no character that/,
      ].entries()) {
        await assert.rejects(
          bad[at],
          (error) => error instanceof PersonError && expected.test(error.message),
        );
      }
      assert.equal((await client.ask('listTexts', {})).texts.length, 1);
    });

    it('can be cancelled, and then answers the next', async () => {
      const control = new AbortController();
      const long = client.ask(
        'openText',
        { source: { kind: 'given', name: 'long', text: 'abc '.repeat(500_000) }, start: 'zero' },
        { signal: control.signal, onProgress: () => control.abort(new Error('enough')) },
      );
      await assert.rejects(long, /enough/);
      assert.equal((await client.ask('listTexts', {})).texts.length, 1);
    });

    it('reads its texts again when the model changes', async () => {
      client.show({
        ...model,
        parameters: { ...parameters, by: parameters.by.map((value, c) => value + c) },
      });
      const changed = (await client.ask('listTexts', {})).texts[0];
      client.show(model);
      const back = (await client.ask('listTexts', {})).texts[0];
      assert.notEqual(changed.loss, back.loss);
      assert.equal(changed.id, back.id);
    });
  });
}

function logitsOf(state: Float64Array): Float64Array {
  return Float64Array.from({ length: 5 }, (_, c) =>
    state.reduce((sum, value, k) => sum + parameters.Why[c * H + k] * value, parameters.by[c]),
  );
}

function softmaxOf(logits: Float64Array): Float64Array {
  const out = new Float64Array(logits.length);
  softmax(logits, 1, out);
  return out;
}
