import type { Kernel, KernelName } from '../../core/kernel/kernel';
import { Completer } from '../../core/completion';
import type { Control } from '../../core/pause';
import { parseWarmup } from '../../core/warmup';
import type { Disposable } from '../../services/event';
import {
  GhostTextEngine,
  type Suggestion,
  type SuggestionRequest,
} from '../../services/ghostText/ghostTextEngine';
import type { ModelStore, RunningModel } from '../../services/modelStore';
import type { LiveSettings } from '../settings';

/** What one engine was made for: when any of it changes, the states it remembers are worth nothing. */
interface Made {
  readonly running: RunningModel;
  readonly warmup: string;
  readonly unknown: string;
  readonly kernel: KernelName | 'auto';
  readonly completer: Completer;
  readonly engine: GhostTextEngine;
}

/** The current model in the kernel for typing, with the states along the texts that are being written. */
export class GhostModel implements Disposable {
  private made: Made | undefined;
  private users = 0;
  private readonly outdated: Made[] = [];

  constructor(
    private readonly models: ModelStore,
    private readonly settings: LiveSettings,
    private readonly loadKernel: (name: KernelName | 'auto') => Promise<Kernel>,
  ) {}

  /** @throws PersonError if there is no model, the signal's reason once it is aborted. */
  async suggest(request: SuggestionRequest, control: Control): Promise<Suggestion[]> {
    return this.use(({ engine }) => engine.suggest(request, control));
  }

  /** Does work with the completer for typing. */
  async with<T>(work: (completer: Completer) => T | Promise<T>): Promise<T> {
    return this.use(({ completer }) => work(completer));
  }

  dispose(): void {
    this.replace(undefined);
  }

  private async use<T>(work: (made: Made) => T | Promise<T>): Promise<T> {
    const made = await this.current();
    this.users++;
    try {
      return await work(made);
    } finally {
      this.users--;
      this.free();
    }
  }

  private async current(): Promise<Made> {
    const { warmup, unknownCharacters: unknown, kernel } = this.settings.current;
    // Asking the store to look at the file again would cost more than the suggestion does.
    const { running = await this.models.load() } = this.models;
    const { made } = this;
    if (
      made?.running === running &&
      made.warmup === warmup &&
      made.unknown === unknown &&
      made.kernel === kernel
    ) {
      return made;
    }
    const network = (await this.loadKernel(kernel)).load(running.model.parameters);
    const completer = new Completer(network, running.model, {
      warmup: parseWarmup(warmup),
      // While one types, a character that the model does not know is no reason to stop.
      unknown: unknown === 'stop' ? 'map' : unknown,
    });
    const fresh = { running, warmup, unknown, kernel, completer, engine: new GhostTextEngine(completer) };
    this.replace(fresh);
    return fresh;
  }

  private replace(made: Made | undefined): void {
    if (this.made) {
      this.outdated.push(this.made);
    }
    this.made = made;
    this.free();
  }

  /** Networks that were replaced are freed when no request runs any more. */
  private free(): void {
    if (this.users === 0) {
      for (const { completer } of this.outdated.splice(0)) {
        completer.network.dispose();
      }
    }
  }
}
