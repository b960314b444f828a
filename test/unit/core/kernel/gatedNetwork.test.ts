import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Clamp, Intervention, Network } from '../../../../src/core/kernel/kernel';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import { softmax, surprise } from '../../../../src/core/kernel/sampling';
import {
  cells,
  maxLayers,
  topStateOf,
  weightNamesOf,
  weightOf,
  type Architecture,
  type Parameters,
} from '../../../../src/core/parameters';
import { uniform } from '../../../../src/core/random';
import { loadKernel } from '../../../../src/services/kernelFiles';
import { chiSquareZ, load, randomCharacters, randomParameters } from './randomNetwork';

type WasmName = 'exact' | 'fast';

/** Every cell with every number of layers; vanilla networks too, which then agree with what their own file tests. */
const stacks = cells.flatMap((cell) =>
  Array.from({ length: maxLayers }, (_, at) => ({ cell, layers: at + 1 })),
);

/** A state whose every h is one that the network may have, and every c one of a few characters on. */
function someState(network: Network, seed: number): Float32Array {
  return Float32Array.from({ length: network.stateSize }, (_, k) => Math.tanh(4 * uniform(seed, k) - 2));
}

function largestDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  assert.equal(a.length, b.length);
  let most = 0;
  for (let at = 0; at < a.length; at++) {
    most = Math.max(most, Math.abs(a[at] - b[at]));
  }
  return most;
}

for (const name of ['exact', 'fast'] as const) {
  describe(`WasmNetwork of every cell, ${name}`, () => {
    for (const { cell, layers } of stacks) {
      const stack = `${layers} × ${cell}`;
      const of = (hiddenSize: number, vocabularySize: number): Architecture => ({
        cell,
        layers,
        hiddenSize,
        vocabularySize,
      });

      it(`${stack}: one step, its logits and its loss are the reference's, whatever the sizes`, async () => {
        const kernel = await loadKernel(name);
        const reference = createReferenceKernel('reference');
        // Around bands (4), pairs of bands (8) and panels (28); and those that are used.
        const hidden = [1, 3, 4, 5, 8, 28, 29, 57, 250, ...(layers === 2 ? [400, 512] : [])];
        for (const hiddenSize of hidden) {
          for (const vocabularySize of hiddenSize > 250 ? [65] : [1, 31, 65]) {
            const seed = 31 * hiddenSize + vocabularySize;
            const parameters = randomParameters(of(hiddenSize, vocabularySize), seed);
            const network = kernel.load(parameters);
            const oracle = reference.load(parameters);
            const [character, next] = randomCharacters(2, vocabularySize, seed);
            const state = someState(network, seed);
            const expected = Float64Array.from(state);
            network.prime(state, Uint16Array.of(character));
            oracle.prime(expected, Uint16Array.of(character));
            const size = `${hiddenSize} units, ${vocabularySize} characters`;
            // A layer hands its distance on to the next one. Measured 3.7e-6 and 1.7e-3 at worst.
            const distance = largestDistance(state, expected);
            assert.ok(distance < (name === 'exact' ? 8e-6 : 4e-3), `${size}: ${distance}`);

            const logits = new Float64Array(vocabularySize);
            const expectedLogits = new Float64Array(vocabularySize);
            network.logits(state, logits);
            oracle.logits(expected, expectedLogits);
            // A logit adds up the distances of all units, of either sign, times weights up to 3 / sqrt(H). Measured 2.7e-6
            // and 2e-3, losses 1.6e-6 and 1e-3.
            const logitDistance = largestDistance(logits, expectedLogits);
            assert.ok(logitDistance < (name === 'exact' ? 6e-6 : 4e-3), `${size}: logits ${logitDistance}`);
            const loss = new Float64Array(1);
            network.score(state, Uint16Array.of(next), loss);
            const lossDistance = Math.abs(loss[0] - surprise(expectedLogits, next));
            assert.ok(lossDistance < (name === 'exact' ? 4e-6 : 2e-3), `${size}: loss ${lossDistance}`);
            network.dispose();
          }
        }
      });

      it(`${stack}: reads 300 characters as the reference does`, async () => {
        // Weights too small for chaos, so that a distance is forgotten and not grown. Measured 1.1e-7 and 2e-4 at worst.
        const parameters = randomParameters(of(45, 33), 3, 0.3);
        const network = await load(name, parameters);
        const oracle = await load('reference', parameters);
        const text = randomCharacters(300, 33, 4);
        const [losses, expected] = [new Float64Array(300), new Float64Array(300)];
        const [state, expectedState] = [network.createState(), oracle.createState()];
        network.score(state, text, losses);
        oracle.score(expectedState, text, expected);
        assert.ok(largestDistance(state, expectedState) < (name === 'exact' ? 3e-7 : 5e-4));
        assert.ok(largestDistance(losses, expected) < (name === 'exact' ? 3e-7 : 5e-4));
        // Priming leaves the same state, to the bit.
        const primed = network.createState();
        network.prime(primed, text);
        assert.deepEqual(primed, state);
      });

      it(`${stack}: chunks and split calls change nothing`, async () => {
        const network = await load(name, randomParameters(of(37, 23), 5));
        const text = randomCharacters(1000, 23, 6);
        const whole = network.createState();
        network.prime(whole, text);
        const parts = network.createState();
        network.prime(parts, text.subarray(0, 301));
        network.prime(parts, text.subarray(301));
        assert.deepEqual(parts, whole);
        const sampling = { temperature: 0.8, seed: 7, position: 0 };
        const longer = new Uint16Array(600);
        network.generate(whole, longer, sampling);
        const first = new Uint16Array(333);
        const second = new Uint16Array(267);
        network.generate(parts, first, sampling);
        network.generate(parts, second, { ...sampling, position: 333 });
        assert.deepEqual([...first, ...second], [...longer]);
        assert.deepEqual(parts, whole);
        // What was written, read again, gives the same state.
        const read = network.createState();
        network.prime(read, text);
        network.score(read, longer, new Float64Array(600));
        assert.deepEqual(read, whole);
      });

      it(`${stack}: evaluates a batch as each stream alone, to the bit`, async () => {
        const network = await load(name, randomParameters(of(45, 33), 13));
        for (const count of [2, 3, 31, 33]) {
          const inputs = Array.from({ length: count }, (_, b) =>
            randomCharacters((b * 97) % 301, 33, b + 20),
          );
          const states = inputs.map((_, b) => someState(network, b));
          const losses = inputs.map(({ length }) => new Float64Array(length));
          network.scoreBatch(states, inputs, losses);
          inputs.forEach((text, b) => {
            const alone = someState(network, b);
            const expected = new Float64Array(text.length);
            network.score(alone, text, expected);
            assert.deepEqual(losses[b], expected);
            assert.deepEqual(states[b], alone);
          });
        }
      });

      it(`${stack}: keeps no denormal numbers`, async () => {
        const parameters = randomParameters(of(20, 5), 19, 1e-22);
        const network = await load(name, parameters);
        // What is nearly nothing from the start; and what fades by halves, as gated states do without weights.
        for (const start of [1e-40, 0.7]) {
          const state = network.createState().fill(start);
          for (const character of randomCharacters(300, 5, 2)) {
            network.prime(state, Uint16Array.of(character));
            assert.ok(state.every((value) => value === 0 || Math.abs(value) >= 2 ** -126));
          }
        }
      });
    }

    it('draws as the reference distribution has it (chi-square), from a state after 40 characters', async () => {
      for (const { cell, layers } of stacks) {
        const parameters = randomParameters({ cell, layers, hiddenSize: 30, vocabularySize: 31 }, 8, 0.7);
        const network = await load(name, parameters);
        const oracle = await load('reference', parameters);
        const text = randomCharacters(40, 31, 9);
        const start = network.createState();
        network.prime(start, text);
        const expected = oracle.createState();
        oracle.prime(expected, text);
        const p = new Float64Array(31);
        oracle.logits(expected, p);
        softmax(p.slice(), 0.8, p);
        const observed = new Float64Array(31);
        const drawn = new Uint16Array(1);
        for (let position = 0; position < 20_000; position++) {
          network.generate(start.slice(), drawn, { temperature: 0.8, seed: 10, position });
          observed[drawn[0]]++;
        }
        // One draw in a thousand would lie beyond by chance; the seed is fixed.
        const z = chiSquareZ(observed, p);
        assert.ok(z < 3.09, `${layers} × ${cell}: z ${z}`);
      }
    });

    it('interventions, shared recurrences or not, do what the reference does', async () => {
      const kernel = await loadKernel(name);
      const clamps = (hiddenSize: number): fc.Arbitrary<Clamp[]> =>
        fc.array(
          fc.record({
            neuron: fc.nat({ max: hiddenSize - 1 }),
            value: fc.constantFrom(0, 0, 1, -1, 0.25, 3),
          }),
          { maxLength: 3 },
        );
      const cases = fc
        .tuple(fc.constantFrom(...stacks), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
        .chain(([stack, hiddenSize, vocabularySize]) =>
          fc.record({
            architecture: fc.constant({ ...stack, hiddenSize, vocabularySize }),
            seed: fc.integer({ min: 1, max: 1e6 }),
            interventions: fc.array(
              fc.option(fc.record({ output: clamps(hiddenSize), whole: clamps(hiddenSize) }), {
                nil: undefined,
              }),
              { minLength: 1, maxLength: 70 },
            ),
            texts: fc.integer({ min: 1, max: 3 }),
          }),
        );
      fc.assert(
        fc.property(cases, ({ architecture, seed, interventions, texts }) => {
          const { vocabularySize: V } = architecture;
          // Small weights: what differs at one step must not grow over the next ones.
          const parameters = randomParameters(architecture, seed, 0.4);
          const [network, oracle] = [
            kernel.load(parameters),
            createReferenceKernel('reference').load(parameters),
          ];
          const inputs = interventions.map((_, b) =>
            randomCharacters(3 + 11 * (b % texts), V, seed + (b % texts)),
          );
          const run = (runner: Network): Float64Array[] => {
            const states = inputs.map(() => runner.createState());
            const losses = inputs.map(({ length }) => new Float64Array(length));
            runner.scoreBatch(states, inputs, losses, interventions);
            return [...losses, ...states.map((state) => Float64Array.from(state))];
          };
          const expected = run(oracle);
          // Measured 2.9e-7 and 3.7e-4 at worst.
          const tolerance = name === 'exact' ? 1e-6 : 1e-3;
          run(network).forEach((numbers, b) => {
            const distance = largestDistance(numbers, expected[b]);
            assert.ok(distance < tolerance, `${distance}`);
          });
        }),
        { seed: 4, numRuns: 80 },
      );
    });

    it('holds neurons of the top layer only while it is told to', async () => {
      for (const { cell, layers } of stacks) {
        const architecture = { cell, layers, hiddenSize: 9, vocabularySize: 6 };
        const network = await load(name, randomParameters(architecture, 14));
        const text = randomCharacters(20, 6, 15);
        const held: Intervention = { whole: [{ neuron: 8, value: 0.25 }] };
        const state = network.createState();
        network.scoreBatch([state], [text], [new Float64Array(20)], [held]);
        assert.equal(state[topStateOf(architecture) + 8], 0.25);
        const [after, before] = [network.createState(), network.createState()];
        network.prime(after, text);
        (await load(name, randomParameters(architecture, 14))).prime(before, text);
        assert.deepEqual(after, before);
      }
    });

    it('what is not a number ends where the reference ends it', async () => {
      for (const { cell, layers } of stacks) {
        const architecture = { cell, layers, hiddenSize: 9, vocabularySize: 6 };
        for (const weight of weightNamesOf(architecture)) {
          const parameters: Parameters = randomParameters(architecture, 17);
          weightOf(parameters, weight)[3] = NaN;
          const run = async (kernel: WasmName | 'reference32'): Promise<boolean[]> => {
            const runner = await load(kernel, parameters);
            const losses = new Float64Array(50);
            runner.score(runner.createState(), randomCharacters(50, 6, 18), losses);
            return [...losses].map(Number.isFinite);
          };
          assert.deepEqual(await run(name), await run('reference32'), `${layers} × ${cell}, ${weight}`);
        }
      }
    });

    it('gives the same bits on every machine and in every engine', async () => {
      assert.equal(await fingerprint(name), name === 'exact' ? 'eef7523e807df0d2' : '2e285c6336cc1716');
    });
  });
}

/** A hash of states, characters, logits and losses of fixed networks. */
async function fingerprint(name: WasmName): Promise<string> {
  const hash = createHash('sha256');
  for (const { cell, layers } of stacks) {
    const architecture = { cell, layers, hiddenSize: 61, vocabularySize: 31 };
    const network = await load(name, randomParameters(architecture, 23, 1.5));
    const state = network.createState();
    network.prime(state, randomCharacters(300, 31, 24));
    hash.update(state);
    for (const temperature of [0, 1]) {
      const out = new Uint16Array(200);
      network.generate(state, out, { temperature, seed: 25, position: 0 });
      hash.update(out).update(state);
    }
    const logits = new Float32Array(31);
    network.logits(state, logits);
    hash.update(logits);
    const inputs = Array.from({ length: 5 }, (_, b) => randomCharacters(100 + b, 31, 26 + b));
    const losses = inputs.map(({ length }) => new Float64Array(length));
    network.scoreBatch(
      inputs.map(() => state.slice()),
      inputs,
      losses,
      inputs.map((_, b) => ({ output: [{ neuron: b, value: 0 }], whole: [{ neuron: 60 - b, value: 0.5 }] })),
    );
    losses.forEach((numbers) => hash.update(numbers));
  }
  return hash.digest('hex').slice(0, 16);
}
