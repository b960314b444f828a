import type { Model } from '../../core/model';
import { Emitter, type Disposable } from '../../services/event';
import type { ShownModel } from '../../services/inspector/hostHandlers';
import type { ModelFiles } from '../../services/modelStore';
import type { ConnectedSource } from './inspectorConnection';

/** A model file that was opened with the inspector, whichever model writes. It is read again when it has changed. */
export class FileModelSource implements ConnectedSource {
  private counted = 1;
  private read: { readonly model: Promise<Model>; readonly stamp: string | undefined } | undefined;
  private readonly changed = new Emitter<undefined>();
  private readonly subscription: Disposable;

  readonly onDidChange = this.changed.event;

  /** @param onFileChange tells that the file may be another one. */
  constructor(
    private readonly files: ModelFiles,
    private readonly reference: string,
    onFileChange: (changed: () => void) => Disposable,
  ) {
    this.subscription = onFileChange(() => {
      this.read = undefined;
      this.counted++;
      this.changed.fire(undefined);
    });
  }

  get generation(): number {
    return this.counted;
  }

  async current(): Promise<ShownModel> {
    this.read ??= { model: this.files.read(this.reference), stamp: undefined };
    const { read } = this;
    try {
      return { model: await read.model, reference: this.reference, isRunning: false };
    } catch (error) {
      if (this.read === read) {
        // Whoever asks next tries again.
        this.read = undefined;
      }
      throw error;
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}
