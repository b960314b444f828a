import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stateSizeOf, zeroParameters } from '../../../../src/core/parameters';
import type { ImportedJob } from '../../../../src/services/pytorchJob/importPyTorchJob';
import { writeImportedRun } from '../../../../src/services/pytorchJob/writeImportedRun';
import { loadCheckpoint } from '../../../../src/services/training/checkpoint';
import { readJson, RunFolder } from '../../../../src/services/training/runFolder';
import { RunHistory } from '../../../../src/services/training/runHistory';
import { usualSettings } from '../../../../src/services/training/trainingSettings';
import { randomModel } from '../../core/testModel';

const text = 'to be, or not to be: that is the question.\n'.repeat(20);
const sha256 = 'c0ffee';

/** A job of 40 steps that has saved its 20th, and written down its losses to the 30th. */
function job(learningRate: number): ImportedJob {
  const batchSize = 3;
  const model = randomModel(text, 6, 1, 0.5, { cell: 'gru', layers: 2 });
  const best = { step: 20, loss: 2.5 };
  return {
    model,
    mapping: [],
    config: {
      version: 1,
      madeBy: 'a test',
      name: 'bard',
      settings: {
        ...usualSettings,
        cell: 'gru',
        layers: 2,
        hidden: 6,
        batchSize,
        learningRate,
        epochs: 2,
        heldOut: 0.1,
      },
      running: {
        ...{ kernel: 'auto', checkpointEvery: 60, progressEvery: 0, precision: 'f4', compress: false },
        madeBy: 'a test',
      },
      steps: 40,
      judgeEvery: 10,
      judge: { streams: 1, opening: 320, warmup: 512 },
      precision: 'float32',
      dataSize: 774,
      replacements: {},
      text: { paths: ['/somewhere/else.txt'], sha256 },
    },
    run: {
      model,
      state: {
        parameters: model.parameters,
        optimizer: { squares: zeroParameters(model.parameters), updates: 20 },
        hidden: new Float64Array(batchSize * stateSizeOf(model.parameters)).fill(0.5),
        average: undefined,
        position: { pass: 1, pointer: 7 },
        steps: 20,
        smoothLoss: 3,
        rateFactor: 1,
      },
      progress: { best, least: undefined, worse: 0, seconds: 12 },
    },
    losses: [10, 20, 30].map((step) => ({
      step,
      loss: 3 - step / 100,
      smoothLoss: 3,
      learningRate: 0.1,
      gradientNorm: step,
      seconds: step / 2,
      heldOutLoss: 3 - step / 40,
    })),
  };
}

describe('writeImportedRun', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'char-rnn-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  for (const learningRate of [0.1, 20]) {
    it(`makes a run that was interrupted, with a learning rate of ${learningRate}`, async () => {
      const folder = new RunFolder(join(root, 'draft'));
      const later = new RunFolder(join(root, 'run'));
      await folder.make();
      const destination = { path: '/models/bard-2.npz', toString: () => 'file:///models/bard-2.npz' };
      const given = job(learningRate);
      const written = await writeImportedRun(given, text, folder, later, destination);
      await folder.replace(later);

      const record = await later.read();
      assert.deepEqual(record, written, 'it is read as it was written, within the ranges of the form');
      assert.equal(readFileSync(later.text, 'utf8'), text);
      const { record: kept, state } = await loadCheckpoint(later.checkpoint(written));
      assert.equal(kept.model.out, later.model(written), 'the model goes where the run is then');
      assert.deepEqual(kept.text, { paths: [later.text], sha256 });
      assert.equal(kept.settings.steps, 40);
      assert.equal(kept.settings.epochs, undefined);
      assert.deepEqual(state.hidden, given.run!.state.hidden);
      assert.equal(state.steps, 20);
      assert.ok(!existsSync(folder.path));

      const { view } = new RunHistory(written, await readJson(later.history));
      assert.equal(view.status, 'interrupted');
      assert.deepEqual(view.checkpoint, { step: 20 });
      assert.deepEqual(view.best, { step: 20, loss: 2.5 });
      // What came after the checkpoint will be done again.
      assert.deepEqual(view.training, { steps: [10, 20], values: [2.9, 2.8] });
      assert.deepEqual(view.heldOut, { steps: [10, 20], values: [2.75, 2.5] });
      assert.deepEqual(view.size?.heldOut, text.length - 774);
      assert.equal(view.progress?.step, 20);
      assert.equal(view.progress.steps, 40);
    });
  }
});
