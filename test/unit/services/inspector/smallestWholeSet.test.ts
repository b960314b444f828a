import assert from 'node:assert/strict';
import { answerSmallestSet } from '../../../../src/services/inspector/answerSmallestSet';
import { Inspection } from '../../../../src/services/inspector/inspection';
import { measureTransition } from '../../../../src/services/inspector/measureTransition';
import { randomModel } from '../../core/testModel';

const H = 7;

describe('the smallest set that the recurrence misses too', () => {
  for (const [goal, seed] of [
    ['halve', 1],
    ['halve', 4],
    ['keep', 2],
  ] as const) {
    it(`is no larger than any set that trying all finds, where it is said to be proved: ${goal}, seed ${seed}`, async () => {
      const model = randomModel('abc \n', H, seed, 1.4);
      const inspection = await Inspection.of(model);
      const given = { name: 'letters', text: 'abca cab\nbca '.repeat(20), start: 'zero' } as const;
      const { id } = await inspection.open(given, {});
      const text = await inspection.text(id, {});
      const from = model.vocabulary.indexOf('a')!;
      const counts = text.statistics.probability.slice(from * 5, (from + 1) * 5);
      const to = counts.indexOf(Math.max(...counts));
      const before = counts[to] / text.statistics.counts[from];
      const reply = await answerSmallestSet(
        inspection,
        { text: id, from, to, goal, mode: 'whole', value: 0 },
        {},
      );
      // Every subset of the neurons, each read by itself.
      const subsets = Array.from({ length: 2 ** H }, (_, bits) =>
        Array.from({ length: H }, (__, k) => k).filter((k) => (bits >> k) & 1),
      );
      const away = (set: readonly number[]): number[] =>
        goal === 'keep' ? Array.from({ length: H }, (_, k) => k).filter((k) => !set.includes(k)) : [...set];
      const figures = await measureTransition(
        inspection.reader,
        text,
        { from, to },
        subsets.map((set) => ({ whole: away(set).map((neuron) => ({ neuron, value: 0 })) })),
      );
      const reaching = subsets.filter((_, at) => {
        const mean = figures[at].means[to];
        return goal === 'keep' ? mean >= 0.9 * before : mean <= before / 2;
      });
      const truth = Math.min(...reaching.map((set) => set.length));
      assert.ok(reply.atLeast <= truth, `${reply.atLeast} are said to be needed, ${truth} do`);
      if (reply.certainty === 'smallest') {
        assert.equal(reply.found!.neurons.length, truth);
      } else {
        // All pairs were tried: the text is short.
        assert.ok(truth > 2);
        assert.match(reply.sentence, /proved, by trying all, is that it takes 3 neurons/);
      }
    });
  }
});
