import { Completer, type ReadingOptions } from '../../core/completion';
import { formatWarmup, parseWarmup } from '../../core/warmup';
import type { Disposable } from '../../services/event';
import { GhostTextEngine } from '../../services/ghostText/ghostTextEngine';
import type { ModelStore, RunningModel } from '../../services/modelStore';
import type { LiveSettings } from '../settings';

/** An engine and what it was made for. */
interface Made {
  readonly running: RunningModel;
  readonly warmup: string;
  readonly unknown: ReadingOptions['unknown'];
  readonly engine: GhostTextEngine;
}

/** The engine of the current model. When model, warm-up or policy change, the states it remembers go with it. */
export class GhostModel implements Disposable {
  private made: Made | undefined;
  private currentFailure: unknown;
  private readonly subscriptions: Disposable[];

  constructor(
    private readonly models: ModelStore,
    private readonly settings: LiveSettings,
  ) {
    const check = (): void => {
      this.currentFailure = undefined;
      if (this.made && (this.made.running !== models.running || !this.suits(this.made))) {
        this.made = undefined;
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
      return running.use(() => work(this.engine(running)));
    }
    try {
      await this.models.load();
    } catch (error) {
      this.currentFailure = error;
      throw error;
    }
    return this.models.use((loaded) => work(this.engine(loaded)));
  }

  dispose(): void {
    this.made = undefined;
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  private engine(running: RunningModel): GhostTextEngine {
    if (this.made?.running === running && this.suits(this.made)) {
      return this.made.engine;
    }
    const warmup = parseWarmup(this.settings.current.warmup);
    const unknown = this.unknown;
    const engine = new GhostTextEngine(new Completer(running.network, running.model, { warmup, unknown }));
    this.made = { running, warmup: formatWarmup(warmup), unknown, engine };
    return engine;
  }

  private suits(made: Made): boolean {
    return made.warmup === this.settings.current.warmup && made.unknown === this.unknown;
  }

  /** While one types, a character that the model does not know is no reason to stop. */
  private get unknown(): ReadingOptions['unknown'] {
    const { unknownCharacters } = this.settings.current;
    return unknownCharacters === 'stop' ? 'map' : unknownCharacters;
  }
}
