/** How a training run is held and ended from outside while it is under way. */
export class TrainingControl {
  private wake: (() => void) | undefined;
  private held = false;
  private ended = false;

  get isPaused(): boolean {
    return this.held && !this.ended;
  }

  get isStopped(): boolean {
    return this.ended;
  }

  pause(): void {
    this.held = true;
  }

  resume(): void {
    this.held = false;
    this.wake?.();
  }

  /** For good: a paused run ends too. */
  stop(): void {
    this.ended = true;
    this.wake?.();
  }

  /** Resolves when the run is no longer paused. */
  async resumption(): Promise<void> {
    while (this.isPaused) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}
