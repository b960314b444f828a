import { isThere } from '../files';
import { kernelLaunch, type TrainerLaunch } from '../engines/trainerLaunch';
import { endProcess } from '../machine';
import { measureSpeed, messageOf } from './measureSpeed';
import { describeText } from './describeText';
import { editorRunning } from './editorRunning';
import { RunFolder, readJson, writeJson } from './runFolder';
import { settingsOf } from './formSettings';
import { RunHistory } from './runHistory';
import { RunLock } from './runLock';
import { RunningJob } from './runTrainingJob';
import type { FromTrainer, ToTrainer } from './trainerMessages';
import type { TrainingCommand, TrainingEvent, TrainingRequest } from './trainingJob';

/** Milliseconds from one picture of the run to the next. */
const showInterval = 400;

/** A run that is under way in this process. */
interface Run {
  readonly folder: RunFolder;
  readonly history: RunHistory;
  readonly lock: RunLock;
  readonly job: RunningJob;
}

/**
 * What the trainer's process does: it looks at texts, measures speed, and trains, one run at a time. It has no window to
 * lean on: where the other side goes away, it pauses, which writes a checkpoint, and ends.
 */
export class TrainerHost {
  private run: Run | undefined;
  /** Measurements that are still wanted; one is made at a time. */
  private wanted: Extract<ToTrainer, { kind: 'measure' }>[] = [];
  private isMeasuring = false;
  private shownAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private onPaused: (() => void) | undefined;

  constructor(
    private readonly send: (message: FromTrainer) => void,
    private readonly launch: TrainerLaunch = kernelLaunch,
  ) {}

  hear(message: ToTrainer): void {
    switch (message.kind) {
      case 'describe':
        void describeText(new RunFolder(message.folder).text).then(
          (size) => this.send({ kind: 'described', size }),
          (error: unknown) => this.send({ kind: 'notDescribed', message: messageOf(error) }),
        );
        return;
      case 'measure':
        this.wanted.push(message);
        void this.measure();
        return;
      case 'train':
        this.wanted = [];
        void this.train(message).catch((error: unknown) =>
          this.send({ kind: 'refused', message: messageOf(error) }),
        );
        return;
      case 'command':
        this.command(message.command);
        return;
    }
  }

  /** Writes a checkpoint of what is under way, and leaves everything so that another process can go on. */
  async leave(): Promise<void> {
    this.wanted = [];
    const { run } = this;
    if (!run) {
      return;
    }
    if (run.history.view.status === 'running') {
      await new Promise<void>((resolve) => {
        this.onPaused = resolve;
        run.job.command({ kind: 'pause' });
      });
    }
    if (run.history.view.status !== 'ended' && run.history.view.status !== 'failed') {
      run.history.interrupt();
    }
    await this.keep(run);
    await run.lock.release();
  }

  private command(command: TrainingCommand): void {
    const { run } = this;
    if (!run) {
      return;
    }
    if (command.kind === 'stop') {
      run.history.stopping();
    }
    run.job.command(command);
    this.show(true);
  }

  private async train({
    folder: path,
    lock: lockPath,
    learningRate,
  }: Extract<ToTrainer, { kind: 'train' }>): Promise<void> {
    const folder = new RunFolder(path);
    const record = await folder.read();
    if (!record) {
      this.send({ kind: 'refused', message: 'There is no training run to go on with.' });
      return;
    }
    const lock = await RunLock.take(lockPath, record.text, () => this.lost());
    if (!(lock instanceof RunLock)) {
      this.send({
        kind: 'refused',
        message: `Another window trains on ${lock.text} (process ${lock.pid}). Wait until it has ended, or stop it there: one network is trained at a time.`,
      });
      return;
    }
    const checkpoint = folder.checkpoint(record);
    const goesOn = await isThere(checkpoint);
    const { engine, kernel } = this.launch;
    const history = new RunHistory(record, goesOn ? await readJson(folder.history) : undefined);
    history.goOn();
    const request: TrainingRequest = goesOn
      ? { kind: 'resume', checkpoint, text: { kind: 'files', paths: [folder.text] }, running: { engine } }
      : {
          kind: 'new',
          text: { kind: 'files', paths: [folder.text] },
          out: folder.model(record),
          settings: settingsOf(record.form, record.characters),
          running: { ...editorRunning, engine, kernel },
        };
    const job = new RunningJob(request, (event) => this.told(event), this.launch.gpuFolder);
    if (learningRate !== undefined) {
      job.command({ kind: 'learningRate', value: learningRate });
    }
    this.run = { folder, history, lock, job };
    this.show(true);
    job.ended.catch((error: unknown) => history.fail(messageOf(error))).finally(() => void this.end());
  }

  private told(event: TrainingEvent): void {
    const { run } = this;
    if (!run) {
      return;
    }
    run.history.hear(event);
    switch (event.kind) {
      case 'checkpoint':
        // Curves and samples go with it, so that they go on too.
        void this.keep(run);
        return;
      case 'paused':
        // Who reads that it is paused may pull the plug.
        void this.keep(run).then(() => {
          this.onPaused?.();
          this.show(true);
        });
        return;
      case 'ended':
      case 'failed':
        // The other side learns of it when everything is written.
        return;
      case 'progress':
        this.show(false);
        return;
      case 'begun':
      case 'judged':
      case 'baselines':
      case 'sample':
      case 'saved':
      case 'resumed':
      case 'problem':
        this.show(true);
    }
  }

  private async end(): Promise<void> {
    const { run } = this;
    if (run) {
      await this.keep(run);
      await run.lock.release();
      this.onPaused?.();
      this.show(true);
      this.run = undefined;
    }
  }

  /** Another process has taken the run, as this one seemed dead: it must not write over the other's files. */
  private lost(): void {
    this.run?.history.fail('Another window has gone on with this training.');
    this.show(true);
    endProcess();
  }

  private async keep({ folder, history }: Run): Promise<void> {
    try {
      await writeJson(folder.history, history.kept());
    } catch (error) {
      this.send({ kind: 'log', message: `The curves of the training were not written: ${messageOf(error)}` });
    }
  }

  /** Sends a picture of the run, though not too often. */
  private show(atOnce: boolean): void {
    const wait = atOnce ? 0 : this.shownAt + showInterval - performance.now();
    if (wait > 0) {
      this.timer ??= setTimeout(() => this.show(true), wait);
      return;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
    this.shownAt = performance.now();
    if (this.run) {
      this.send({ kind: 'run', run: this.run.history.view });
    }
  }

  private async measure(): Promise<void> {
    if (this.isMeasuring) {
      return;
    }
    this.isMeasuring = true;
    for (let next = this.wanted.shift(); next; next = this.wanted.shift()) {
      const { form, size } = next;
      const estimate = await measureSpeed(form, size, this.launch, () => !this.run);
      if (estimate) {
        this.send({ kind: 'measured', form, estimate });
      }
    }
    this.isMeasuring = false;
  }
}
