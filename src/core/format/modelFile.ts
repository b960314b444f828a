import type { Model } from '../model';
import { Slicer, type Control } from '../pause';
import { isVanilla, zeroParameters, type Parameters } from '../parameters';
import { PersonError } from '../personError';
import { isSurrogate, quoted } from './byteText';
import { limits } from './limits';
import { npzMembers, pickleMembers, type MemberSource } from './memberSource';
import { notesName } from './notesMember';
import { cellName } from './readArchitecture';
import { memberNames, readModelMembers } from './readModelMembers';
import { checkParameterCount } from './readParameters';
import { weightMembers, type Precision } from './weightMembers';
import { writeCharacters, writeInteger, writeText } from './writeNpy';
import { writeNpz } from './writeNpz';
import { writePickledDict } from './writePickledDict';

/**
 * Reads a model file: an .npz as NumPy writes it or a pickle of the same dict, told apart by their first bytes. Its
 * numbers are kept as float64. Works in slices of a few milliseconds; `limits` says what is too large.
 *
 * @param name a short name for people, which the model gets and every message begins with.
 * @throws PersonError for whatever is not a model, naming the member and what was expected and found.
 * @throws the reason of `control.signal`, once it is aborted.
 */
export function readModel(bytes: Uint8Array, name: string, control: Control = {}): Promise<Model> {
  return withMembers(bytes, name, 'model', memberNames, control, (source, slicer) =>
    readModelMembers(source, name, slicer),
  );
}

/**
 * Opens a file of named members for `read`: what a model file and whatever builds on it have in common.
 *
 * @param name every message begins with it.
 * @param kind what the file is to be; only a model may be a pickle.
 * @param wanted all names that `read` may ask for.
 */
export async function withMembers<T>(
  bytes: Uint8Array,
  name: string,
  kind: 'model' | 'checkpoint',
  wanted: ReadonlySet<string>,
  control: Control,
  read: (source: MemberSource, slicer: Slicer) => Promise<T>,
): Promise<T> {
  const slicer = new Slicer(control, bytes.length);
  // A plain view: Node's Buffer would copy nothing where a Uint8Array copies.
  const file = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const source =
      formatOf(file, kind) === 'npz' ? npzMembers(file, wanted, slicer) : await pickleMembers(file, slicer);
    return await read(source, slicer);
  } catch (error) {
    throw error instanceof PersonError
      ? new PersonError('{0}: {1}', { values: [name, error], cause: error })
      : error;
  }
}

function formatOf(file: Uint8Array, kind: 'model' | 'checkpoint'): 'npz' | 'pickle' {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, index) => file[index] === byte);
  if (begins(0x50, 0x4b)) {
    return 'npz';
  }
  // Protocol 2 and up begin with their number; 0 and 1 with an empty dict, or a mark to make one or a tuple.
  if (kind === 'model' && (begins(0x80) || begins(0x7d) || begins(0x28) || begins(0x63))) {
    return 'pickle';
  }
  // An error only so that it is translated where the whole is.
  const expected = new PersonError(
    kind === 'model'
      ? 'expected an .npz, as numpy.savez writes it, or a pickled dict of arrays'
      : 'expected an .npz that a training run has written',
  );
  if (file.length === 0) {
    throw new PersonError('The file is empty: {0}.', { values: [expected] });
  }
  if (begins(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) {
    throw new PersonError('The file is a single array (.npy): {0}.', { values: [expected] });
  }
  if (begins(0x1f, 0x8b)) {
    throw new PersonError('The file is compressed by gzip: unpack it first; {0}.', { values: [expected] });
  }
  throw new PersonError(
    kind === 'model' ? 'The file is not a model: {0}.' : 'The file is not a checkpoint: {0}.',
    { values: [expected] },
  );
}

export interface WriteOptions {
  /**
   * `f8` (the default) keeps every bit, `f4` takes half the room and what a float32 kernel sees stays the same; `f2` and
   * `i1` take a quarter and an eighth, and what they cost stands in docs/model-files.md.
   */
  readonly precision?: Precision;
  /** Deflates the members, as `numpy.savez_compressed` does: a tenth smaller. Default false. */
  readonly compress?: boolean;
}

/**
 * Writes an .npz that NumPy and, for min-char-rnn's network in f8 or f4, the assignment's `read_in_npz.py` read: the same
 * members, types and shapes as its snapshot, Adagrad memories included. For such a model without them they are zeros, with
 * which Adagrad begins, and a data size that is not known is 0; reading takes both back as absent. The same model gives the
 * same bytes.
 *
 * @throws PersonError if the model has a number that is not finite, or is past the limits of `readModel`.
 */
export function writeModel(
  model: Model,
  { precision = 'f8', compress = false }: WriteOptions = {},
): Uint8Array {
  return writeNpz(modelMembers(model, precision), compress);
}

/** The members of a model file, .npy files by name, in their order; others may be put beside them. */
export function modelMembers(model: Model, precision: Precision = 'f8'): Map<string, Uint8Array> {
  const { parameters, memory, notes, dataSize, vocabulary } = model;
  const { characters } = vocabulary;
  const problem = (what: string): PersonError =>
    new PersonError('{0} cannot be saved: {1}.', { values: [model.name, what] });
  check(model, problem);
  const members = new Map<string, Uint8Array>();
  const addAll = (arrays: Parameters, prefix: string, as: Precision): void => {
    try {
      weightMembers(arrays, prefix, as).forEach((npy, name) => members.set(name, npy));
    } catch (error) {
      throw error instanceof PersonError ? problem(error.message) : error;
    }
  };
  addAll(parameters, '', precision);
  // Sums of squares go past what a half can hold, and their use is to train on with, not to be small.
  const compact = precision === 'f2' || precision === 'i1';
  if (memory !== undefined || (isVanilla(parameters) && !compact)) {
    addAll(memory ?? zeroParameters(parameters), 'm', compact ? 'f4' : precision);
  }
  if (parameters.cell !== 'rnn') {
    members.set(cellName, writeText(parameters.cell));
  }
  members.set('chars', writeCharacters(characters));
  members.set('data_size', writeInteger(dataSize ?? 0));
  members.set('vocab_size', writeInteger(parameters.vocabularySize));
  members.set('char_to_ix', writePickledDict(characters.map((character, index) => [character, index])));
  members.set('ix_to_char', writePickledDict(characters.map((character, index) => [index, character])));
  if (notes !== undefined) {
    members.set(notesName, writeText(JSON.stringify(notes)));
  }
  return members;
}

function check({ vocabulary, parameters, notes }: Model, problem: (what: string) => PersonError): void {
  checkParameterCount(parameters);
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
}
