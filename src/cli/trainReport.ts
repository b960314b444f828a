import { PersonError } from '../core/personError';
import type { EndReason, TrainingDescription, TrainingEvent } from '../services/training/trainingJob';
import type { Environment } from './environment';

type Event<K extends TrainingEvent['kind']> = Extract<TrainingEvent, { kind: K }>;

/** Milliseconds from one line of progress to the next where lines stay. */
const printedInterval = 10_000;

const reasons: Readonly<Record<EndReason, string>> = {
  steps: 'Done',
  minutes: 'Time is up',
  patience: 'No longer better',
  stopped: 'Stopped',
};

/** Tells of a training run: JSON, a line a step, or lines for people and a line that keeps up with it. */
export class TrainReport {
  private printed = performance.now();
  private description: TrainingDescription | undefined;
  /** The newest progress, until it has been told: a judgement comes right behind it. */
  private progress: Event<'progress'> | undefined;
  private failure: string | undefined;

  constructor(
    private readonly environment: Environment,
    private readonly json: boolean,
  ) {}

  event(event: TrainingEvent): void {
    if (event.kind !== 'judged') {
      this.flush(undefined);
    }
    switch (event.kind) {
      case 'begun': {
        this.begin(event);
        return;
      }
      case 'progress':
        this.progress = event;
        return;
      case 'judged': {
        this.flush(event);
        return;
      }
      case 'problem': {
        this.environment.tell(`${event.message} Training goes on, and it is tried again.`);
        return;
      }
      case 'failed':
        this.failure = event.message;
        return;
      case 'ended': {
        this.ended(event);
        return;
      }
      case 'saved':
      case 'sample':
      case 'baselines':
      case 'checkpoint':
      case 'paused':
      case 'resumed':
    }
  }

  /** @throws PersonError if the run failed. */
  end(): void {
    this.flush(undefined);
    if (this.failure !== undefined) {
      throw new PersonError(this.failure);
    }
  }

  private begin(description: TrainingDescription): void {
    this.description = description;
    const { settings, vocabularySize, parameters, trained, heldOut, stepsPerPass, engine } = description;
    const { steps, from, unknown, trainerMemory, engineProblem } = description;
    const { cell, layers, hidden } = settings;
    if (unknown !== undefined) {
      this.environment.tell(`${unknown}.`);
    }
    if (engineProblem !== undefined) {
      this.environment.tell(engineProblem);
    }
    const network = cell === 'rnn' && layers === 1 ? '' : `${layers} × ${cell} of `;
    this.line(
      `${network}${hidden} hidden units, ${vocabularySize} characters, ${parameters} parameters; ` +
        `${trained} characters to train on` +
        (heldOut > 0 ? `, ${heldOut} held out` : '') +
        `, ${stepsPerPass} steps a pass; ${engine.startsWith('tfjs') ? '' : 'kernel '}${engine}` +
        (trainerMemory === undefined ? '. ' : `, ${Math.ceil(trainerMemory / 2 ** 20)} MiB. `) +
        (from > 0 ? `Goes on after step ${from}. ` : '') +
        (steps === undefined ? 'Ctrl-C ends and saves.' : `${steps} steps.`),
    );
  }

  /** Tells of the newest progress, with the judgement that followed it. */
  private flush(judgement: Event<'judged'> | undefined): void {
    const { progress } = this;
    this.progress = undefined;
    if (!progress) {
      return;
    }
    if (this.json) {
      const { step, loss, smoothLoss } = progress;
      const judged = judgement && { heldOutLoss: judgement.loss };
      this.environment.print(`${JSON.stringify({ step, loss, smoothLoss, ...judged })}\n`);
      return;
    }
    const now = performance.now();
    if (judgement) {
      this.printed = now;
      this.line(
        `${this.text(progress)}  held-out ${judgement.loss.toFixed(4)}${judgement.best ? ', the best' : ''}`,
      );
    } else if (this.environment.show) {
      this.environment.show(this.text(progress));
    } else if (now - this.printed >= printedInterval) {
      this.printed = now;
      this.line(this.text(progress));
    }
  }

  private ended({ reason, step, seconds, best, path }: Event<'ended'>): void {
    if (step === 0) {
      this.environment.tell(`Stopped before the first step; ${path} holds the network as it began.`);
      return;
    }
    const { description } = this;
    const what = best
      ? `the network of step ${best.step}, the best: ${best.loss.toFixed(4)} nats a character on the held-out text`
      : `the network of step ${step}`;
    this.line(
      step === description?.from
        ? `${reasons[reason]}: nothing was left to do after step ${step}; ${path} holds ${what}.`
        : `${reasons[reason]} after ${step} steps in ${duration(seconds)}; ${path} holds ${what}.`,
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

  private text({ step, loss, smoothLoss, charactersPerSecond, secondsLeft }: Event<'progress'>): string {
    const steps = this.description?.steps;
    return (
      `step ${step}${steps === undefined ? '' : ` of ${steps}`}  loss ${loss.toFixed(4)}  ` +
      `smooth ${smoothLoss.toFixed(4)}  ${Math.round(charactersPerSecond)} characters/s` +
      (secondsLeft === undefined ? '' : `  ${duration(secondsLeft)} left`)
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
