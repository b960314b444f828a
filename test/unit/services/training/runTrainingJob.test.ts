import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel } from '../../../../src/core/format/modelFile';
import { replaceFile, type ReplaceFile } from '../../../../src/services/replaceFile';
import { loadCheckpoint } from '../../../../src/services/training/checkpoint';
import { RunningJob } from '../../../../src/services/training/runTrainingJob';
import type {
  RunningSettings,
  TrainingCommand,
  TrainingEvent,
  TrainingRequest,
} from '../../../../src/services/training/trainingJob';
import { usualSettings, type TrainingSettings } from '../../../../src/services/training/trainingSettings';

const text = 'the cat sat on the mat and the rat sat on the hat.\n'.repeat(40);
const settings: TrainingSettings = {
  ...usualSettings,
  ...{ hidden: 12, sequenceLength: 10, optimizer: 'adam', learningRate: 0.01, heldOut: 0.2 },
  ...{ evaluateEvery: 50, steps: 300 },
};
const running: RunningSettings = {
  ...{ kernel: 'exact', checkpointEvery: 60, progressEvery: 0, precision: 'f8', compress: false },
  madeBy: 'a test',
};

describe('RunningJob', () => {
  let folder: string;
  let file: string;
  let out: string;
  let checkpoint: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    [file, out, checkpoint] = ['text.txt', 'm.npz', 'm.checkpoint.npz'].map((name) => join(folder, name));
    writeFileSync(file, text);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function fresh(
    different: Partial<TrainingSettings> = {},
    runningDifferent: Partial<RunningSettings> = {},
  ): TrainingRequest {
    return {
      ...{ kind: 'new', text: { kind: 'files', paths: [file] }, out },
      settings: { ...settings, ...different },
      running: { ...running, ...runningDifferent },
    };
  }

  /** All that a job told, as it would arrive in another process. @param answer what to command at an event. */
  async function run(
    request: TrainingRequest,
    answer: (event: TrainingEvent) => TrainingCommand | undefined = () => undefined,
    replace?: ReplaceFile,
  ): Promise<TrainingEvent[]> {
    const events: TrainingEvent[] = [];
    const job = new RunningJob(
      JSON.parse(JSON.stringify(request)) as TrainingRequest,
      (event) => {
        assert.deepEqual(JSON.parse(JSON.stringify(event)), event);
        events.push(event);
        const command = answer(event);
        if (command) {
          setImmediate(() => job.command(command));
        }
      },
      undefined,
      replace,
    );
    await job.ended;
    return events;
  }

  function only<K extends TrainingEvent['kind']>(
    events: readonly TrainingEvent[],
    kind: K,
  ): Extract<TrainingEvent, { kind: K }>[] {
    return events.filter((event): event is Extract<TrainingEvent, { kind: K }> => event.kind === kind);
  }
  const losses = (events: readonly TrainingEvent[]): [number, number][] =>
    only(events, 'progress').map(({ step, loss }) => [step, loss]);

  it('tells of its beginning, its steps, judgements, files and end', async () => {
    const events = await run(fresh({}, { sampleEvery: 0.02, sampleLength: 40, baselines: true }));
    const [begun] = only(events, 'begun');
    assert.equal(events[0], begun);
    assert.equal(begun.trained + begun.heldOut, text.length);
    assert.equal(begun.steps, 300);
    assert.ok(begun.trainerMemory! > 1000);
    const steps = only(events, 'progress');
    assert.deepEqual(
      steps.map(({ step }) => step),
      Array.from({ length: 300 }, (_, at) => at + 1),
    );
    assert.ok(steps.every(({ meanLoss, loss }) => meanLoss === loss));
    assert.equal(steps.at(-1)?.secondsLeft, 0);
    const judged = only(events, 'judged');
    assert.deepEqual(
      judged.map(({ step }) => step),
      [50, 100, 150, 200, 250, 300],
    );
    const [{ losses: ngrams }] = only(events, 'baselines');
    assert.deepEqual(
      ngrams.map(({ order, loss }) => [order, loss > 0 && loss < 1]),
      [3, 4, 5].map((order) => [order, true]),
    );
    const [ended] = only(events, 'ended');
    assert.equal(events.at(-1), ended);
    assert.equal(ended.reason, 'steps');
    assert.equal(ended.best?.loss, Math.min(...judged.map(({ loss }) => loss)));
    assert.equal(only(events, 'saved').at(-1)?.step, ended.best.step);
    assert.deepEqual(
      only(events, 'checkpoint').map(({ step }) => step),
      [0, 300],
    );
    const samples = only(events, 'sample');
    assert.ok(samples.length > 0 && samples.every((sample) => sample.text.length === 40));
    const model = await readModel(readFileSync(out), 'm');
    assert.equal(model.notes?.madeBy, 'a test');
    assert.equal(model.notes.steps, ended.best.step);
    assert.deepEqual(readdirSync(folder).sort(), ['m.checkpoint.npz', 'm.npz', 'text.txt']);
  });

  it('pauses with a checkpoint, goes on, and stops; then goes on as if nothing had been', async () => {
    const whole = losses(await run(fresh()));
    const events = await run(fresh(), (event) =>
      event.kind === 'progress' && event.step === 20
        ? { kind: 'pause' }
        : event.kind === 'paused'
          ? { kind: 'resume' }
          : event.kind === 'progress' && event.step === 120
            ? { kind: 'stop' }
            : undefined,
    );
    const kinds = events.map(({ kind }) => kind);
    const paused = kinds.indexOf('paused');
    assert.equal(kinds[paused - 1], 'checkpoint');
    assert.equal(kinds[paused + 1], 'resumed');
    const [ended] = only(events, 'ended');
    assert.equal(ended.reason, 'stopped');
    // The network was judged where it was stopped; a run that is not stopped there does not see that.
    assert.equal(only(events, 'judged').at(-1)?.step, ended.step);
    const more = await run({ kind: 'resume', checkpoint, running: {} });
    assert.equal(only(more, 'begun')[0].from, ended.step);
    assert.deepEqual([...losses(events), ...losses(more)], whole);
    assert.ok(only(more, 'ended')[0].seconds > ended.seconds);
  });

  it('stops while it is paused', async () => {
    const events = await run(fresh(), (event) =>
      event.kind === 'progress' && event.step === 20
        ? { kind: 'pause' }
        : event.kind === 'paused'
          ? { kind: 'stop' }
          : undefined,
    );
    assert.equal(only(events, 'ended')[0].reason, 'stopped');
  });

  it('changes the learning rate for the rest of the schedule, and of what goes on from it', async () => {
    const events = await run(fresh({ schedule: 'cosine' }), (event) =>
      event.kind === 'progress' && event.step === 100
        ? { kind: 'learningRate', value: 0.001 }
        : event.kind === 'progress' && event.step === 200
          ? { kind: 'stop' }
          : undefined,
    );
    const more = await run({ kind: 'resume', checkpoint, running: {} });
    const rates = [...events, ...more].flatMap((event) =>
      event.kind === 'progress' ? event.learningRate : [],
    );
    const cosine = (step: number): number => 0.005 * (1 + Math.cos((Math.PI * step) / 299));
    const changed = rates.findIndex((rate, step) => Math.abs(rate - cosine(step)) > 1e-9);
    // A command comes when the job next lets others run, which is after some milliseconds of steps.
    assert.ok(changed >= 100 && changed < 200, `${changed}`);
    rates.slice(changed, -1).forEach((rate, at) => {
      const expected = 0.001 * (cosine(changed + at) / cosine(changed));
      assert.ok(Math.abs(rate - expected) < 1e-12, `step ${changed + at}: ${rate}, not ${expected}`);
    });
    assert.equal(rates.length, 300);
  });

  it('shows in the end what the network writes, however short the run', async () => {
    const events = await run(fresh({}, { sampleEvery: 600, sampleLength: 40 }));
    assert.deepEqual(
      only(events, 'sample').map(({ step }) => step),
      [300],
    );
  });

  it('goes on for longer where that is asked for', async () => {
    await run(fresh({ epochs: 1, steps: undefined }));
    const more = await run({ kind: 'resume', checkpoint, settings: { steps: 400 }, running: {} });
    assert.equal(only(more, 'progress').at(-1)?.step, 400);
    const nothing = await run({ kind: 'resume', checkpoint, running: {} });
    assert.deepEqual(losses(nothing), []);
    assert.equal(only(nothing, 'ended')[0].reason, 'steps');
  });

  it('saves the next network that is judged where the model has gone', async () => {
    await run(fresh({ steps: 100 }));
    rmSync(out);
    const more = await run({ kind: 'resume', checkpoint, settings: { steps: 150 }, running: {} });
    assert.equal(only(more, 'judged')[0].best, true);
    assert.ok(existsSync(out));
  });

  describe('when something goes wrong', () => {
    it('trains on while the disk is full, and saves when it no longer is', async () => {
      let isFull = false;
      const full: ReplaceFile = (path, bytes) =>
        isFull
          ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
          : replaceFile(path, bytes);
      const events = await run(
        fresh({}, { checkpointEvery: 0.001 }),
        (event) => {
          isFull = event.kind === 'progress' ? event.step >= 60 && event.step < 260 : isFull;
          return undefined;
        },
        full,
      );
      const problems = only(events, 'problem');
      assert.ok(problems.length > 0);
      for (const { message } of problems) {
        assert.match(
          message,
          /^The (model|checkpoint) .* cannot be written: the disk is full, make room there\.$/,
        );
      }
      const [ended] = only(events, 'ended');
      assert.equal(ended.reason, 'steps');
      assert.equal((await readModel(readFileSync(out), 'm')).notes?.steps, ended.best?.step);
      assert.equal((await loadCheckpoint(checkpoint)).state.steps, 300);
    });

    it('keeps the last good checkpoint and model where the disk stays full', async () => {
      let isFull = false;
      const events = await run(
        fresh({}, { checkpointEvery: 0.001 }),
        (event) => {
          isFull ||= event.kind === 'progress' && event.step === 60;
          return undefined;
        },
        (path, bytes) =>
          isFull
            ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
            : replaceFile(path, bytes),
      );
      assert.match(
        only(events, 'failed')[0].message,
        /The model .*m\.npz cannot be written: the disk is full/,
      );
      const { state, progress } = await loadCheckpoint(checkpoint);
      assert.ok(state.steps <= 60);
      assert.equal((await readModel(readFileSync(out), 'm')).notes?.steps, progress.best?.step);
    });

    it('does not begin where not even the first checkpoint can be written', async () => {
      const events = await run(fresh(), undefined, () =>
        Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
      );
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['begun', 'failed'],
      );
    });

    it('says so when the loss is no longer a number, and keeps the checkpoint before', async () => {
      const events = await run(fresh({ clip: 0 }, { checkpointEvery: 0.001 }), (event) =>
        event.kind === 'progress' && event.step === 60 ? { kind: 'learningRate', value: 1e38 } : undefined,
      );
      assert.match(only(events, 'failed')[0].message, /no longer a number at step \d+.*lower learning rate/);
      const { state } = await loadCheckpoint(checkpoint);
      assert.ok(state.steps >= 50);
      assert.ok(state.parameters.Wxh.every(Number.isFinite));
    });

    it('is not troubled by a text that changes under it, and says so when it should go on with that', async () => {
      const whole = losses(await run(fresh()));
      const events = await run(fresh(), (event) => {
        if (event.kind === 'progress' && event.step === 20) {
          writeFileSync(file, text.toUpperCase());
          return { kind: 'stop' };
        }
        return undefined;
      });
      const resumed: TrainingRequest = { kind: 'resume', checkpoint, running: {} };
      const [failed] = only(await run(resumed), 'failed');
      assert.match(
        failed.message,
        /not the one that m\.checkpoint was trained on: .*text\.txt has been changed/,
      );
      writeFileSync(file, text);
      assert.deepEqual([...losses(events), ...losses(await run(resumed))], whole);
      rmSync(file);
      assert.match(
        only(await run(resumed), 'failed')[0].message,
        /text\.txt cannot be read: there is no such/,
      );
      const elsewhere: TrainingRequest = { ...resumed, text: { kind: 'text', text, name: 'x' } };
      assert.equal(only(await run(elsewhere), 'ended').length, 1);
    });

    it('refuses what it cannot train on, or go on with', async () => {
      const message = async (request: TrainingRequest): Promise<string> =>
        only(await run(request), 'failed')[0].message;
      writeFileSync(file, 'a'.repeat(1000));
      assert.match(await message(fresh()), /one character only/);
      writeFileSync(file, 'ab');
      assert.match(await message(fresh()), /The text has 1 characters to train on.*need 11 at least/);
      writeFileSync(file, Uint8Array.of(0xff, 0xfe));
      assert.match(await message(fresh()), /not UTF-8/);
      const resumed: TrainingRequest = { kind: 'resume', checkpoint, running: {} };
      assert.match(await message(resumed), /The checkpoint .* cannot be read: there is no such file/);
      writeFileSync(checkpoint, 'nothing of the kind');
      assert.match(await message(resumed), /m\.checkpoint: The file is not a checkpoint: expected an \.npz/);
      writeFileSync(file, text);
      rmSync(checkpoint);
      await run(fresh({ steps: 10 }));
      writeFileSync(checkpoint, readFileSync(out));
      assert.match(await message(resumed), /no checkpoint of a training run/);
    });
  });
});
