import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readCheckpoint, writeCheckpoint } from '../../../../src/core/format/checkpointFile';
import { writeNpy } from '../../../../src/core/format/writeNpy';
import { writeNpz } from '../../../../src/core/format/writeNpz';
import { readModel } from '../../../../src/core/format/modelFile';
import type { KernelName, TrainerOptions } from '../../../../src/core/kernel/kernel';
import type { Model } from '../../../../src/core/model';
import type { Cell } from '../../../../src/core/parameters';
import { initialParameters } from '../../../../src/core/training/initialParameters';
import type { Schedule } from '../../../../src/core/training/schedule';
import { TrainingRun, type RunState } from '../../../../src/core/training/trainingRun';
import { Vocabulary } from '../../../../src/core/vocabulary';
import { loadKernel } from '../../../../src/services/kernelFiles';

const text = 'the cat sat on the mat and the rat sat on the hat.\n'.repeat(4);
const vocabulary = Vocabulary.of(text);
const indices = Uint16Array.from(text, (character) => vocabulary.indexOf(character)!);
const averaging = { decay: 0.95, every: 3 };
const schedule: Schedule = {
  learningRate: 0.01,
  warmupSteps: 7,
  decay: { kind: 'cosine', steps: 60, final: 0.001 },
};

interface Case {
  readonly cell: Cell;
  readonly layers: number;
  readonly options: TrainerOptions;
  readonly averaging?: typeof averaging;
}

const plain: Case = {
  cell: 'rnn',
  layers: 1,
  options: { batchSize: 1, sequenceLength: 10, optimizer: 'adagrad', clip: 5 },
};
const full: Case = {
  cell: 'gru',
  layers: 2,
  averaging,
  options: {
    ...{ batchSize: 4, sequenceLength: 8, optimizer: 'adam', clip: 0, clipNorm: 1, weightDecay: 0.02 },
    ...{ dropout: 0.3, variational: true, recurrentDropout: 0.2, seed: 5 },
  },
};
const lstm: Case = { ...full, cell: 'lstm', layers: 1, averaging: undefined };

function modelOf({ cell, layers }: Case): Model {
  const architecture = { cell, layers, hiddenSize: 9, vocabularySize: vocabulary.size };
  return {
    ...{ name: 'x', vocabulary, dataSize: text.length, notes: { warmup: 'the cat' } },
    parameters: initialParameters(architecture, 3, 'orthogonal'),
  };
}

/** Through a file. */
async function kept(state: RunState): Promise<{ state: RunState; bytes: Uint8Array }> {
  const { parameters, optimizer, hidden, average, ...rest } = state;
  const bytes = writeCheckpoint(modelOf(plain), { parameters, optimizer, hidden, average }, { rest });
  const { arrays, record } = await readCheckpoint(bytes, 'x');
  return { bytes, state: { ...arrays, ...(record as { rest: Omit<RunState, keyof typeof arrays> }).rest } };
}

describe('a checkpoint', () => {
  for (const kernelName of ['reference', 'exact', 'fast'] satisfies KernelName[]) {
    for (const [title, which] of Object.entries({ plain, full, lstm })) {
      it(`lets ${kernelName} go on bit for bit (${title})`, async () => {
        const kernel = await loadKernel(kernelName);
        const begin = (state?: RunState): TrainingRun =>
          new TrainingRun(kernel, modelOf(which), indices, which.options, schedule, {
            averaging: which.averaging,
            state,
          });
        // 40 steps are several passes: the place where a pass begins must be the same too. On the way the rate is changed.
        const undisturbed = begin();
        const turn = (of: TrainingRun): void => {
          if (of.steps === 13) {
            of.changeLearningRate(0.003);
          }
        };
        const expected = Array.from({ length: 40 }, () => {
          turn(undisturbed);
          return undisturbed.step();
        });
        let run = begin();
        const got = [];
        for (const pause of [0, 1, 2, 13, 14, 39, 40]) {
          while (run.steps < pause) {
            turn(run);
            got.push(run.step());
          }
          const { state } = await kept(run.state());
          run.dispose();
          run = begin(state);
        }
        assert.deepEqual(got, expected);
        assert.deepEqual(run.result(), undisturbed.result());
        assert.deepEqual(run.state(), undisturbed.state());
        run.dispose();
        undisturbed.dispose();
      });
    }
  }

  it('takes four bytes a number from a float32 kernel, eight where that would lose bits', async () => {
    const size = async (kernelName: KernelName): Promise<number> => {
      const run = new TrainingRun(
        await loadKernel(kernelName),
        modelOf(lstm),
        indices,
        lstm.options,
        schedule,
      );
      run.step();
      const { bytes } = await kept(run.state());
      run.dispose();
      return bytes.length;
    };
    const numbers = 3 * (4 * 9 * (vocabulary.size + 9 + 1) + vocabulary.size * 10);
    const [exact, reference] = [await size('exact'), await size('reference')];
    assert.ok(reference - exact > 3.9 * numbers, `${exact} and ${reference} bytes`);
  });

  it('is a model file as well, memories included', async () => {
    const run = new TrainingRun(
      await loadKernel('reference'),
      modelOf(plain),
      indices,
      plain.options,
      schedule,
    );
    run.step();
    const model = await readModel((await kept(run.state())).bytes, 'x');
    const { parameters, memory } = run.result();
    assert.deepEqual(model.parameters, parameters);
    assert.deepEqual(model.memory, memory);
    assert.deepEqual(model.vocabulary.characters, vocabulary.characters);
    assert.equal(model.notes?.warmup, 'the cat');
  });

  it('is refused where it is cut short or a byte of it is not as it was', async () => {
    const run = new TrainingRun(await loadKernel('exact'), modelOf(lstm), indices, lstm.options, schedule);
    const { bytes } = await kept(run.state());
    run.dispose();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = bytes.slice();
        changed[at] ^= flip;
        // Bytes that nobody reads may change (dates, attributes); what is read must be what was written.
        const read = await readCheckpoint(changed, 'x').catch((error: unknown) => error);
        if (!(read instanceof Error)) {
          assert.deepEqual(read, await readCheckpoint(bytes, 'x'));
        } else {
          assert.equal(read.name, 'PersonError', read.stack);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
    await assert.rejects(readCheckpoint(bytes.subarray(0, 5000), 'x'), /x: The zip is damaged/);
    await assert.rejects(readCheckpoint(new Uint8Array(), 'x'), /x: /);
  });

  it('is refused where all layers together are past the limit, though each is not', async () => {
    const architecture = { cell: 'lstm', layers: 3, hiddenSize: 2000, vocabularySize: 2 };
    const head = { version: 1, architecture, batchSize: 1, adam: false, updates: 0, averageLooks: 0 };
    const text = new TextEncoder().encode(JSON.stringify(head));
    const bytes = writeNpz(new Map([['run', writeNpy('|u1', [text.length], text)]]));
    await assert.rejects(readCheckpoint(bytes, 'x'), {
      name: 'PersonError',
      message: /^x: The network has \d+ weights: at most 33554432/,
    });
  });
});
