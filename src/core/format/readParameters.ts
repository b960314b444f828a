import type { Slicer } from '../pause';
import {
  allWeightNames,
  isBias,
  makeParameters,
  parameterCount,
  weightNamesOf,
  weightOf,
  weightShape,
  type Architecture,
  type Parameters,
  type WeightName,
} from '../parameters';
import { PersonError } from '../personError';
import { readableNumbers } from './dtype';
import { limits, maximumFloat32 } from './limits';
import type { MemberSource } from './memberSource';
import { elementCount, shapeText, type NdArray } from './ndArray';
import { numberReader } from './numberReader';
import { cellName, readArchitecture } from './readArchitecture';
import { described, readArray } from './readArray';
import { coordinates, toFloat64, whyNotWeight } from './toFloat64';
import { scaleName } from './weightMembers';

/** Numbers scaled between two looks at the clock. */
const chunk = 8192;

/** Smallest number of an Adagrad memory. */
const sumOfSquares = {
  value: 0,
  because: 'an Adagrad memory is a sum of squares, so it cannot be negative',
};

/** The names under which arrays shaped like weights stand, whatever the network: a weight's, with a prefix. */
export function prefixedNames(prefix: string): string[] {
  return allWeightNames.map((name) => prefix + name);
}

/** All members that `readParameters` and `readMemory` look at. */
export const parameterMembers: readonly string[] = [
  ...allWeightNames,
  ...allWeightNames.map(scaleName),
  ...prefixedNames('m'),
  cellName,
];

/**
 * Reads the weights of a network of V characters, whose cell, layers and size follow from the members; every other shape
 * must follow from those. Biases may be columns (H, 1), as min-char-rnn has them, or vectors (H,).
 *
 * @throws PersonError naming the member, and what was expected and found.
 */
export async function readParameters(
  source: MemberSource,
  vocabularySize: number,
  slicer: Slicer,
): Promise<Parameters> {
  const architecture = await readArchitecture(source, vocabularySize);
  checkParameterCount(architecture);
  return readWeights(source, architecture, '', slicer);
}

/**
 * Reads the Adagrad memories of a network.
 *
 * @returns undefined if the file has none, or if they are nothing but zeros: so Adagrad begins.
 * @throws PersonError if only some are there, or as `readParameters` does.
 */
export async function readMemory(
  source: MemberSource,
  architecture: Architecture,
  slicer: Slicer,
): Promise<Parameters | undefined> {
  const names = weightNamesOf(architecture).map((name) => `m${name}`);
  const missing = names.filter((name) => !source.names.includes(name));
  if (missing.length === names.length) {
    return undefined;
  }
  if (missing.length > 0) {
    throw new PersonError(
      'The Adagrad memories are incomplete: {0} {1} missing. ' + 'Expected all of {2}, or none.',
      { values: [missing.join(', '), missing.length === 1 ? 'is' : 'are', names.join(', ')] },
    );
  }
  const memory = await readWeights(source, architecture, 'm', slicer, sumOfSquares);
  return weightNamesOf(memory).every((name) => weightOf(memory, name).every((value) => value === 0))
    ? undefined
    : memory;
}

/**
 * Reads an array for each weight of a network, of the weight's shape, as `weightMembers` writes them.
 *
 * @param prefix stands before each weight's name: nothing for the weights themselves, which alone may be in bytes.
 * @param lowest the smallest number allowed, with what to say of a smaller one.
 * @throws PersonError naming the member, and what was expected and found.
 */
export async function readWeights(
  source: MemberSource,
  architecture: Architecture,
  prefix: string,
  slicer: Slicer,
  lowest?: { readonly value: number; readonly because: string },
): Promise<Parameters> {
  const arrays = new Map<WeightName, Float64Array>();
  for (const name of weightNamesOf(architecture)) {
    const member = prefix + name;
    const array = await readArray(source, member, architecture);
    checkShape(array, member, name, architecture, source);
    const values = await toFloat64(array, member, slicer, lowest);
    if (prefix === '' && source.names.includes(scaleName(name))) {
      await scaleRows(values, array, name, source, architecture, slicer);
    }
    arrays.set(name, values);
  }
  return makeParameters(architecture, (name) => arrays.get(name)!);
}

/** @throws PersonError if a network of this kind is past the limits. */
export function checkParameterCount(architecture: Architecture): void {
  const { hiddenSize, vocabularySize } = architecture;
  const count = parameterCount(architecture);
  const tooMany = (what: string, found: number, most: number): PersonError =>
    new PersonError('The network has {0} {1}: at most {2} are possible here.', {
      values: [found, what, most],
    });
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

/** Multiplies the rows of a matrix in bytes by their scales, in place. */
async function scaleRows(
  values: Float64Array,
  { dtype, shape }: NdArray,
  name: WeightName,
  source: MemberSource,
  architecture: Architecture,
  slicer: Slicer,
): Promise<void> {
  const member = scaleName(name);
  if (dtype.kind !== 'i' || dtype.size !== 1) {
    throw new PersonError('{0} is there, but {1} has type {2}: expected int8, of which it is the scale.', {
      values: [member, name, dtype.text],
    });
  }
  const array = await readArray(source, member, architecture);
  const [rows, columns] = weightShape(name, architecture);
  const lengths = shapeText(array.shape);
  if (lengths !== shapeText([rows, 1]) && lengths !== shapeText([rows])) {
    throw new PersonError('{0} has {1}: expected shape ({2}, 1), a number for each row of {3}.', {
      values: [member, described(array), rows, name],
    });
  }
  const scales = await toFloat64(array, member, slicer);
  const rowsAtOnce = Math.max(1, Math.floor(chunk / columns));
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const end = Math.min(rows, row + rowsAtOnce);
    const wrong = multiplyRows(values, scales, row, end, columns);
    if (wrong !== undefined) {
      const why = whyNotWeight(values[wrong]) ?? '';
      throw new PersonError('{0} times its scale is {1}.', {
        values: [coordinates(name, shape, wrong), why],
      });
    }
    await slicer.done(0);
  }
}

/** Multiplies the rows [begin, end) by their scales. @returns where the first product past float32 stands, if any. */
function multiplyRows(
  values: Float64Array,
  scales: Float64Array,
  begin: number,
  end: number,
  columns: number,
): number | undefined {
  for (let row = begin; row < end; row++) {
    const scale = scales[row];
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      const value = values[at] * scale;
      values[at] = value;
      if (!(Math.abs(value) <= maximumFloat32)) {
        return at;
      }
    }
  }
  return undefined;
}

function checkShape(
  array: NdArray,
  member: string,
  weight: WeightName,
  architecture: Architecture,
  source: MemberSource,
): void {
  const { cell, layers, hiddenSize, vocabularySize } = architecture;
  const expected = weightShape(weight, architecture);
  const fits =
    (array.shape.length === 2 || (isBias(weight) && array.shape.length === 1)) &&
    array.shape.every((length, axis) => length === expected[axis]);
  if (!fits || elementCount(array.shape) !== expected[0] * expected[1]) {
    const network = cell === 'rnn' && layers === 1 ? '' : ` in ${layers} × ${cell}`;
    const perUnit = cell === 'rnn' ? '' : ' by its gates';
    throw new PersonError(
      '{0} has {1}: expected shape {2}, for {3} hidden units (the ' +
        'rows of Wxh{4}){5} and {6} characters (the vocabulary).{7}',
      {
        values: [
          member,
          described(array),
          shapeText(expected),
          hiddenSize,
          perUnit,
          network,
          vocabularySize,
          cellHint(array, weight, source),
        ],
      },
    );
  }
  if (numberReader(array) === undefined) {
    throw new PersonError('{0} has {1}: expected numbers ({2}).', {
      values: [member, described(array), readableNumbers],
    });
  }
}

/** What to say where gates seem to be there, but no word of them. */
function cellHint({ shape: [rows, columns] }: NdArray, weight: WeightName, source: MemberSource): string {
  const gated = weight === 'Whh' && (rows === 3 * columns || rows === 4 * columns);
  return gated && !source.names.includes(cellName)
    ? ` If it is ${rows === 3 * columns ? 'a gru' : 'an lstm'}, a text member "${cellName}" has to say so.`
    : '';
}
