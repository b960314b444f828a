import { Completer } from '../core/completion';
import type { Kernel } from '../core/kernel/kernel';
import type { Model } from '../core/model';
import { Slicer } from '../core/pause';
import { PersonError } from '../core/personError';
import type { StepReport, TrainingRun } from '../core/training/trainingRun';

/** What is kept away from training to judge the network by. */
export interface HeldOut {
  /** Vocabulary indices; each is predicted. */
  readonly text: Uint16Array;
  /** What stands before it, which is read first. */
  readonly before: Uint16Array;
  /** Steps from one judgement to the next; one more comes at the end. */
  readonly every: number;
}

export interface HeldOutReport {
  readonly step: number;
  /** Nats a character, at temperature 1 and without dropout. */
  readonly loss: number;
  /** Whether no judgement before was as good. */
  readonly best: boolean;
}

export interface TrainingPlan {
  /** After how many steps training ends; Infinity goes on until it is stopped. */
  readonly steps: number;
  readonly heldOut?: HeldOut;
  /** Milliseconds after which the network is saved, whatever happens; used where there is no held-out text. */
  readonly saveInterval: number;
  /** Ends training after the step that is under way; what was learned is saved. */
  readonly signal?: AbortSignal;
}

export interface TrainingListener {
  /** Called after each step; after one that was followed by a judgement, with that. */
  step(report: StepReport, heldOut: HeldOutReport | undefined): void;
  /** Keeps a network: the best one where there is a held-out text, else the newest. */
  save(model: Model): Promise<void>;
}

/**
 * Trains until the plan ends or its signal is aborted; then and from time to time the network is saved.
 *
 * @param judge runs the network on the held-out text.
 * @throws PersonError if the loss is no longer a number. What was saved before stays.
 */
export async function train(
  judge: Kernel,
  run: TrainingRun,
  plan: TrainingPlan,
  listener: TrainingListener,
): Promise<HeldOutReport | undefined> {
  const { signal, heldOut } = plan;
  const stopped = (): boolean => signal?.aborted === true;
  const slicer = new Slicer({}, plan.steps);
  let saved = performance.now();
  let best: HeldOutReport | undefined;
  while (run.steps < plan.steps && !stopped()) {
    const report = run.step();
    if (!Number.isFinite(report.loss)) {
      throw new PersonError(
        `The loss is no longer a number at step ${report.step}: the weights have grown without bound. ` +
          'Train with a lower learning rate or a smaller clip. What was saved before is kept.',
      );
    }
    await slicer.done(1);
    let judged: HeldOutReport | undefined;
    if (heldOut && (run.steps % heldOut.every === 0 || run.steps >= plan.steps || stopped())) {
      const result = run.result();
      const loss = await heldOutLoss(judge, result, heldOut);
      judged = { step: run.steps, loss, best: best === undefined || loss < best.loss };
      if (judged.best) {
        best = judged;
        await listener.save(result);
      }
    }
    listener.step(report, judged);
    if (!heldOut && performance.now() - saved >= plan.saveInterval) {
      await listener.save(run.result());
      saved = performance.now();
    }
  }
  if (!heldOut) {
    await listener.save(run.result());
  }
  return best;
}

/** Mean loss of the held-out text, in nats a character, read in slices. */
async function heldOutLoss(kernel: Kernel, model: Model, { text, before }: HeldOut): Promise<number> {
  const network = kernel.load(model.parameters);
  try {
    const completer = new Completer(network, model, { warmup: { kind: 'none' }, unknown: 'skip' });
    const losses = new Float64Array(text.length);
    await completer.score(completer.readNow(completer.begin(), before), text, losses);
    return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  } finally {
    network.dispose();
  }
}
