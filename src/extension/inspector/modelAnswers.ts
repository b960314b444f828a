import type { EventData, EventName } from '../../protocol/inspector/inspector';
import type { Handlers } from '../../protocol/inspector/responder';
import type { Disposable } from '../../services/event';

/** What only VS Code can do: show, save and copy. */
export type HostMethod = 'reveal' | 'save' | 'copy' | 'saveEdited';

/** Tells the page of something. */
export type Tell = <E extends EventName>(event: E, data: EventData<E>) => void;

/** What answers questions about one model. Texts come to it found, as `given` or `sample`. */
export interface ModelAnswers extends Disposable {
  readonly handlers: Omit<Handlers, HostMethod>;
  /** Calls a function whenever the model or its texts are others, until what is returned is disposed of. */
  listen(tell: Tell): Disposable;
  /** The edited model as a file, and a name for it. @throws PersonError if nothing was edited. */
  editedFile(): Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
  /** Where a place of a text stands in the document it is from; undefined for one that is from none. */
  placeOf(
    text: string,
    position: number,
  ): Promise<{ readonly uri: string; readonly offset: number; readonly length: number } | undefined>;
}
