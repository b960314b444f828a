import type { Model } from '../../core/model';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { Params, Reply } from '../../protocol/inspector/inspector';
import { RequestFailure, Requester } from '../../protocol/inspector/requester';
import type { Disposable } from '../event';
import type { InspectionMethod } from './answers';
import type { InspectorLine } from './inspectorLine';
import { toMessage } from './workerMessages';

/** The asking side, in the extension host: nothing here computes. The worker starts with the first question. */
export class InspectorClient implements Disposable {
  private open: { readonly line: InspectorLine; readonly requester: Requester } | undefined;
  private model: Model | undefined;

  constructor(private readonly start: () => InspectorLine) {}

  /** The model that is asked about from now on. */
  show(model: Model): void {
    if (this.model !== model) {
      this.model = model;
      this.open?.line.post(toMessage(model));
    }
  }

  /** @throws PersonError as the answer does; the signal's reason once it is aborted. */
  async ask<M extends InspectionMethod>(
    method: M,
    params: Params<M>,
    { signal, onProgress }: Control = {},
  ): Promise<Reply<M>> {
    this.open ??= this.begin();
    try {
      return await this.open.requester.ask(method, params, {
        signal,
        onProgress: ({ done, total }) => onProgress?.(done, total),
      });
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RequestFailure && (error.reason === 'person' || error.reason === 'closed')) {
        throw new PersonError(error.message, { cause: error });
      }
      throw error;
    }
  }

  dispose(): void {
    this.end('The inspector was closed.');
  }

  private begin(): NonNullable<InspectorClient['open']> {
    const line = this.start();
    const requester = new Requester(line, () => undefined);
    line.onFailure((error) => {
      if (this.open?.line === line) {
        // What it had read is lost; the next question starts another.
        this.end(`The inspector stopped: ${error.message} Ask again; open the text anew.`);
      }
    });
    if (this.model) {
      line.post(toMessage(this.model));
    }
    return { line, requester };
  }

  private end(message: string): void {
    const { open } = this;
    this.open = undefined;
    open?.requester.close(message);
    open?.line.dispose();
  }
}
