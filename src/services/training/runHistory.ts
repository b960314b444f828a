import * as v from 'valibot';
import { runView, type RunView } from '../../protocol/training/view';
import { GrowingCurve } from './growingCurve';
import type { RunRecord } from './runFolder';
import type { TrainingEvent } from './trainingJob';

/** Points of a curve at most: more than pixels are wasted. */
const mostPoints = 600;
/** Samples that are kept: the first ones and the last. */
const firstSamples = 6;
const mostSamples = 24;

const width = v.pipe(v.number(), v.integer(), v.minValue(1));
const keptHistory = v.object({
  view: runView,
  widths: v.object({ training: width, heldOut: width, gradientNorm: width }),
});

type CurveName = 'training' | 'heldOut' | 'gradientNorm';

/** What a run has told of itself, as the Training view shows it: curves, samples, figures. */
export class RunHistory {
  private readonly curves: Record<CurveName, GrowingCurve>;
  private now: Omit<RunView, CurveName>;
  /** Whether the person has asked for the end. */
  private isStopping = false;
  /** After which training ends. */
  private steps = 0;

  /** @param stored what `kept` returned, maybe in another version of the extension. */
  constructor({ text, form }: RunRecord, stored?: unknown) {
    const { success, output } = v.safeParse(keptHistory, stored);
    const kept = success ? output : undefined;
    const curve = (name: CurveName): GrowingCurve =>
      new GrowingCurve(mostPoints, kept && { ...kept.view[name], width: kept.widths[name] });
    this.curves = {
      training: curve('training'),
      heldOut: curve('heldOut'),
      gradientNorm: curve('gradientNorm'),
    };
    this.now = kept?.view ?? {
      kind: 'run',
      status: 'preparing',
      text,
      form,
      size: null,
      engine: null,
      engineProblem: null,
      progress: null,
      best: null,
      baselines: [],
      samples: [],
      checkpoint: null,
      message: null,
      model: null,
    };
  }

  get view(): RunView {
    const { training, heldOut, gradientNorm } = this.curves;
    return {
      ...this.now,
      status: this.isStopping && this.now.status === 'running' ? 'stopping' : this.now.status,
      training: training.points,
      heldOut: heldOut.points,
      gradientNorm: gradientNorm.points,
    };
  }

  /** All that another process needs to show the run as it is, and to go on. */
  kept(): v.InferOutput<typeof keptHistory> {
    const { training, heldOut, gradientNorm } = this.curves;
    return {
      view: this.view,
      widths: { training: training.width, heldOut: heldOut.width, gradientNorm: gradientNorm.width },
    };
  }

  /** What was interrupted, or had failed, begins again. */
  goOn(): void {
    this.set({ status: 'preparing', message: null });
  }

  stopping(): void {
    this.isStopping = true;
  }

  judgedBy(baselines: RunView['baselines']): void {
    this.set({ baselines });
  }

  /** Ends by something that no event tells of. */
  fail(message: string): void {
    this.set({ status: 'failed', message });
  }

  interrupt(): void {
    this.set({ status: 'interrupted' });
  }

  hear(event: TrainingEvent): void {
    switch (event.kind) {
      case 'begun':
        this.begin(event);
        return;
      case 'progress':
        this.progress(event);
        return;
      case 'judged':
        this.curves.heldOut.add(event.step, event.loss);
        if (event.best) {
          this.set({ best: { step: event.step, loss: event.loss } });
        }
        return;
      case 'baselines':
        this.judgedBy([...event.losses]);
        return;
      case 'sample':
        this.sample(event);
        return;
      case 'checkpoint':
        // What could not be written before was written now.
        this.set({ checkpoint: { step: event.step }, message: null });
        return;
      case 'paused':
        this.set({ status: 'paused', progress: this.at(event.step) });
        return;
      case 'resumed':
        this.set({ status: 'running' });
        return;
      case 'problem':
        this.set({ message: `${event.message} Training goes on, and it is tried again.` });
        return;
      case 'ended':
        this.set({ status: 'ended', message: endOf(event), best: event.best ?? null });
        return;
      case 'failed':
        this.fail(event.message);
        return;
      case 'saved':
        return;
    }
  }

  private begin(event: Extract<TrainingEvent, { kind: 'begun' }>): void {
    const { parameters, trained, heldOut, vocabularySize: vocabulary, from, best, engine } = event;
    const { engineProblem = null } = event;
    this.steps = event.steps ?? 0;
    for (const one of Object.values(this.curves)) {
      one.cutAfter(from);
    }
    this.set({
      samples: this.now.samples.filter(({ step }) => step <= from),
      status: 'running',
      engine,
      engineProblem,
      size: { parameters, trained, heldOut, vocabulary },
      best: best ?? null,
      message: null,
      progress: this.at(from),
    });
  }

  /** The progress that was told last, as of a step. */
  private at(step: number): RunView['progress'] {
    const { progress } = this.now;
    return progress && { ...progress, step, passes: (progress.passes * step) / Math.max(1, progress.step) };
  }

  private progress(event: Extract<TrainingEvent, { kind: 'progress' }>): void {
    const { step, passes, meanLoss, learningRate, gradientNorm } = event;
    this.curves.training.add(step, meanLoss);
    if (gradientNorm !== undefined) {
      this.curves.gradientNorm.add(step, gradientNorm);
    }
    this.set({
      progress: {
        ...{ step, passes, learningRate },
        steps: this.steps,
        // The mean of some progresses: one alone jumps.
        loss: this.now.progress === null ? meanLoss : 0.8 * this.now.progress.loss + 0.2 * meanLoss,
        charactersPerSecond: event.charactersPerSecond,
        secondsLeft: event.secondsLeft ?? null,
        secondsSpent: event.seconds,
        memory: event.memory,
      },
    });
  }

  private sample({ step, text }: { readonly step: number; readonly text: string }): void {
    const samples = [...this.now.samples.filter((other) => other.step !== step), { step, text }];
    if (samples.length > mostSamples) {
      samples.splice(firstSamples, 1);
    }
    this.set({ samples });
  }

  private set(change: Partial<RunView>): void {
    this.now = { ...this.now, ...change };
  }
}

/** Why training ended before its time, for people; null where it went to its end. */
function endOf({ reason, step }: Extract<TrainingEvent, { kind: 'ended' }>): string | null {
  switch (reason) {
    case 'steps':
      return null;
    case 'stopped':
      return `Stopped after step ${step}. The best network until then is kept.`;
    case 'patience':
      return `Ended after step ${step}, as the held-out loss no longer fell. The best network until then is kept.`;
    case 'minutes':
      return `Ended after step ${step}, as the time was up. The best network until then is kept.`;
  }
}
