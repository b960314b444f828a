import type { Port } from '../port';
import type { CheckedParams, EventData, EventName, MethodName, Reply } from './inspector';
import {
  BadMessage,
  checkToHost,
  transferable,
  type FailureMessage,
  type RequestMessage,
  type ToHost,
} from './messages';

/** How a handler learns that it shall stop, and tells how far it is. */
export interface Control {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, note?: string) => void;
}

/** One function for each method; what it throws travels to the asker. */
export type Handlers = {
  readonly [M in MethodName]: (params: CheckedParams<M>, control: Control) => Reply<M> | Promise<Reply<M>>;
};

/** What the asker shall read of an error. */
export type Failure = Pick<FailureMessage, 'message' | 'reason' | 'said'>;

/** The least time between two words on the progress of a request, ms: more would only be drawn over. */
const progressInterval = 50;

/** The answering end of a line. */
export class Responder {
  private readonly running = new Map<number, AbortController>();
  private readonly line: { dispose(): void };

  /** @param describe makes words of an error that a handler threw; it may log it. */
  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers,
    private readonly describe: (error: unknown, method?: MethodName) => Failure,
  ) {
    this.line = port.listen((message) => this.hear(message));
  }

  /** Tells the other side of an event. */
  tell<E extends EventName>(event: E, data: EventData<E>): void {
    this.port.post({ kind: 'event', event, data });
  }

  /** Ends what runs and says nothing more. */
  close(): void {
    this.line.dispose();
    for (const abort of this.running.values()) {
      abort.abort();
    }
    this.running.clear();
  }

  private hear(raw: unknown): void {
    let message: ToHost;
    try {
      message = checkToHost(raw);
    } catch (error) {
      const failure = this.describe(error);
      if (error instanceof BadMessage && error.id !== undefined && !this.running.has(error.id)) {
        this.port.post({ kind: 'failure', id: error.id, ...failure });
      }
      return;
    }
    if (message.kind === 'cancel') {
      this.running.get(message.id)?.abort();
    } else if (this.running.has(message.id)) {
      this.describe(new BadMessage(`Request ${message.id} is running already.`));
    } else {
      void this.answer(message);
    }
  }

  private async answer({ id, method, params }: RequestMessage): Promise<void> {
    const abort = new AbortController();
    this.running.set(id, abort);
    const isOpen = (): boolean => this.running.get(id) === abort;
    let last = -Infinity;
    const control: Control = {
      signal: abort.signal,
      onProgress: (done, total, note) => {
        const now = performance.now();
        if (isOpen() && now - last >= progressInterval) {
          last = now;
          this.port.post({ kind: 'progress', id, done, total, note });
        }
      },
    };
    try {
      const handle = this.handlers[method] as (
        params: unknown,
        control: Control,
      ) => Reply<MethodName> | Promise<Reply<MethodName>>;
      const reply = await handle(params, control);
      if (isOpen()) {
        this.port.post({ kind: 'reply', id, reply }, transferable(reply));
      }
    } catch (error) {
      if (isOpen()) {
        const failure: Failure = abort.signal.aborted
          ? { message: 'Cancelled.', reason: 'cancelled' }
          : this.describe(error, method);
        this.port.post({ kind: 'failure', id, ...failure });
      }
    } finally {
      if (isOpen()) {
        this.running.delete(id);
      }
    }
  }
}
