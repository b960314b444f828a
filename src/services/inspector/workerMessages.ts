import type { Model } from '../../core/model';
import type { Parameters } from '../../core/parameters';
import { Vocabulary } from '../../core/vocabulary';

/** A model as it travels to the worker: the arrays are copied, the vocabulary is made again. */
export interface ModelMessage {
  readonly kind: 'model';
  readonly name: string;
  readonly characters: readonly string[];
  readonly parameters: Parameters;
  readonly memory: Parameters | undefined;
  readonly dataSize: number | undefined;
  readonly notes: Model['notes'];
}

export function toMessage({ name, vocabulary, parameters, memory, dataSize, notes }: Model): ModelMessage {
  return { kind: 'model', name, characters: vocabulary.characters, parameters, memory, dataSize, notes };
}

export function fromMessage({ name, characters, parameters, memory, dataSize, notes }: ModelMessage): Model {
  return { name, vocabulary: new Vocabulary(characters), parameters, memory, dataSize, notes };
}

export function isModelMessage(message: unknown): message is ModelMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'model';
}
