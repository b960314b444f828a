import type { OptimizerState } from '../kernel/kernel';
import type { Model } from '../model';
import {
  allWeightNames,
  architectureOf,
  cells,
  maxLayers,
  stateSizeOf,
  weightNamesOf,
  weightOf,
  type Architecture,
  type Parameters,
} from '../parameters';
import type { Control, Slicer } from '../pause';
import { PersonError } from '../personError';
import type { AverageState } from '../training/weightAverage';
import type { Vocabulary } from '../vocabulary';
import { limits } from './limits';
import { lossless } from './lossless';
import type { MemberSource } from './memberSource';
import { withMembers } from './modelFile';
import { shapeText, type NdArray } from './ndArray';
import { notesName } from './notesMember';
import { arrayOf } from './pickleValue';
import { cellName } from './readArchitecture';
import { checkParameterCount, readWeights } from './readParameters';
import { readVocabulary } from './readVocabulary';
import { toFloat64 } from './toFloat64';
import { weightMembers } from './weightMembers';
import { writeCharacters, writeFloats, writeInteger, writeNpy, writeText } from './writeNpy';
import { writeNpz } from './writeNpz';

/** The numbers of a training run: what a checkpoint holds as arrays. */
export interface CheckpointArrays {
  readonly parameters: Parameters;
  readonly optimizer: OptimizerState;
  /** (batch, stateSize): the carried hidden states. */
  readonly hidden: Float64Array;
  readonly average: AverageState | undefined;
}

export interface CheckpointContents {
  readonly vocabulary: Vocabulary;
  readonly arrays: CheckpointArrays;
  /** What else was written, as JSON gives it back: nothing is known of it yet. */
  readonly record: unknown;
}

/** What a reader must know before it can make sense of the arrays. */
interface Head {
  readonly version: 1;
  readonly architecture: Architecture;
  readonly batchSize: number;
  readonly adam: boolean;
  readonly updates: number;
  /** 0 where there is no average. */
  readonly averageLooks: number;
}

const recordName = 'run';
const squaresPrefix = 'squares.';
const momentsPrefix = 'moments.';
const averagePrefix = 'average.';
/** What Adagrad's squares are called in a model file. */
const memoryPrefix = 'm';

/** The members that are read. */
const memberNames: ReadonlySet<string> = new Set([
  'chars',
  'hidden',
  recordName,
  ...allWeightNames.flatMap((name) =>
    ['', memoryPrefix, squaresPrefix, momentsPrefix, averagePrefix].map((prefix) => prefix + name),
  ),
]);

/**
 * Writes a checkpoint: an uncompressed .npz that is a model file too (of the weights that train), with further members.
 *
 *     Wxh ...          the weights, named as in a model file     moments.Wxh ...   Adam's first moments
 *     mWxh ...         Adagrad's squares                         average.Wxh ...   the averaged weights
 *     squares.Wxh ...  Adam's squares                            hidden            (batch, stateSize)
 *     cell, chars, data_size, notes as in a model file           run               the rest, JSON in UTF-8, `|u1`
 *
 * Numbers are `<f4` where float32 holds each of a set of arrays, else `<f8`: no bit is lost.
 *
 * @throws PersonError for a number that no reader would take back.
 */
export function writeCheckpoint(
  { vocabulary, dataSize, notes }: Pick<Model, 'vocabulary' | 'dataSize' | 'notes'>,
  { parameters, optimizer, hidden, average }: CheckpointArrays,
  record: object,
): Uint8Array {
  const stateSize = stateSizeOf(parameters);
  const head: Head = {
    version: 1,
    architecture: architectureOf(parameters),
    batchSize: hidden.length / stateSize,
    adam: optimizer.moments !== undefined,
    updates: optimizer.updates,
    averageLooks: average?.looks ?? 0,
  };
  const members = new Map<string, Uint8Array>([[recordName, json({ ...record, ...head })]]);
  const addAll = (prefix: string, arrays: Parameters): void => {
    const values = weightNamesOf(arrays).map((name) => weightOf(arrays, name));
    weightMembers(arrays, prefix, lossless(...values)).forEach((npy, name) => members.set(name, npy));
  };
  addAll('', parameters);
  addAll(optimizer.moments ? squaresPrefix : memoryPrefix, optimizer.squares);
  if (optimizer.moments) {
    addAll(momentsPrefix, optimizer.moments);
  }
  if (average) {
    addAll(averagePrefix, average.weights);
  }
  if (parameters.cell !== 'rnn') {
    members.set(cellName, writeText(parameters.cell));
  }
  members.set('hidden', writeFloats(hidden, [head.batchSize, stateSize], lossless(hidden)));
  members.set('chars', writeCharacters(vocabulary.characters));
  members.set('data_size', writeInteger(dataSize ?? 0));
  if (notes !== undefined) {
    members.set(notesName, writeText(JSON.stringify(notes)));
  }
  return writeNpz(members);
}

/**
 * Reads a checkpoint, in slices.
 *
 * @param name a short name for people, with which every message begins.
 * @throws PersonError for whatever is not one.
 */
export function readCheckpoint(
  bytes: Uint8Array,
  name: string,
  control: Control = {},
): Promise<CheckpointContents> {
  return withMembers(bytes, name, 'checkpoint', memberNames, control, async (source, slicer) => {
    if (!source.names.includes(recordName)) {
      throw new PersonError(
        'The file is no checkpoint of a training run: it has no member "run". A model is gone on from with --init.',
      );
    }
    const record = await readJson(source);
    const { architecture, batchSize, adam, updates, averageLooks } = headOf(record);
    const read = (prefix: string): Promise<Parameters> => readWeights(source, architecture, prefix, slicer);
    const vocabulary = await readVocabulary(source);
    if (vocabulary.size !== architecture.vocabularySize) {
      throw damaged(`it has ${vocabulary.size} characters and weights for ${architecture.vocabularySize}`);
    }
    return {
      vocabulary,
      record,
      arrays: {
        parameters: await read(''),
        optimizer: {
          squares: await read(adam ? squaresPrefix : memoryPrefix),
          ...(adam && { moments: await read(momentsPrefix) }),
          updates,
        },
        hidden: await readHidden(source, [batchSize, stateSizeOf(architecture)], slicer),
        average: averageLooks > 0 ? { weights: await read(averagePrefix), looks: averageLooks } : undefined,
      },
    };
  });
}

function json(value: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(value));
  return writeNpy('|u1', [text.length], text);
}

async function readJson(source: MemberSource): Promise<unknown> {
  const array = await readArray(source, recordName);
  const { data } = array;
  const view = data.kind === 'numbers' ? data.view : data.kind === 'bytes' ? data.bytes : undefined;
  if (!(view instanceof Uint8Array)) {
    throw damaged('the member "run" is no text');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(view)) as unknown;
  } catch (error) {
    throw damaged('the member "run" is no JSON', error);
  }
}

function headOf(record: unknown): Head {
  const head = (typeof record === 'object' ? (record ?? {}) : {}) as Partial<Record<keyof Head, unknown>>;
  if (head.version !== 1) {
    throw new PersonError('The checkpoint is of another version ({0}): this program reads 1.', {
      values: [JSON.stringify(head.version)],
    });
  }
  const { cell, layers, hiddenSize, vocabularySize } = (head.architecture ?? {}) as Partial<Architecture>;
  const isCount = (value: unknown, least: number, most: number): value is number =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
  const { batchSize, adam, updates, averageLooks } = head;
  if (
    cell === undefined ||
    !cells.includes(cell) ||
    !isCount(layers, 1, maxLayers) ||
    !isCount(hiddenSize, 1, limits.hiddenSize) ||
    !isCount(vocabularySize, 1, limits.vocabularySize) ||
    !isCount(batchSize, 1, 2 ** 20) ||
    !isCount(updates, 0, Number.MAX_SAFE_INTEGER) ||
    !isCount(averageLooks, 0, Number.MAX_SAFE_INTEGER) ||
    typeof adam !== 'boolean'
  ) {
    throw damaged('the member "run" does not say which network it is');
  }
  const architecture = { cell, layers, hiddenSize, vocabularySize };
  checkParameterCount(architecture);
  return { version: 1, architecture, batchSize, adam, updates, averageLooks };
}

async function readHidden(
  source: MemberSource,
  shape: readonly [number, number],
  slicer: Slicer,
): Promise<Float64Array> {
  const array = await readArray(source, 'hidden');
  if (shapeText(array.shape) !== shapeText(shape)) {
    throw damaged(`hidden has shape ${shapeText(array.shape)}, expected ${shapeText(shape)}`);
  }
  return toFloat64(array, 'hidden', slicer);
}

async function readArray(source: MemberSource, name: string): Promise<NdArray> {
  const array = arrayOf(await source.read(name));
  if (array === undefined) {
    throw damaged(`${name} is missing`);
  }
  return array;
}

function damaged(what: string, cause?: unknown): PersonError {
  return new PersonError('The checkpoint is damaged: {0}.', { values: [what], cause });
}
