import { zipSync } from 'fflate';
import type { Model } from '../model';
import { Slicer, type Control } from '../pause';
import { weightNames, weightShape, type Parameters } from '../parameters';
import { PersonError } from '../personError';
import { isSurrogate, quoted } from './byteText';
import { limits } from './limits';
import { npzMembers, pickleMembers } from './memberSource';
import { notesName } from './notesMember';
import { memberNames, readModelMembers } from './readModelMembers';
import { checkParameterCount } from './readParameters';
import { coordinates, whyNotWeight } from './toFloat64';
import { writeCharacters, writeFloats, writeInteger, writeText } from './writeNpy';
import { writePickledDict } from './writePickledDict';

/**
 * Reads a model file: an .npz as NumPy writes it or a pickle of the same dict, told apart by their first bytes. Its
 * numbers are kept as float64. Works in slices of a few milliseconds; `limits` says what is too large.
 *
 * @param name a short name for people, which the model gets and every message begins with.
 * @throws PersonError for whatever is not a model, naming the member and what was expected and found.
 * @throws the reason of `control.signal`, once it is aborted.
 */
export async function readModel(bytes: Uint8Array, name: string, control: Control = {}): Promise<Model> {
  const slicer = new Slicer(control, bytes.length);
  // A plain view: Node's Buffer would copy nothing where a Uint8Array copies.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const source =
      formatOf(file) === 'npz' ? npzMembers(file, memberNames, slicer) : await pickleMembers(file, slicer);
    return await readModelMembers(source, name, slicer);
  } catch (error) {
    throw error instanceof PersonError
      ? new PersonError(`${name}: ${error.message}`, { cause: error })
      : error;
  }
}

function formatOf(file: Uint8Array): 'npz' | 'pickle' {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, index) => file[index] === byte);
  if (begins(0x50, 0x4b)) {
    return 'npz';
  }
  // Protocol 2 and up begin with their number; 0 and 1 with an empty dict, or a mark to make one or a tuple.
  if (begins(0x80) || begins(0x7d) || begins(0x28) || begins(0x63)) {
    return 'pickle';
  }
  const expected = 'expected an .npz, as numpy.savez writes it, or a pickled dict of arrays';
  if (file.length === 0) {
    throw new PersonError(`The file is empty: ${expected}.`);
  }
  if (begins(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) {
    throw new PersonError(`The file is a single array (.npy): ${expected}.`);
  }
  if (begins(0x1f, 0x8b)) {
    throw new PersonError(`The file is compressed by gzip: unpack it first; ${expected}.`);
  }
  throw new PersonError(`The file is not a model: ${expected}.`);
}

export interface WriteOptions {
  /** `f8` (the default) keeps every bit, `f4` takes half the room and what a float32 kernel sees stays the same. */
  readonly precision?: 'f8' | 'f4';
  /** Deflates the members, as `numpy.savez_compressed` does: a tenth smaller. Default false. */
  readonly compress?: boolean;
}

/**
 * Writes an .npz that NumPy and the assignment's `read_in_npz.py` read: the same members, types and shapes as its
 * snapshot, Adagrad memories included. For a model without them they are zeros, with which Adagrad begins, and a
 * data size that is not known is 0; reading takes both back as absent. The same model gives the same bytes.
 *
 * @throws PersonError if the model has a number that is not finite, or is past the limits of `readModel`.
 */
export function writeModel(
  model: Model,
  { precision = 'f8', compress = false }: WriteOptions = {},
): Uint8Array {
  const { characters } = model.vocabulary;
  check(model);
  const files: Record<string, Uint8Array> = {};
  const add = (name: string, npy: Uint8Array): void => {
    files[`${name}.npy`] = npy;
  };
  const { vocabularySize } = model.parameters;
  for (const name of weightNames) {
    add(name, writeFloats(model.parameters[name], weightShape(name, model.parameters), precision));
  }
  for (const name of weightNames) {
    const memory = model.memory?.[name] ?? new Float64Array(model.parameters[name].length);
    add(`m${name}`, writeFloats(memory, weightShape(name, model.parameters), precision));
  }
  add('chars', writeCharacters(characters));
  add('data_size', writeInteger(model.dataSize ?? 0));
  add('vocab_size', writeInteger(vocabularySize));
  add('char_to_ix', writePickledDict(characters.map((character, index) => [character, index])));
  add('ix_to_char', writePickledDict(characters.map((character, index) => [index, character])));
  if (model.notes !== undefined) {
    add(notesName, writeText(JSON.stringify(model.notes)));
  }
  // The earliest time that a zip can hold, as NumPy writes it too: the bytes depend on the model alone.
  return zipSync(files, { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) });
}

function check({ name, vocabulary, parameters, memory, notes }: Model): void {
  const problem = (what: string): PersonError => new PersonError(`${name} cannot be saved: ${what}.`);
  checkParameterCount(parameters.hiddenSize, parameters.vocabularySize);
  if (vocabulary.size !== parameters.vocabularySize) {
    throw problem(`it has ${vocabulary.size} characters, but weights for ${parameters.vocabularySize}`);
  }
  const half = vocabulary.characters.find((character) => isSurrogate(character.codePointAt(0) ?? 0));
  if (half !== undefined) {
    throw problem(`its vocabulary has ${quoted(half)}, half of a UTF-16 pair, which is no character`);
  }
  if (notes !== undefined && JSON.stringify(notes).length > limits.notes) {
    throw problem(`its notes are longer than ${limits.notes} characters; shorten the warm-up`);
  }
  checkNumbers(parameters, '', problem);
  if (memory !== undefined) {
    checkNumbers(memory, 'm', problem);
  }
}

function checkNumbers(arrays: Parameters, prefix: string, problem: (what: string) => PersonError): void {
  for (const name of weightNames) {
    const index = arrays[name].findIndex((value) => whyNotWeight(value) !== undefined);
    if (index >= 0) {
      const shape = weightShape(name, arrays);
      throw problem(
        `${coordinates(prefix + name, shape, index)} is ${whyNotWeight(arrays[name][index]) ?? ''} ` +
          '(training with a lower learning rate may keep it from diverging)',
      );
    }
  }
}
