import type { Model } from '../../core/model';
import { weightNamesOf, weightOf, type Parameters, type WeightName } from '../../core/parameters';
import { Slicer } from '../../core/pause';
import { Vocabulary } from '../../core/vocabulary';

/** A model as it travels to the worker: copies of the arrays are handed over, the vocabulary is made again. */
export interface ModelMessage {
  readonly kind: 'model';
  readonly name: string;
  readonly characters: readonly string[];
  readonly parameters: Parameters;
  readonly memory: Parameters | undefined;
  readonly dataSize: number | undefined;
  readonly notes: Model['notes'];
}

/** Numbers copied between two looks at the clock: a tenth of a millisecond. */
const piece = 32_768;

/**
 * A model to hand over, with the buffers that go with it. They are copied here, in slices: the copy that `postMessage` makes
 * of a large model by itself takes 30 ms in one piece.
 */
export async function toMessage({
  name,
  vocabulary,
  parameters,
  memory,
  dataSize,
  notes,
}: Model): Promise<{ readonly message: ModelMessage; readonly transfer: ArrayBuffer[] }> {
  const slicer = new Slicer({}, 0);
  const transfer: ArrayBuffer[] = [];
  const copied = async (weights: Parameters): Promise<Parameters> => {
    const copies: Partial<Record<WeightName, Float64Array>> = {};
    for (const weight of weightNamesOf(weights)) {
      const copy = await copyOf(weightOf(weights, weight), slicer);
      copies[weight] = copy;
      transfer.push(copy.buffer);
    }
    return { ...weights, ...copies };
  };
  const message: ModelMessage = {
    kind: 'model',
    name,
    characters: vocabulary.characters,
    parameters: await copied(parameters),
    memory: memory && (await copied(memory)),
    dataSize,
    notes,
  };
  return { message, transfer };
}

async function copyOf(numbers: Float64Array, slicer: Slicer): Promise<Float64Array<ArrayBuffer>> {
  const copy = new Float64Array(numbers.length);
  for (let at = 0; at < numbers.length; at += piece) {
    copy.set(numbers.subarray(at, at + piece), at);
    await slicer.done(0);
  }
  return copy;
}

export function fromMessage({ name, characters, parameters, memory, dataSize, notes }: ModelMessage): Model {
  return { name, vocabulary: new Vocabulary(characters), parameters, memory, dataSize, notes };
}

export function isModelMessage(message: unknown): message is ModelMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'model';
}
