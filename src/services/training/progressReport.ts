import type { StepReport, TrainingRun } from '../../core/training/trainingRun';
import type { Judgement, TrainingEvent } from './trainingJob';

/** Seconds over which the speed is measured, about. */
const speedSpan = 10;

/** Milliseconds from one look at gradients whose norm nobody has at hand to the next: it reads all of them. */
const normInterval = 2000;

/** Tells of a run's steps as often as is wanted. */
export class ProgressReport {
  private toldAt = performance.now();
  private normAt = -Infinity;
  private losses = 0;
  private count = 0;
  /** Where speed is measured from: steps and milliseconds of clock. */
  private from: { steps: number; at: number };
  private speed: number | undefined;

  /**
   * @param steps after which training ends; Infinity if it does not.
   * @param interval milliseconds from one report to the next; 0 tells of every step.
   */
  constructor(
    private readonly run: TrainingRun,
    private readonly steps: number,
    private readonly interval: number,
    private readonly emit: (event: TrainingEvent) => void,
  ) {
    this.from = { steps: run.steps, at: this.toldAt };
  }

  /** @param seconds of training in all. */
  step(report: StepReport, judgement: Judgement | undefined, seconds: number): void {
    this.losses += report.loss;
    this.count++;
    const now = performance.now();
    if (now - this.toldAt >= this.interval || judgement || report.step >= this.steps) {
      this.tell(report, seconds, now);
    }
    if (judgement) {
      this.emit({ kind: 'judged', ...judgement });
    }
  }

  private tell(report: StepReport, seconds: number, now: number): void {
    const speed = this.measure(report.step, now);
    const gradientNorm = this.gradientNorm(report, now);
    const left = (this.steps - report.step) * this.run.characters;
    this.emit({
      kind: 'progress',
      ...report,
      ...(gradientNorm !== undefined && { gradientNorm }),
      meanLoss: this.losses / this.count,
      passes: report.step / this.run.stepsPerPass,
      charactersPerSecond: speed,
      seconds,
      ...(left < Infinity && { secondsLeft: left / speed }),
      memory: process.memoryUsage.rss(),
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

  /** Characters a second: of the last span and, while a new one is short, of that before. */
  private measure(step: number, now: number): number {
    const span = (now - this.from.at) / 1000;
    const speed = ((step - this.from.steps) * this.run.characters) / Math.max(1e-3, span);
    if (span >= speedSpan) {
      this.from = { steps: step, at: now };
      this.speed = speed;
    }
    return this.speed ?? speed;
  }
}
