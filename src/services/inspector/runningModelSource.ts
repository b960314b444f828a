import { Completer, type ReadingOptions } from '../../core/completion';
import type { Edit } from '../../core/edits';
import type { Kernel, KernelName } from '../../core/kernel/kernel';
import type { Model } from '../../core/model';
import type { Control } from '../../core/pause';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { EditState } from '../../protocol/inspector/model';
import { Emitter, type Disposable } from '../event';
import type { ModelEdits } from '../modelEdits';
import type { ModelStore } from '../modelStore';
import type { EditingModel, ShownModel, ShownModelSource } from './hostHandlers';

/** The model that completions are written by, for the inspector. */
export class RunningModelSource implements ShownModelSource, EditingModel, Disposable {
  private counted = 1;
  private last: Model | undefined;
  private readonly subscription: Disposable;
  private readonly changed = new Emitter<undefined>();

  /** The model is another one, or has other weights. */
  readonly onDidChange = this.changed.event;

  /** @param reading how text is read now. */
  constructor(
    private readonly models: ModelStore,
    private readonly modelEdits: ModelEdits,
    private readonly loadKernel: (name: KernelName | 'auto') => Promise<Kernel>,
    private readonly reading: () => ReadingOptions,
  ) {
    this.subscription = models.onDidChange(() => this.follow());
  }

  get generation(): number {
    return this.counted;
  }

  get edits(): this {
    return this;
  }

  async current(): Promise<ShownModel> {
    const { model, choice } = await this.models.load();
    this.last = model;
    return { model, reference: choice.reference, isRunning: true };
  }

  state(): EditState {
    const { edits, canUndo, canRedo } = this.modelEdits;
    return { edits: [...edits], canUndo, canRedo };
  }

  add(edit: Edit): Promise<void> {
    return this.modelEdits.add(edit);
  }

  undo(): Promise<void> {
    return this.modelEdits.undo();
  }

  redo(): Promise<void> {
    return this.modelEdits.redo();
  }

  reset(): Promise<void> {
    return this.modelEdits.reset();
  }

  edited(): Model {
    return this.modelEdits.edited();
  }

  /** Writes the same twice: by the model as its file has it, and, where it was edited, by the running one. */
  async sample(params: CheckedParams<'sample'>, control: Control): Promise<Reply<'sample'>> {
    return this.models.use(async (running) => {
      const completer = running.completer(this.reading());
      const total = 2 * (params.prompt.length + params.length);
      const at = (from: number): Control => ({
        ...control,
        onProgress: (done) => control.onProgress?.(from + done, total),
      });
      const { text } = await completer.complete(params, at(0));
      if (!running.original) {
        return { original: text, edited: null };
      }
      const network = (await this.loadKernel(running.choice.kernel)).load(running.original.parameters);
      try {
        const before = new Completer(network, running.original, this.reading());
        return { original: (await before.complete(params, at(total / 2))).text, edited: text };
      } finally {
        network.dispose();
      }
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private follow(): void {
    const model = this.models.running?.model;
    if (model !== this.last) {
      this.last = model;
      this.counted++;
      this.changed.fire(undefined);
    }
  }
}
