import type { Model } from '../../core/model';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { Params, Reply } from '../../protocol/inspector/inspector';
import { RequestFailure, Requester } from '../../protocol/inspector/requester';
import type { Disposable } from '../event';
import type { InspectionMethod } from './answers';
import type { InspectorLine } from './inspectorLine';
import { toMessage } from './workerMessages';

interface OpenLine {
  readonly line: InspectorLine;
  readonly requester: Requester;
  /** Resolves when the model that is asked about was sent. */
  told: Promise<void>;
}

/** The asking side, in the extension host: nothing here computes. The worker starts with the first question. */
export class InspectorClient implements Disposable {
  private open: OpenLine | undefined;
  private model: Model | undefined;

  constructor(private readonly start: () => InspectorLine) {}

  /** The model that is asked about from now on. */
  show(model: Model): void {
    if (this.model !== model) {
      this.model = model;
      if (this.open) {
        this.open.told = this.telling(this.open.line);
      }
    }
  }

  /** @throws PersonError as the answer does; the signal's reason once it is aborted. */
  async ask<M extends InspectionMethod>(
    method: M,
    params: Params<M>,
    { signal, onProgress }: Control = {},
  ): Promise<Reply<M>> {
    const open = (this.open ??= this.begin());
    try {
      let { told } = open;
      await told;
      // Another model may be shown while this one is still being sent.
      while (told !== open.told) {
        ({ told } = open);
        await told;
      }
      signal?.throwIfAborted();
      return await open.requester.ask(method, params, {
        signal,
        onProgress: ({ done, total }) => onProgress?.(done, total),
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RequestFailure && (error.reason === 'person' || error.reason === 'closed')) {
        const { template = error.message, values } = error.said ?? {};
        throw new PersonError(template, { values, cause: error });
      }
      throw error;
    }
  }

  dispose(): void {
    this.end('The inspector was closed.');
  }

  private begin(): OpenLine {
    const line = this.start();
    const requester = new Requester(line, () => undefined);
    line.onFailure((error) => {
      if (this.open?.line === line) {
        // What it had read is lost; the next question starts another.
        this.end(`The inspector stopped: ${error.message} Ask again; open the text anew.`);
      }
    });
    return { line, requester, told: this.telling(line) };
  }

  private telling(line: InspectorLine): Promise<void> {
    const told = this.tell(line);
    // Whoever asks next is told why.
    told.catch(() => undefined);
    return told;
  }

  private async tell(line: InspectorLine): Promise<void> {
    const { model } = this;
    if (!model) {
      return;
    }
    const { message, transfer } = await toMessage(model);
    // Where another one is shown by now, or nobody listens any more, it is not needed.
    if (this.model === model && (this.open?.line ?? line) === line) {
      line.post(message, transfer);
    }
  }

  private end(message: string): void {
    const { open } = this;
    this.open = undefined;
    open?.requester.close(message);
    open?.line.dispose();
  }
}
