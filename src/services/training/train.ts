import type { Kernel } from '../../core/kernel/kernel';
import type { Model } from '../../core/model';
import { Slicer } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { RunState, StepReport, TrainingRun } from '../../core/training/trainingRun';
import { heldOutLoss, type HeldOutText } from './heldOutLoss';
import type { TrainingControl } from './trainingControl';
import type { Best, EndReason, Judgement } from './trainingJob';

/** What is kept away from training, and how often the network is judged by it. */
export interface HeldOut extends HeldOutText {
  /** Steps from one judgement to the next; one more comes at the end. */
  readonly every: number;
}

/** A learning rate that is multiplied by `factor` after every `patience` judgements in a row none of which was the best. */
export interface Plateau {
  readonly patience: number;
  readonly factor: number;
}

export interface TrainingPlan {
  /** After how many steps training ends; Infinity goes on until it is stopped. */
  readonly steps: number;
  readonly heldOut?: HeldOut;
  /** Milliseconds after which the network is saved, whatever happens; used where there is no held-out text. */
  readonly saveInterval: number;
  /** Milliseconds from one checkpoint to the next; Infinity writes none. */
  readonly checkpointInterval: number;
  /** Seconds of training after which it ends. Default: never. */
  readonly seconds?: number;
  /** Judgements in a row, none of them the best, after which training ends. Default: never. */
  readonly patience?: number;
  readonly plateau?: Plateau;
  /**
   * Milliseconds from one sample to the next, at most: words form in the first moments, so the first one comes after a twelfth
   * of that, and each takes twice as long as the one before. One more comes in the end. Default: none.
   */
  readonly sampleInterval?: number;
}

/** The first sample comes after this part of the interval. */
const firstSample = 1 / 12;

/** What a run has come to, beyond the numbers of `RunState`. */
export interface TrainingProgress {
  /** Of all judgements, those included that were made because training was stopped. */
  readonly best: Best | undefined;
  /** The least loss of the judgements that were due, and how many came after it: what patience looks at. */
  readonly least: number | undefined;
  readonly worse: number;
  /** Seconds of training, pauses not counted. */
  readonly seconds: number;
}

export const noProgress: TrainingProgress = { best: undefined, least: undefined, worse: 0, seconds: 0 };

export interface TrainingListener {
  /**
   * Called after each step; after one that was followed by a judgement, with that.
   *
   * @param stepSeconds how long the step took, without that.
   */
  step(
    report: StepReport,
    judgement: Judgement | undefined,
    progress: TrainingProgress,
    stepSeconds: number,
  ): void;
  /** Keeps a network: the best one where there is a held-out text, else the newest. */
  save(model: Model): Promise<void>;
  /** Keeps all that is needed to go on. */
  checkpoint(state: RunState, progress: TrainingProgress): Promise<void>;
  /** It is time for a sample of what the network writes. */
  sample?(model: Model): Promise<void>;
  paused(): void;
  resumed(): void;
  /** Something could not be written; it is tried again. */
  problem(error: PersonError): void;
}

export interface TrainingResult {
  readonly reason: EndReason;
  readonly progress: TrainingProgress;
}

/**
 * Trains until the plan ends or the run is stopped; then and from time to time the network and a checkpoint are saved.
 *
 * What cannot be written is tried again at the next checkpoint: a disk that is full for a while ends nothing. Training that
 * cannot write its first checkpoint, or its network in the end, fails.
 *
 * A checkpoint is written only when the best network is in its file; so a run that was interrupted and goes on saves what
 * an undisturbed one would have saved.
 *
 * @param judge runs the network on the held-out text.
 * @param from what a run that goes on had come to.
 * @throws PersonError if the loss is no longer a number. What was saved before stays.
 */
export function train(
  judge: Kernel,
  run: TrainingRun,
  plan: TrainingPlan,
  control: TrainingControl,
  listener: TrainingListener,
  from?: TrainingProgress,
): Promise<TrainingResult> {
  return new Training(judge, run, plan, control, listener, from).work();
}

class Training {
  private best: Best | undefined;
  private least: number | undefined;
  private worse: number;
  /** Seconds of training before `began`. */
  private before: number;
  private began = performance.now();
  private savedAt = this.began;
  private checkpointAt = this.began;
  private sampleAt = this.began;
  private sampleGap: number;
  /** Steps of the newest sample. */
  private sampleSteps: number | undefined;
  /** A network that is to be saved. */
  private unsaved: Model | undefined;
  /** Steps of the newest checkpoint. */
  private checkpointSteps: number | undefined;

  constructor(
    private readonly judge: Kernel,
    private readonly run: TrainingRun,
    private readonly plan: TrainingPlan,
    private readonly control: TrainingControl,
    private readonly listener: TrainingListener,
    from?: TrainingProgress,
  ) {
    this.best = from?.best;
    this.least = from?.least;
    this.worse = from?.worse ?? 0;
    this.before = from?.seconds ?? 0;
    this.checkpointSteps = from && run.steps;
    this.sampleGap = firstSample * (plan.sampleInterval ?? Infinity);
  }

  async work(): Promise<TrainingResult> {
    const { run, plan, control, listener } = this;
    const slicer = new Slicer({}, plan.steps);
    if (this.checkpointSteps === undefined && plan.checkpointInterval < Infinity) {
      await this.writeCheckpoint();
    }
    let reason = this.reason();
    while (reason === undefined) {
      const before = performance.now();
      const report = run.step();
      const stepSeconds = (performance.now() - before) / 1000;
      if (!Number.isFinite(report.loss)) {
        throw new PersonError(
          'The loss is no longer a number at step {0}: the weights have grown without bound. ' +
            'Train with a lower learning rate or a smaller clip. What was saved before is kept.',
          { values: [report.step] },
        );
      }
      await slicer.done(1);
      reason = this.reason();
      const judgement = await this.judgeIfDue(reason !== undefined);
      listener.step(report, judgement, this.progress(), stepSeconds);
      await this.saveIfDue();
      await this.sampleIfDue();
      if (reason === undefined && control.isPaused) {
        await this.pause();
      }
      reason ??= this.reason();
    }
    await this.end();
    return { reason, progress: this.progress() };
  }

  /** Why training ends here, if it does. */
  private reason(): EndReason | undefined {
    const { steps, seconds = Infinity, patience = Infinity } = this.plan;
    if (this.run.steps >= steps) {
      return 'steps';
    }
    if (this.control.isStopped) {
      return 'stopped';
    }
    if (this.worse >= patience) {
      return 'patience';
    }
    return this.seconds() >= seconds ? 'minutes' : undefined;
  }

  private async judgeIfDue(ends: boolean): Promise<Judgement | undefined> {
    const { heldOut } = this.plan;
    const isDue = heldOut !== undefined && this.run.steps % heldOut.every === 0;
    if (!heldOut || !(isDue || ends)) {
      return undefined;
    }
    const result = this.run.result();
    const loss = await heldOutLoss(this.judge, result.parameters, heldOut);
    // A judgement that was made because training ends is none that a longer run would have made: patience forgets it.
    if (isDue) {
      this.worse = this.least === undefined || loss < this.least ? 0 : this.worse + 1;
      this.least = Math.min(loss, this.least ?? Infinity);
      const { plateau } = this.plan;
      if (plateau && this.worse > 0 && this.worse % plateau.patience === 0) {
        this.run.scaleLearningRate(plateau.factor);
      }
    }
    const best = this.best === undefined || loss < this.best.loss;
    if (best) {
      this.best = { step: this.run.steps, loss };
      this.unsaved = result;
      await this.trySaving();
    }
    return { step: this.run.steps, loss, best };
  }

  private async saveIfDue(): Promise<void> {
    const { heldOut, saveInterval, checkpointInterval } = this.plan;
    const now = performance.now();
    if (!heldOut && now - this.savedAt >= saveInterval) {
      this.unsaved = this.run.result();
      await this.trySaving();
      this.savedAt = performance.now();
    }
    if (now - this.checkpointAt >= checkpointInterval) {
      await this.checkpoint();
    }
  }

  private async sampleIfDue(): Promise<void> {
    const { sampleInterval = Infinity } = this.plan;
    if (performance.now() - this.sampleAt >= this.sampleGap) {
      await this.sample();
      this.sampleAt = performance.now();
      this.sampleGap = Math.min(2 * this.sampleGap, sampleInterval);
    }
  }

  private async sample(): Promise<void> {
    await this.listener.sample?.(this.run.result());
    this.sampleSteps = this.run.steps;
  }

  private async pause(): Promise<void> {
    await this.checkpoint();
    this.before = this.seconds();
    this.listener.paused();
    await this.control.resumption();
    this.began = performance.now();
    this.listener.resumed();
  }

  private async end(): Promise<void> {
    if (!this.plan.heldOut) {
      this.unsaved = this.run.result();
    }
    if (this.unsaved) {
      await this.listener.save(this.unsaved);
      this.unsaved = undefined;
    }
    await this.checkpoint();
    if (this.plan.sampleInterval !== undefined && this.sampleSteps !== this.run.steps) {
      await this.sample();
    }
  }

  /** @returns whether there is nothing left to save. */
  private async trySaving(): Promise<boolean> {
    const { unsaved } = this;
    if (unsaved && (await this.attempt(() => this.listener.save(unsaved)))) {
      this.unsaved = undefined;
    }
    return this.unsaved === undefined;
  }

  /** Writes a checkpoint, unless the newest is of this very step. */
  private async checkpoint(): Promise<void> {
    this.checkpointAt = performance.now();
    if (
      this.plan.checkpointInterval < Infinity &&
      this.checkpointSteps !== this.run.steps &&
      (await this.trySaving())
    ) {
      await this.attempt(() => this.writeCheckpoint());
    }
  }

  private async writeCheckpoint(): Promise<void> {
    await this.listener.checkpoint(this.run.state(), this.progress());
    this.checkpointSteps = this.run.steps;
  }

  /** @returns whether it went well; if not, the listener was told. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof PersonError)) {
        throw error;
      }
      this.listener.problem(error);
      return false;
    }
  }

  private seconds(): number {
    return this.before + (performance.now() - this.began) / 1000;
  }

  private progress(): TrainingProgress {
    const { best, least, worse } = this;
    return { best, least, worse, seconds: this.seconds() };
  }
}
