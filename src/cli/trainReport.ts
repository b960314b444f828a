import type { StepReport, TrainingRun } from '../core/training/trainingRun';
import { parameterCount } from '../core/parameters';
import type { PreparedTraining } from '../services/prepareTraining';
import type { HeldOutReport } from '../services/train';
import type { Environment } from './environment';

/** Milliseconds from one look at the progress to the next: on a terminal, and where lines stay. */
const shownInterval = 200;
const printedInterval = 10_000;

/** Tells of a training run: JSON, a line a step, or lines for people and a line that keeps up with it. */
export class TrainReport {
  private readonly began = performance.now();
  private shown = this.began;
  private printed = this.began;
  private last: StepReport | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly run: TrainingRun,
    private readonly prepared: PreparedTraining,
    private readonly json: boolean,
  ) {}

  begin(): void {
    const { model, text, heldOut, steps } = this.prepared;
    const { hiddenSize, vocabularySize } = model.parameters;
    this.line(
      `${hiddenSize} hidden units, ${vocabularySize} characters, ${parameterCount(model.parameters)} parameters; ` +
        `${text.length} characters to train on` +
        (heldOut ? `, ${heldOut.text.length} held out` : '') +
        `, ${this.run.stepsPerPass} steps a pass; kernel ${this.run.engine}. ` +
        (steps < Infinity ? `${steps} steps.` : 'Ctrl-C ends and saves.'),
    );
  }

  step(report: StepReport, heldOut: HeldOutReport | undefined): void {
    this.last = report;
    if (this.json) {
      const { step, loss, smoothLoss } = report;
      const judged = heldOut && { heldOutLoss: heldOut.loss };
      this.environment.print(`${JSON.stringify({ step, loss, smoothLoss, ...judged })}\n`);
      return;
    }
    const now = performance.now();
    if (heldOut) {
      this.printed = now;
      this.line(`${this.progress()}  held-out ${heldOut.loss.toFixed(4)}${heldOut.best ? ', saved' : ''}`);
    } else if (this.environment.show && now - this.shown >= shownInterval) {
      this.shown = now;
      this.environment.show(this.progress());
    } else if (!this.environment.show && now - this.printed >= printedInterval) {
      this.printed = now;
      this.line(this.progress());
    }
  }

  end(best: HeldOutReport | undefined, out: string, stopped: boolean): void {
    const { last } = this;
    if (!last) {
      this.environment.tell(`Stopped before the first step; ${out} holds the network as it began.`);
      return;
    }
    const seconds = (performance.now() - this.began) / 1000;
    const what = best
      ? `the network of step ${best.step}, the best: ${best.loss.toFixed(4)} nats a character on the held-out text`
      : `the network of step ${last.step}`;
    this.line(
      `${stopped ? 'Stopped' : 'Done'} after ${last.step} steps in ${duration(seconds)}; ${out} holds ${what}.`,
    );
  }

  /** With --json only JSON goes to standard output. */
  private line(text: string): void {
    if (this.json) {
      this.environment.tell(text);
    } else {
      this.environment.print(`${text}\n`);
    }
  }

  private progress(): string {
    const { step, loss, smoothLoss } = this.last!;
    const { steps } = this.prepared;
    const seconds = (performance.now() - this.began) / 1000;
    const speed = Math.round((step * this.run.characters) / seconds);
    const left = steps < Infinity ? `  ${duration((seconds * (steps - step)) / step)} left` : '';
    return (
      `step ${step}${steps < Infinity ? ` of ${steps}` : ''}  loss ${loss.toFixed(4)}  ` +
      `smooth ${smoothLoss.toFixed(4)}  ${speed} characters/s${left}`
    );
  }
}

/** `1:05:09`, `5:09`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (part: number): string => String(part).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
