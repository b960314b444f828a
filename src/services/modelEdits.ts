import { applyEdits, type Edit } from '../core/edits';
import type { Model } from '../core/model';
import { PersonError } from '../core/personError';
import { Emitter, type Disposable } from './event';
import type { ModelStore, RunningModel } from './modelStore';

/**
 * Changes to the running model, which completions and ghost text follow at once. They last until another model runs or the
 * file of this one is read again; the file itself is never touched.
 */
export class ModelEdits implements Disposable {
  private done: readonly Edit[] = [];
  private undone: readonly Edit[] = [];
  /** The model that the edits are of, as its file has it. */
  private original: Model | undefined;
  private readonly changed = new Emitter<undefined>();
  private readonly subscription: Disposable;
  /** Edits are made one after the other. */
  private queue: Promise<unknown> = Promise.resolve();

  /** The list of edits is another one. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly models: ModelStore) {
    this.subscription = models.onDidChange(() => this.follow());
  }

  /** Oldest first. */
  get edits(): readonly Edit[] {
    return this.done;
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** @throws PersonError if there is no model, or no such neuron or weight; then nothing has changed. */
  async add(edit: Edit): Promise<void> {
    await this.change((done) => ({ done: [...done, edit], undone: [] }));
  }

  async undo(): Promise<void> {
    await this.change((done, undone) => ({
      done: done.slice(0, -1),
      undone: [...done.slice(-1), ...undone],
    }));
  }

  async redo(): Promise<void> {
    await this.change((done, undone) => ({
      done: [...done, ...undone.slice(0, 1)],
      undone: undone.slice(1),
    }));
  }

  async reset(): Promise<void> {
    await this.change(() => ({ done: [], undone: [] }));
  }

  /** The running model as it was edited, to be saved. @throws PersonError if it was not. */
  edited(): Model {
    const running = this.models.running;
    if (!running?.original) {
      throw new PersonError('The running model is as its file has it: there is nothing to save.');
    }
    return running.model;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private async change(
    to: (
      done: readonly Edit[],
      undone: readonly Edit[],
    ) => { done: readonly Edit[]; undone: readonly Edit[] },
  ): Promise<void> {
    const work = this.queue.then(async () => {
      const running = await this.models.load();
      this.original ??= running.model;
      const { original } = this;
      const next = to(this.done, this.undone);
      const parameters = applyEdits(original.parameters, next.done);
      await (next.done.length === 0
        ? this.models.substitute(running, original, undefined)
        : this.models.substitute(running, { ...original, parameters }, original));
      this.done = next.done;
      this.undone = next.undone;
      this.changed.fire(undefined);
    });
    this.queue = work.catch(() => undefined);
    return work;
  }

  /** Another model runs, or the file was read anew: the edits were of something else. */
  private follow(): void {
    const running: RunningModel | undefined = this.models.running;
    if (this.original && running && (running.original ?? running.model) !== this.original) {
      this.original = undefined;
      this.done = this.undone = [];
      this.changed.fire(undefined);
    }
  }
}
