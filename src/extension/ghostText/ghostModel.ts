import { Completer, type ReadingOptions } from '../../core/completion';
import type { Kernel, Network } from '../../core/kernel/kernel';
import { inSlices } from '../../core/pause';
import { formatWarmup, parseWarmup } from '../../core/warmup';
import type { Disposable } from '../../services/event';
import { GhostTextEngine } from '../../services/ghostText/ghostTextEngine';
import type { ModelStore, RunningModel } from '../../services/modelStore';
import type { LiveSettings } from '../settings';

/**
 * The engine of the current model. When model, kernel, warm-up or policy change, the states it remembers go with it.
 *
 * Where the kernel is left to us, ghost text has a network of its own in the fast one: it costs nothing of the loss
 * (`npm run bench -- ghost` prints both), and a suggestion need not be made again on another machine.
 */
export class GhostModel implements Disposable {
  private made: Made | undefined;
  private currentFailure: unknown;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly models: ModelStore,
    private readonly settings: LiveSettings,
    private readonly loadFastKernel: () => Promise<Kernel>,
  ) {
    const check = (): void => {
      this.currentFailure = undefined;
      if (this.made && (this.made.running !== models.running || !this.suits(this.made))) {
        this.drop();
      }
    };
    this.subscriptions = [models.onDidChange(check), settings.onDidChange(check)];
  }

  /** Why there is no model; undefined once something has changed, and another attempt may do better. */
  get failure(): unknown {
    return this.currentFailure;
  }

  /** Does work with the engine. @throws PersonError if there is no model to run. */
  async use<T>(work: (engine: GhostTextEngine) => Promise<T>): Promise<T> {
    const { running } = this.models;
    // Asking the store to look at the file again would cost more than a suggestion does; `followModel` watches it.
    if (running && !running.isRetired) {
      return running.use(() => this.madeFor(running).use(work));
    }
    try {
      await this.models.load();
    } catch (error) {
      this.currentFailure = error;
      throw error;
    }
    return this.models.use((loaded) => this.madeFor(loaded).use(work));
  }

  dispose(): void {
    this.drop();
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private madeFor(running: RunningModel): Made {
    if (this.made?.running !== running || !this.suits(this.made)) {
      this.drop();
      const warmup = parseWarmup(this.settings.current.warmup);
      this.made = new Made(running, { warmup, unknown: this.unknown }, this.loadFastKernel);
    }
    return this.made;
  }

  private drop(): void {
    this.made?.retire();
    this.made = undefined;
  }

  private suits({ reading }: Made): boolean {
    return formatWarmup(reading.warmup) === this.settings.current.warmup && reading.unknown === this.unknown;
  }

  /** While one types, a character that the model does not know is no reason to stop. */
  private get unknown(): ReadingOptions['unknown'] {
    const { unknownCharacters } = this.settings.current;
    return unknownCharacters === 'stop' ? 'map' : unknownCharacters;
  }
}

/** An engine, what it was made for, and its own network if it has one. */
class Made {
  private users = 0;
  private retired = false;
  private own: Network | undefined;
  private readonly engine: Promise<GhostTextEngine>;

  constructor(
    readonly running: RunningModel,
    readonly reading: ReadingOptions,
    loadFastKernel: () => Promise<Kernel>,
  ) {
    this.engine = this.begin(loadFastKernel);
  }

  async use<T>(work: (engine: GhostTextEngine) => Promise<T>): Promise<T> {
    this.users++;
    try {
      return await work(await this.engine);
    } finally {
      this.users--;
      this.freeIfUnused();
    }
  }

  /** Its network is freed when no request runs in it any more. */
  retire(): void {
    this.retired = true;
    this.freeIfUnused();
  }

  private async begin(loadFastKernel: () => Promise<Kernel>): Promise<GhostTextEngine> {
    const { choice, model, network } = this.running;
    // Without WebAssembly SIMD there is no fast one either.
    if (choice.kernel === 'auto' && network.kernel === 'exact') {
      const kernel = await loadFastKernel();
      this.own = await inSlices(kernel.loading(model.parameters));
    }
    return new GhostTextEngine(new Completer(this.own ?? network, model, this.reading));
  }

  private freeIfUnused(): void {
    if (this.retired && this.users === 0) {
      this.own?.dispose();
      this.own = undefined;
    }
  }
}
