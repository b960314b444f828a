import { Completer, type ReadingOptions } from '../core/completion';
import type { Kernel, KernelName, Network } from '../core/kernel/kernel';
import type { Model } from '../core/model';
import { inSlices } from '../core/pause';
import { PersonError } from '../core/personError';
import { formatWarmup } from '../core/warmup';
import { Emitter, type Disposable } from './event';

/** Where models come from. A reference is a bundled name, a path or an address, as the setting has it. */
export interface ModelFiles {
  /** Changes whenever the file does; undefined where there is no such file. */
  stamp(reference: string): Promise<string | undefined>;
  /** @throws PersonError that says what is wrong with the file. */
  read(reference: string): Promise<Model>;
}

/** Nothing can run: what was chosen cannot be had, and there is no model from before. */
export class NoModelError extends PersonError {}

/** Which model is wanted, and what shall run it. */
export interface ModelChoice {
  readonly reference: string;
  readonly kernel: KernelName | 'auto';
}

/** A model that is loaded into a kernel. */
export class RunningModel {
  private users = 0;
  private retired = false;
  private lastCompleter: Completer | undefined;

  constructor(
    readonly choice: ModelChoice,
    readonly model: Model,
    readonly network: Network,
    /** The file's, when it was read. */
    readonly stamp: string | undefined,
    /** The model as its file has it, where this one was edited. */
    readonly original?: Model,
  ) {}

  /** A completer that reads in this way; the same one for the same way, so that its warm-up is read once. */
  completer(options: ReadingOptions): Completer {
    const last = this.lastCompleter?.options;
    if (
      !this.lastCompleter ||
      last?.unknown !== options.unknown ||
      last.warmup.kind !== options.warmup.kind ||
      formatWarmup(last.warmup) !== formatWarmup(options.warmup)
    ) {
      this.lastCompleter = new Completer(this.network, this.model, options);
    }
    return this.lastCompleter;
  }

  get isRetired(): boolean {
    return this.retired;
  }

  /** Keeps the network alive while `work` runs, even if another model takes this one's place meanwhile. */
  async use<T>(work: (running: RunningModel) => Promise<T>): Promise<T> {
    this.users++;
    try {
      return await work(this);
    } finally {
      this.users--;
      this.freeIfUnused();
    }
  }

  /** Another model has taken its place: the network is freed as soon as nobody uses it. */
  retire(): void {
    this.retired = true;
    this.freeIfUnused();
  }

  private freeIfUnused(): void {
    if (this.retired && this.users === 0) {
      this.network.dispose();
    }
  }
}

/**
 * The current model: loaded when it is first needed, read again when its file has changed, and kept when another one
 * cannot be had.
 */
export class ModelStore implements Disposable {
  private current: RunningModel | undefined;
  private currentProblem: PersonError | undefined;
  /** Choice and stamp that could not be loaded: not tried again before one of them changes. */
  private refused: { choice: ModelChoice; stamp: string | undefined } | undefined;
  private pending: Promise<RunningModel> | undefined;
  private disposed = false;
  private readonly changed = new Emitter<undefined>();

  /** The running model is another one, or its problem is. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly files: ModelFiles,
    private readonly loadKernel: (name: KernelName | 'auto') => Promise<Kernel>,
    private wanted: ModelChoice,
  ) {}

  /** The model that runs now; undefined before one was needed. */
  get running(): RunningModel | undefined {
    return this.current;
  }

  get choice(): ModelChoice {
    return this.wanted;
  }

  /** Why the running model is not what was chosen, or not what its file holds; or why there is none. */
  get problem(): PersonError | undefined {
    return this.currentProblem;
  }

  /** Wants this model from now on. If one is running, the other takes its place at once, if it can be had. */
  async configure(choice: ModelChoice): Promise<void> {
    if (sameChoice(choice, this.wanted)) {
      return;
    }
    this.wanted = choice;
    if (!this.current) {
      // What was wrong with another choice is no fault of this one.
      this.currentProblem = undefined;
    }
    this.changed.fire(undefined);
    if (this.current) {
      await this.load();
    }
  }

  /**
   * Loads a model and, if that went well, makes it the chosen one.
   *
   * @throws PersonError if it cannot be had; then nothing has changed.
   */
  async choose(reference: string): Promise<RunningModel> {
    const choice = { ...this.wanted, reference };
    const stamp = await this.files.stamp(reference);
    const running = await this.open(choice, stamp);
    this.wanted = choice;
    this.replace(running);
    return running;
  }

  /**
   * The running model, in step with the choice and the file. Where that fails, but a model is running, it goes on
   * and `problem` says why.
   *
   * @throws NoModelError if there is nothing to run.
   */
  async load(): Promise<RunningModel> {
    this.pending ??= this.bring().finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  /**
   * A changed model takes the place of the running one, under the same name, until its file changes or another is chosen.
   *
   * @param original the model as its file has it; undefined if `model` is that.
   * @throws PersonError if another model runs by now.
   */
  async substitute(running: RunningModel, model: Model, original: Model | undefined): Promise<void> {
    const changed = await this.start(running.choice, model, running.stamp, original);
    if (this.current !== running) {
      changed.retire();
      throw new PersonError('Another model runs by now. Look at it, and try again.');
    }
    this.replace(changed, this.currentProblem);
  }

  /** Does work with the running model, which stays alive until the work is done. @throws as `load` does. */
  async use<T>(work: (running: RunningModel) => Promise<T>): Promise<T> {
    for (;;) {
      const running = await this.load();
      if (!running.isRetired) {
        return running.use(work);
      }
    }
  }

  dispose(): void {
    this.disposed = true;
    this.current?.retire();
    this.changed.dispose();
  }

  private async bring(): Promise<RunningModel> {
    for (;;) {
      const choice = this.wanted;
      let found: RunningModel | PersonError;
      let stamp: string | undefined;
      try {
        stamp = await this.files.stamp(choice.reference);
        found = await this.inStep(choice, stamp);
      } catch (error) {
        found = asPersonError(error);
      }
      if (choice !== this.wanted) {
        // Another one was chosen meanwhile.
        if (found instanceof RunningModel && found !== this.current) {
          found.retire();
        }
        continue;
      }
      if (found instanceof RunningModel) {
        this.replace(found, stamp === undefined ? goneFrom(choice.reference) : undefined);
        return found;
      }
      this.setProblem(found);
      if (!this.current) {
        throw new NoModelError(found.template, { values: found.values, cause: found });
      }
      this.refused = { choice, stamp };
      return this.current;
    }
  }

  /** The running model if it is what is wanted, else a new one. */
  private async inStep(choice: ModelChoice, stamp: string | undefined): Promise<RunningModel> {
    const { current, refused } = this;
    if (current && refused && sameChoice(refused.choice, choice) && refused.stamp === stamp) {
      throw this.currentProblem ?? new PersonError('The model could not be loaded.');
    }
    if (current?.choice.reference === choice.reference && (stamp === undefined || stamp === current.stamp)) {
      if (current.choice.kernel === choice.kernel) {
        return current;
      }
      return this.start(choice, current.model, current.stamp, current.original);
    }
    return this.open(choice, stamp);
  }

  private async open(choice: ModelChoice, stamp: string | undefined): Promise<RunningModel> {
    return this.start(choice, await this.files.read(choice.reference), stamp);
  }

  private async start(
    choice: ModelChoice,
    model: Model,
    stamp: string | undefined,
    original?: Model,
  ): Promise<RunningModel> {
    const kernel = await this.loadKernel(choice.kernel);
    const network = await inSlices(kernel.loading(model.parameters));
    return new RunningModel(choice, model, network, stamp, original);
  }

  private replace(running: RunningModel, problem?: PersonError): void {
    if (this.disposed) {
      running.retire();
      throw new PersonError('The model was closed.');
    }
    this.refused = undefined;
    if (running === this.current) {
      this.setProblem(problem);
      return;
    }
    this.current?.retire();
    this.current = running;
    this.currentProblem = problem;
    this.changed.fire(undefined);
  }

  private setProblem(problem: PersonError | undefined): void {
    if (problem?.message !== this.currentProblem?.message) {
      this.currentProblem = problem;
      this.changed.fire(undefined);
    }
  }
}

function sameChoice(a: ModelChoice, b: ModelChoice): boolean {
  return a.reference === b.reference && a.kernel === b.kernel;
}

function goneFrom(reference: string): PersonError {
  return new PersonError(
    'The model file {0} is no longer there. The model goes on from memory until the window is closed; put the file back or choose another model.',
    { values: [reference] },
  );
}

function asPersonError(error: unknown): PersonError {
  return error instanceof PersonError
    ? error
    : new PersonError('The model could not be loaded: {0}', {
        values: [error instanceof Error ? error.message : String(error)],
        cause: error,
      });
}
