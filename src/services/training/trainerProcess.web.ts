import { kernelLaunch, type TrainerLaunch } from '../engines/trainerLaunch';
import { startWebWorker } from '../web/webWorker';
import type { FromTrainer, ToTrainer } from './trainerMessages';
import type { TrainerListener } from './trainerProcess';

/** Milliseconds that a worker has to write its last checkpoint. */
const patience = 20_000;

/** Tells the worker to end with a last checkpoint, and that it has. */
export const leaving = { kind: 'leave' } as const;
export const hasLeft = { kind: 'left' } as const;

/** In a browser a worker trains in place of a process. */
export class TrainerProcess {
  readonly pid = undefined;
  private readonly line = startWebWorker('trainer');
  private isDisposed = false;

  constructor(
    listener: TrainerListener,
    readonly launch: TrainerLaunch = kernelLaunch,
  ) {
    this.line.post(launch);
    this.line.listen((message) => {
      if ((message as { kind: unknown }).kind === hasLeft.kind) {
        this.line.dispose();
      } else if (!this.isDisposed) {
        listener.hear(message as FromTrainer);
      }
    });
    this.line.onFailure((error) => {
      if (!this.isDisposed) {
        this.isDisposed = true;
        this.line.dispose();
        listener.died(error.message);
      }
    });
  }

  send(message: ToTrainer): void {
    if (!this.isDisposed) {
      this.line.post(message);
    }
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this.line.post(leaving);
      setTimeout(() => this.line.dispose(), patience);
    }
  }
}
