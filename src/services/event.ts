/** Something that is to be ended or freed by its owner. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener; dispose of what is returned to unsubscribe. The same shape as VS Code's events. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The source of an event, for services, which know nothing of VS Code. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event: Event<T> = (call) => {
    const listener = { call };
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  /** Calls every listener that was there when it began, in the order of subscription. */
  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener.call(value);
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
