import assert from 'node:assert/strict';
import { reaches, smallestSet, type Goal } from '../../../../src/core/attribution/smallestSet';
import { TransitionPlaces } from '../../../../src/core/attribution/transitionPlaces';
import { PlainNeuronSets, type NeuronSets } from '../../../../src/core/kernel/neuronSets';
import { softmax } from '../../../../src/core/kernel/sampling';
import type { Parameters } from '../../../../src/core/parameters';
import { uniform } from '../../../../src/core/random';
import { loadNeuronSets } from '../../../../src/services/inspector/readerFiles';
import { randomModel } from '../testModel';

const H = 10;
const V = 5;
const count = 30;
const { parameters } = randomModel('abcde', H, 11, 1.5);
const hidden = Float64Array.from({ length: count * H }, (_, at) => Math.tanh(4 * (uniform(3, at) - 0.4)));
const absent = Float64Array.from({ length: H }, (_, k) => uniform(5, k) - 0.5);

/** Mean probabilities by the definition: states with some neurons absent, logits, softmax. */
function meansOf(isPresent: (k: number) => boolean): Float64Array {
  const { Why, by } = parameters;
  const means = new Float64Array(V);
  const p = new Float64Array(V);
  for (let t = 0; t < count; t++) {
    const logits = by.slice();
    for (let c = 0; c < V; c++) {
      for (let k = 0; k < H; k++) {
        logits[c] += Why[c * H + k] * (isPresent(k) ? hidden[t * H + k] : absent[k]);
      }
    }
    softmax(logits, 1, p);
    p.forEach((value, c) => (means[c] += value / count));
  }
  return means;
}

function* subsets(size: number, from = 0): Generator<number[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let k = from; k < H; k++) {
    for (const rest of subsets(size - 1, k + 1)) {
      yield [k, ...rest];
    }
  }
}

const engines: [string, (parameters: Parameters) => Promise<NeuronSets>][] = [
  ['plain loops', (given) => Promise.resolve(new PlainNeuronSets(given))],
  ['WebAssembly', loadNeuronSets],
];

for (const [name, load] of engines) {
  for (const direction of ['remove', 'keep'] as const) {
    const present = (set: readonly number[]) => (k: number) =>
      direction === 'remove' ? !set.includes(k) : set.includes(k);

    describe(`sets of neurons to ${direction}, in ${name}`, () => {
      let places: TransitionPlaces;
      before(async () => {
        places = new TransitionPlaces(parameters, hidden, absent, direction, await load(parameters));
      });

      it('gives the means that the definition gives', () => {
        for (const set of [[], [3], [9, 0, 4]]) {
          const expected = meansOf(present(set));
          // 1e-12: float64, exponentials multiplied rather than logits added.
          places.means(set).forEach((mean, c) => assert.ok(Math.abs(mean - expected[c]) < 1e-12));
        }
      });

      it('extends sets by every neuron, as the definition has it', async () => {
        for (const sets of [
          [[]],
          [[2], [7], [9]],
          [
            [1, 8],
            [0, 4],
          ],
        ]) {
          const means = await places.extend(sets, 2);
          sets.forEach((set: number[], at) => {
            for (let k = 0; k < H; k++) {
              const mean = means[at * H + k];
              if (set.includes(k)) {
                assert.ok(Number.isNaN(mean));
              } else {
                assert.ok(Math.abs(mean - meansOf(present([...set, k]))[2]) < 1e-12);
              }
            }
          });
        }
      });
    });
  }

  describe(`smallestSet in ${name}`, () => {
    for (const goal of ['halve', 'flip', 'keep'] as Goal[]) {
      it(`finds a set that reaches "${goal}", the smallest where it says so`, async () => {
        const direction = goal === 'keep' ? 'keep' : 'remove';
        const places = new TransitionPlaces(parameters, hidden, absent, direction, await load(parameters));
        const all = meansOf(() => true);
        let sets = 0;
        for (let to = 0; to < V; to++) {
          if (goal === 'flip' && all.some((mean) => mean > all[to])) {
            continue;
          }
          for (const allUpTo of [1, 2, 3]) {
            const found = await smallestSet(places, { goal, to, before: all[to], allUpTo });
            const reached = (set: readonly number[]): boolean =>
              reaches(
                goal,
                to,
                all[to],
                meansOf((k) => set.includes(k) === (direction === 'keep')),
              );
            const truth = Array.from({ length: H + 1 }, (_, size) => size).find((size) =>
              [...subsets(size)].some(reached),
            );
            assert.ok(found.atLeast <= (truth ?? H + 1), 'a bound that is not one');
            if (found.neurons) {
              sets++;
              assert.ok(reached(found.neurons), `${found.neurons.join()} does not`);
              assert.ok(found.neurons.length >= truth!);
              assert.equal(found.atLeast, Math.min(found.neurons.length, allUpTo + 1));
              assert.equal(found.steps.length, found.neurons.length);
            } else {
              assert.equal(truth, undefined);
            }
          }
        }
        assert.ok(sets > 0);
      });
    }

    it('ends when it is cancelled', async () => {
      const places = new TransitionPlaces(parameters, hidden, absent, 'remove', await load(parameters));
      const signal = AbortSignal.abort(new Error('enough'));
      await assert.rejects(
        smallestSet(places, { goal: 'halve', to: 0, before: meansOf(() => true)[0] }, { signal }),
        /enough/,
      );
    });
  });
}
