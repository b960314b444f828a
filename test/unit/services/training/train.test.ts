import assert from 'node:assert/strict';
import { createReferenceKernel } from '../../../../src/core/kernel/reference';
import type { Model } from '../../../../src/core/model';
import { TrainingRun, type StepReport } from '../../../../src/core/training/trainingRun';
import { prepareTraining } from '../../../../src/services/training/prepareTraining';
import { train, type TrainingPlan, type TrainingProgress } from '../../../../src/services/training/train';
import { TrainingControl } from '../../../../src/services/training/trainingControl';
import type { Judgement } from '../../../../src/services/training/trainingJob';
import { usualSettings, type TrainingSettings } from '../../../../src/services/training/trainingSettings';

const kernel = createReferenceKernel('reference');
const text = 'the cat sat on the mat and the rat sat on the hat.\n'.repeat(20);

const usual: TrainingSettings = { ...usualSettings, hidden: 12, sequenceLength: 10 };

interface Result {
  readonly best: TrainingProgress['best'];
  readonly steps: StepReport[];
  readonly judged: Judgement[];
  readonly saved: Model[];
}

async function training(
  settings: Partial<TrainingSettings>,
  more: Partial<TrainingPlan> & { control?: TrainingControl } = {},
  onStep?: (report: StepReport) => void,
): Promise<Result> {
  const prepared = prepareTraining(text, undefined, 'test', { ...usual, ...settings });
  const run = new TrainingRun(kernel, prepared.model, prepared.text, prepared.options, prepared.schedule, {
    averaging: prepared.averaging,
  });
  const steps: StepReport[] = [];
  const judged: Judgement[] = [];
  const saved: Model[] = [];
  const { control = new TrainingControl(), ...plan } = {
    ...{ steps: prepared.steps, heldOut: prepared.heldOut, plateau: prepared.plateau },
    ...{ saveInterval: Infinity, checkpointInterval: Infinity },
    ...more,
  };
  const { progress } = await train(kernel, run, plan, control, {
    step: (report, judgement) => {
      steps.push(report);
      if (judgement) {
        judged.push(judgement);
      }
      onStep?.(report);
    },
    save: (model) => {
      saved.push(model);
      return Promise.resolve();
    },
    checkpoint: () => Promise.resolve(),
    paused: () => undefined,
    resumed: () => undefined,
    problem: (error) => assert.fail(error),
  });
  return { best: progress.best, steps, judged, saved };
}

describe('train', () => {
  it('learns: the loss falls from ln V', async () => {
    const { steps, saved } = await training({ steps: 400 });
    assert.equal(steps.length, 400);
    assert.ok(Math.abs(steps[0].loss - Math.log(saved[0].vocabulary.size)) < 0.01);
    assert.ok(steps[399].loss < 1, `${steps[399].loss}`);
    assert.equal(saved.length, 1);
    assert.equal(saved[0].notes?.steps, 400);
    assert.ok(saved[0].memory);
  });

  it('learns with Adam, batches, dropout, an orthogonal start and a cosine', async () => {
    const { steps, saved } = await training({
      epochs: 40,
      batchSize: 4,
      optimizer: 'adam',
      learningRate: 0.02,
      schedule: 'cosine',
      learningRateWarmup: 10,
      start: 'orthogonal',
      dropout: 0.1,
      weightDecay: 0.01,
    });
    const tail = steps.slice(-20).reduce((sum, { loss }) => sum + loss / 20, 0);
    assert.ok(tail < 1, `${tail}`);
    assert.equal(steps.at(-1)?.learningRate, 0);
    assert.equal(saved[0].memory, undefined);
  });

  it('keeps the network that was best on the held-out text', async () => {
    // A learning rate far too large after a while: the last network is not the best.
    const { best, judged, saved } = await training({
      steps: 600,
      heldOut: 0.2,
      evaluateEvery: 50,
      learningRate: 0.7,
      optimizer: 'adam',
    });
    assert.deepEqual(
      judged.map(({ step }) => step),
      Array.from({ length: 12 }, (_, at) => 50 * (at + 1)),
    );
    const least = Math.min(...judged.map(({ loss }) => loss));
    assert.ok(best);
    assert.equal(best.loss, least);
    assert.notEqual(best.step, 600);
    assert.equal(saved.length, judged.filter((report) => report.best).length);
    assert.equal(saved.at(-1)?.notes?.steps, best.step);
  });

  it('judges once more where it ends between two judgements', async () => {
    const { judged } = await training({ steps: 70, heldOut: 0.2, evaluateEvery: 50 });
    assert.deepEqual(
      judged.map(({ step }) => step),
      [50, 70],
    );
  });

  it('saves when it is stopped, and now and then', async () => {
    const control = new TrainingControl();
    const { steps, saved } = await training({}, { control, saveInterval: 0 }, ({ step }) => {
      if (step === 5) {
        control.stop();
      }
    });
    assert.equal(steps.length, 5);
    assert.deepEqual(
      saved.map(({ notes }) => notes?.steps),
      [1, 2, 3, 4, 5, 5],
    );
  });

  it('saves what it begins with when it is stopped before the first step', async () => {
    const control = new TrainingControl();
    control.stop();
    const { steps, saved } = await training({}, { control });
    assert.equal(steps.length, 0);
    assert.equal(saved.length, 1);
  });

  const judgedOften = { steps: 600, heldOut: 0.2, evaluateEvery: 50, optimizer: 'adam' } as const;

  it('ends after so many judgements without a new best one', async () => {
    const { judged, best } = await training({ ...judgedOften, learningRate: 0.7 }, { patience: 3 });
    assert.ok(judged.length < 12);
    assert.ok(judged.slice(-3).every((judgement) => !judgement.best));
    assert.equal(best?.step, judged.at(-4)?.step);
  });

  it('lowers the learning rate on a plateau, and only there', async () => {
    const { judged, steps } = await training({
      ...judgedOften,
      ...{ learningRate: 0.7, schedule: 'plateau', plateauPatience: 2, plateauFactor: 0.1 },
    });
    let rate = 0.7;
    let worse = 0;
    for (const { step, learningRate } of steps) {
      assert.ok(Math.abs(learningRate / rate - 1) < 1e-12, `step ${step}`);
      const judgement = judged.find((one) => one.step === step);
      worse = judgement === undefined ? worse : judgement.best ? 0 : worse + 1;
      rate *= judgement && worse > 0 && worse % 2 === 0 ? 0.1 : 1;
    }
    assert.ok(rate < 0.7);
  });

  it('ends when its time is up', async () => {
    const { steps } = await training({}, { seconds: 0.05 });
    assert.ok(steps.length > 0);
    assert.equal((await training({}, { seconds: 0 })).steps.length, 0);
  });

  it('says so when the loss is no longer a number, and saves nothing of that', async () => {
    await assert.rejects(
      training({ learningRate: 1e200, clip: 0, optimizer: 'adam', steps: 50 }),
      /no longer a number at step \d+/,
    );
  });
});

describe('prepareTraining', () => {
  it('cuts the held-out text from the end', () => {
    const {
      text: trained,
      heldOut,
      model,
    } = prepareTraining(text, undefined, 'x', { ...usual, heldOut: 0.1 });
    const cut = Math.floor(text.length * 0.9);
    assert.equal(model.vocabulary.decode(trained), text.slice(0, cut));
    assert.equal(model.vocabulary.decode(heldOut!.text), text.slice(cut));
    assert.equal(model.vocabulary.decode(heldOut!.before), text.slice(cut - 512, cut));
    assert.equal(model.dataSize, cut);
  });

  it('notes a passage to warm with that ends with a line', () => {
    const { model } = prepareTraining(text, undefined, 'x', usual);
    const { warmup = '' } = model.notes ?? {};
    assert.ok(text.startsWith(warmup) && warmup.endsWith('\n') && warmup.length > 64, warmup);
  });

  it('reads CRLF as newlines', () => {
    const { model } = prepareTraining(text.replaceAll('\n', '\r\n'), undefined, 'x', usual);
    assert.ok(!model.vocabulary.has('\r'));
    assert.equal(model.dataSize, text.length);
  });

  it('reads by the vocabulary of the model that it goes on from', () => {
    const { model } = prepareTraining(text, undefined, 'x', usual);
    const again = prepareTraining('THE CAT! '.repeat(30), model, 'y', usual);
    assert.equal(again.model.vocabulary, model.vocabulary);
    assert.equal(again.unknown.skipped, 30);
    assert.equal(again.unknown.mapped, 30 * 6);
    assert.throws(
      () => prepareTraining('THE CAT! '.repeat(30), model, 'y', { ...usual, unknown: 'stop' }),
      /"T"/,
    );
  });

  it('counts epochs in steps', () => {
    const { steps, text: trained } = prepareTraining(text, undefined, 'x', { ...usual, epochs: 2 });
    assert.equal(steps, 2 * Math.ceil((trained.length - 11) / 10));
    assert.equal(prepareTraining(text, undefined, 'x', usual).steps, Infinity);
  });

  it('refuses a text of one character', () => {
    assert.throws(
      () => prepareTraining('aaaa'.repeat(100), undefined, 'x', usual),
      /one character only, "a".*nothing to learn/,
    );
  });

  it('refuses an empty text', () => {
    assert.throws(() => prepareTraining('', undefined, 'x', usual), /empty/);
  });
});
