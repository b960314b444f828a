import type { Port } from '../port';
import type { EventData, EventName, MethodName, Params, Reply } from './inspector';
import type { BadMessage } from './messages';
import { checkReply, checkToPage, type FailureMessage, type ProgressMessage, type ToPage } from './messages';

/** Why a request came to nothing, with the words of the side that failed. */
export class RequestFailure extends Error {
  constructor(
    message: string,
    readonly reason: FailureMessage['reason'] | 'closed',
    readonly said?: FailureMessage['said'],
  ) {
    super(message);
    this.name = 'RequestFailure';
  }
}

export interface AskOptions {
  /** Asks for an early end; the request fails at once with the reason `cancelled`. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}
export type Progress = Omit<ProgressMessage, 'kind' | 'id'>;

interface Pending {
  readonly method: MethodName;
  readonly onProgress?: (progress: Progress) => void;
  readonly settle: (outcome: { readonly reply: unknown } | { readonly failure: Error }) => void;
}

/** The asking end of a line: the type of a reply follows from the name of the method. */
export class Requester {
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Map<EventName, Set<(data: never) => void>>();
  private readonly line: { dispose(): void };
  /**
   * Counted from the time: a page that is loaded anew on the same line must not take the replies to its predecessor's
   * requests for its own.
   */
  private nextId = Date.now() * 1024;
  private closed: RequestFailure | undefined;

  /** @param onBadMessage is told of messages that are not as they should be and belong to no request. */
  constructor(
    private readonly port: Port,
    private readonly onBadMessage: (error: BadMessage) => void,
  ) {
    this.line = port.listen((message) => this.hear(message));
  }

  /** @throws RequestFailure or, if the reply is not as it should be, BadMessage. */
  ask<M extends MethodName>(
    method: M,
    params: Params<M>,
    { signal, onProgress }: AskOptions = {},
  ): Promise<Reply<M>> {
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(this.closed);
        return;
      }
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      const id = this.nextId++;
      const cancel = (): void => {
        this.port.post({ kind: 'cancel', id });
        this.pending.get(id)?.settle({ failure: cancelled() });
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.pending.set(id, {
        method,
        onProgress,
        settle: (outcome) => {
          this.pending.delete(id);
          signal?.removeEventListener('abort', cancel);
          if ('failure' in outcome) {
            reject(outcome.failure);
            return;
          }
          try {
            resolve(checkReply(method, outcome.reply));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
      });
      try {
        this.port.post({ kind: 'request', id, method, params });
      } catch (error) {
        // What cannot be copied cannot be sent; the others go on.
        this.pending.get(id)?.settle({ failure: error as Error });
      }
    });
  }

  /** Calls a listener whenever the other side tells of an event. */
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): { dispose(): void } {
    let listeners = this.listeners.get(event);
    if (!listeners) {
      this.listeners.set(event, (listeners = new Set()));
    }
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  }

  /** Hears and asks nothing more; whatever is pending fails with the reason `closed`. */
  close(message = 'The line was closed.'): void {
    this.closed ??= new RequestFailure(message, 'closed');
    this.line.dispose();
    this.listeners.clear();
    for (const [id, request] of [...this.pending]) {
      this.port.post({ kind: 'cancel', id });
      request.settle({ failure: this.closed });
    }
  }

  private hear(raw: unknown): void {
    let message: ToPage;
    try {
      message = checkToPage(raw);
    } catch (error) {
      const bad = error as BadMessage;
      const request = bad.id === undefined ? undefined : this.pending.get(bad.id);
      if (request) {
        request.settle({ failure: bad });
      } else {
        this.onBadMessage(bad);
      }
      return;
    }
    if (message.kind === 'event') {
      for (const listener of [...(this.listeners.get(message.event) ?? [])]) {
        listener(message.data as never);
      }
      return;
    }
    // Unknown if it was cancelled meanwhile.
    const request = this.pending.get(message.id);
    switch (message.kind) {
      case 'reply':
        request?.settle({ reply: message.reply });
        break;
      case 'failure':
        request?.settle({ failure: new RequestFailure(message.message, message.reason, message.said) });
        break;
      case 'progress': {
        const { done, total, note } = message;
        request?.onProgress?.({ done, total, note });
        break;
      }
    }
  }
}

function cancelled(): RequestFailure {
  return new RequestFailure('Cancelled.', 'cancelled');
}
