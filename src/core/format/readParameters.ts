import type { Slicer } from '../pause';
import {
  vanilla,
  weightNames,
  weightShape,
  type Parameters,
  type FirstWeightName as WeightName,
} from '../parameters';
import { PersonError } from '../personError';
import { readableNumbers } from './dtype';
import { limits } from './limits';
import { holds, type MemberSource } from './memberSource';
import { elementCount, shapeText, type NdArray } from './ndArray';
import { numberReader } from './numberReader';
import { arrayOf, kindOf } from './pickleValue';
import { toFloat64 } from './toFloat64';

/** Adagrad's memory of a weight has its name with an m in front. */
export const memoryNames = weightNames.map((name) => `m${name}` as const);

/** Smallest number of an Adagrad memory. */
const memoryLowest = { value: 0, because: 'an Adagrad memory is a sum of squares, so it cannot be negative' };

/**
 * Reads the five weights of a network of V characters. H is the number of rows of Wxh; every other shape must follow
 * from the two. Biases may be columns (H, 1), as min-char-rnn has them, or vectors (H,).
 *
 * @throws PersonError naming the member, and what was expected and found.
 */
export async function readParameters(
  source: MemberSource,
  vocabularySize: number,
  slicer: Slicer,
): Promise<Parameters> {
  const hiddenSize = hiddenSizeOf(await readArray(source, 'Wxh'), vocabularySize);
  checkParameterCount(hiddenSize, vocabularySize);
  return readAll(hiddenSize, vocabularySize, async (name) => {
    const array = await readArray(source, name);
    checkShape(array, name, name, hiddenSize, vocabularySize);
    return toFloat64(array, name, slicer);
  });
}

/**
 * Reads the five Adagrad memories of a network.
 *
 * @returns undefined if the file has none, or if they are nothing but zeros: so Adagrad begins.
 * @throws PersonError if only some are there, or as `readParameters` does.
 */
export async function readMemory(
  source: MemberSource,
  { hiddenSize, vocabularySize }: Parameters,
  slicer: Slicer,
): Promise<Parameters | undefined> {
  const missing = memoryNames.filter((name) => !source.names.includes(name));
  if (missing.length === memoryNames.length) {
    return undefined;
  }
  if (missing.length > 0) {
    throw new PersonError(
      `The Adagrad memories are incomplete: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. ` +
        `Expected all of ${memoryNames.join(', ')}, or none.`,
    );
  }
  const memory = await readAll(hiddenSize, vocabularySize, async (name) => {
    const array = await readArray(source, `m${name}`);
    checkShape(array, `m${name}`, name, hiddenSize, vocabularySize);
    return toFloat64(array, `m${name}`, slicer, memoryLowest);
  });
  return weightNames.every((name) => memory[name].every((value) => value === 0)) ? undefined : memory;
}

/** @throws PersonError if a network of these sizes is past the limits. */
export function checkParameterCount(hiddenSize: number, vocabularySize: number): void {
  const count = hiddenSize * (vocabularySize + hiddenSize + 1) + vocabularySize * (hiddenSize + 1);
  const tooMany = (what: string, found: number, most: number): PersonError =>
    new PersonError(`The network has ${found} ${what}: at most ${most} are possible here.`);
  if (hiddenSize > limits.hiddenSize) {
    throw tooMany('hidden units', hiddenSize, limits.hiddenSize);
  }
  if (vocabularySize > limits.vocabularySize) {
    throw tooMany('characters', vocabularySize, limits.vocabularySize);
  }
  if (count > limits.parameters) {
    throw tooMany('weights', count, limits.parameters);
  }
}

async function readAll(
  hiddenSize: number,
  vocabularySize: number,
  read: (name: WeightName) => Promise<Float64Array>,
): Promise<Parameters> {
  return {
    ...vanilla(hiddenSize, vocabularySize),
    Wxh: await read('Wxh'),
    Whh: await read('Whh'),
    Why: await read('Why'),
    bh: await read('bh'),
    by: await read('by'),
  };
}

async function readArray(source: MemberSource, name: string): Promise<NdArray> {
  const value = await source.read(name);
  if (value === undefined) {
    throw new PersonError(
      `${name} is missing: expected ${weightNames.join(', ')} and the vocabulary. ${holds(source)}`,
    );
  }
  const array = arrayOf(value);
  if (array === undefined) {
    throw new PersonError(`${name} is ${kindOf(value)}: expected an array of numbers.`);
  }
  return array;
}

function hiddenSizeOf(Wxh: NdArray, vocabularySize: number): number {
  const [hiddenSize, columns] = Wxh.shape;
  if (Wxh.shape.length !== 2 || hiddenSize === 0 || columns !== vocabularySize) {
    throw new PersonError(
      `Wxh has ${described(Wxh)}: expected shape (hidden units, ${vocabularySize}), a column for each character of ` +
        'the vocabulary.',
    );
  }
  return hiddenSize;
}

function checkShape(
  array: NdArray,
  member: string,
  weight: WeightName,
  hiddenSize: number,
  vocabularySize: number,
): void {
  const expected = weightShape(weight, vanilla(hiddenSize, vocabularySize));
  const isBias = expected[1] === 1 && (weight === 'bh' || weight === 'by');
  const fits =
    (array.shape.length === 2 || (isBias && array.shape.length === 1)) &&
    array.shape.every((length, axis) => length === expected[axis]);
  if (!fits || elementCount(array.shape) !== expected[0] * expected[1]) {
    throw new PersonError(
      `${member} has ${described(array)}: expected shape ${shapeText(expected)}, for ${hiddenSize} hidden units (the ` +
        `rows of Wxh) and ${vocabularySize} characters (the vocabulary).`,
    );
  }
  if (numberReader(array) === undefined) {
    throw new PersonError(`${member} has ${described(array)}: expected numbers (${readableNumbers}).`);
  }
}

/** The shape and type of an array, for messages. */
function described({ dtype, shape }: NdArray): string {
  return `shape ${shapeText(shape)} and type ${dtype.text}`;
}
