import type { StepReport, TrainingRun } from '../../core/training/trainingRun';
import { heldMemory } from '../machine';
import type { Judgement, TrainingEvent } from './trainingJob';

/** Seconds of steps over which the speed is measured, about. */
const speedSpan = 5;

/** Milliseconds from one look at gradients whose norm nobody has at hand to the next: it reads all of them. */
const normInterval = 2000;

/** What is asked of a run. */
export type ReportedRun = Pick<TrainingRun, 'steps' | 'stepsPerPass' | 'characters' | 'gradientNorm'>;

/** Tells of a run's steps as often as is wanted. */
export class ProgressReport {
  private toldAt = performance.now();
  private normAt = -Infinity;
  private losses = 0;
  private count = 0;
  /** Steps whose speed is being measured, and the seconds that they took. */
  private span = { steps: 0, seconds: 0 };
  private speed: number | undefined;
  private readonly firstStep: number;

  /**
   * @param steps after which training ends; Infinity if it does not.
   * @param interval milliseconds from one report to the next; 0 tells of every step.
   * @param before seconds of training in earlier sittings.
   */
  constructor(
    private readonly run: ReportedRun,
    private readonly steps: number,
    private readonly interval: number,
    private readonly before: number,
    private readonly emit: (event: TrainingEvent) => void,
  ) {
    this.firstStep = run.steps;
  }

  /**
   * @param seconds of training in all, with judgements and whatever else it does.
   * @param stepSeconds of this step alone.
   */
  step(report: StepReport, judgement: Judgement | undefined, seconds: number, stepSeconds: number): void {
    this.losses += report.loss;
    this.count++;
    this.measure(stepSeconds);
    const now = performance.now();
    if (now - this.toldAt >= this.interval || judgement || report.step >= this.steps) {
      this.tell(report, seconds, now);
    }
    if (judgement) {
      this.emit({ kind: 'judged', ...judgement });
    }
  }

  private tell(report: StepReport, seconds: number, now: number): void {
    const gradientNorm = this.gradientNorm(report, now);
    // Judgements take their share of what is left, too.
    const stepsLeft = Math.max(0, this.steps - report.step);
    const left = (stepsLeft * (seconds - this.before)) / (report.step - this.firstStep);
    this.emit({
      kind: 'progress',
      ...report,
      ...(gradientNorm !== undefined && { gradientNorm }),
      meanLoss: this.losses / this.count,
      passes: report.step / this.run.stepsPerPass,
      charactersPerSecond: this.speed ?? this.speedOfSpan(),
      seconds,
      ...(left < Infinity && { secondsLeft: left }),
      memory: heldMemory(),
    });
    this.losses = this.count = 0;
    this.toldAt = now;
  }

  private gradientNorm({ gradientNorm }: StepReport, now: number): number | undefined {
    if (gradientNorm !== undefined || this.interval === 0 || now - this.normAt < normInterval) {
      return gradientNorm;
    }
    this.normAt = now;
    return this.run.gradientNorm();
  }

  /** Characters a second: of the last span and, while that is the first one, of what there is of it. */
  private measure(stepSeconds: number): void {
    this.span.steps++;
    this.span.seconds += stepSeconds;
    if (this.span.seconds >= speedSpan) {
      this.speed = this.speedOfSpan();
      this.span = { steps: 0, seconds: 0 };
    }
  }

  private speedOfSpan(): number {
    return (this.span.steps * this.run.characters) / Math.max(1e-6, this.span.seconds);
  }
}
