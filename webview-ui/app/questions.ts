import type { MethodName, Params, Reply } from '../../src/protocol/inspector/inspector';
import { RequestFailure, type Progress, type Requester } from '../../src/protocol/inspector/requester';
import { Store } from './store';

/** How far a question is. */
export type Asked<M extends MethodName> =
  | { readonly status: 'asking'; readonly progress?: Progress; readonly cancel: () => void }
  | { readonly status: 'failed'; readonly message: string; readonly again: () => void }
  | { readonly status: 'cancelled'; readonly again: () => void }
  | { readonly status: 'done'; readonly reply: Reply<M> };

/** Answers that are kept; the matrices of a large network take tens of megabytes each. */
const keptAnswers = 64;
const keptMatrices = 4;

/**
 * What the page has asked, and the answers. A question that two views ask, or that is asked again, is asked once, until
 * the model changes.
 */
export class Questions {
  private entries = new Map<string, Store<Asked<MethodName>>>();
  /** Counts the models that there were. */
  readonly generation = new Store(0);

  constructor(readonly requester: Requester) {}

  /** The model is another one: nothing that was answered holds. Those who still want to know ask again. */
  forget(): void {
    for (const { current } of this.entries.values()) {
      if (current.status === 'asking') {
        current.cancel();
      }
    }
    this.entries = new Map();
    this.generation.update((count) => count + 1);
  }

  /** A text was opened or closed: the list is asked for again, in place. */
  forgetTexts(): void {
    const entry = this.entries.get(this.key('listTexts', {}));
    if (entry) {
      this.start('listTexts', {}, entry);
    }
  }

  /** Two questions with the same key have the same answer. */
  key<M extends MethodName>(method: M, params: Params<M>): string {
    return `${method} ${this.generation.current} ${JSON.stringify(params)}`;
  }

  ask<M extends MethodName>(method: M, params: Params<M>): Store<Asked<M>> {
    const key = this.key(method, params);
    let entry = this.entries.get(key);
    if (entry) {
      // Youngest last.
      this.entries.delete(key);
    } else {
      entry = new Store<Asked<MethodName>>({ status: 'asking', cancel: () => undefined });
      this.start(method, params, entry);
    }
    this.entries.set(key, entry);
    this.dropOldest();
    return entry;
  }

  private start<M extends MethodName>(method: M, params: Params<M>, entry: Store<Asked<MethodName>>): void {
    const abort = new AbortController();
    const cancel = (): void => abort.abort();
    const again = (): void => this.start(method, params, entry);
    entry.update(() => ({ status: 'asking', cancel }));
    this.requester
      .ask(method, params, {
        signal: abort.signal,
        onProgress: (progress) => entry.update(() => ({ status: 'asking', cancel, progress })),
      })
      .then(
        (reply) => entry.update(() => ({ status: 'done', reply })),
        (error: unknown) => {
          const isCancelled = error instanceof RequestFailure && error.reason === 'cancelled';
          const message = error instanceof Error ? error.message : String(error);
          entry.update(() =>
            isCancelled ? { status: 'cancelled', again } : { status: 'failed', message, again },
          );
        },
      );
  }

  private dropOldest(): void {
    const drop = (keys: string[], kept: number): void => {
      for (const key of keys.slice(0, Math.max(0, keys.length - kept))) {
        this.entries.delete(key);
      }
    };
    const settled = [...this.entries].filter(([, { current }]) => current.status !== 'asking');
    drop(
      settled.map(([key]) => key).filter((key) => key.startsWith('matrix ')),
      keptMatrices,
    );
    drop(
      settled.map(([key]) => key).filter((key) => !key.startsWith('matrix ')),
      keptAnswers,
    );
  }
}
