import { cells, gatesOf, layerWeightNames, maxLayers, type Architecture, type Cell } from '../parameters';
import { PersonError } from '../personError';
import { quoted } from './byteText';
import type { MemberSource } from './memberSource';
import { elementCount, type NdArray } from './ndArray';
import { arrayOf, kindOf, textOf, type PickleValue } from './pickleValue';
import { readArray, described } from './readArray';
import { textElements } from './textElements';

/** The member that says which cell a network has: a text with no axes. A file without it holds an rnn. */
export const cellName = 'cell';

/**
 * What kind of network a file holds, of V characters: its cell by the member of that name, its layers by the members that are
 * there, H by the rows of Wxh.
 *
 * @throws PersonError naming the member, and what was expected and found.
 */
export async function readArchitecture(source: MemberSource, vocabularySize: number): Promise<Architecture> {
  const cell = readCell(await source.read(cellName));
  const layers = countLayers(source.names, cell);
  const Wxh = await readArray(source, 'Wxh', { cell, layers });
  return { cell, layers, hiddenSize: hiddenSizeOf(Wxh, cell, vocabularySize), vocabularySize };
}

function readCell(value: PickleValue | undefined): Cell {
  if (value === undefined) {
    return 'rnn';
  }
  const array = arrayOf(value);
  const text =
    array === undefined
      ? textOf(value)
      : elementCount(array.shape) === 1
        ? textElements(array, cellName)?.[0]
        : undefined;
  const expected = `expected the text ${cells.map(quoted).join(' or ')}`;
  if (text === undefined) {
    const found = array === undefined ? kindOf(value) : described(array);
    throw new PersonError('{0} is {1}: {2}.', { values: [quoted(cellName), found, expected] });
  }
  const cell = cells.find((known) => known === text);
  if (cell === undefined) {
    throw new PersonError('{0} is {1}: {2}.', { values: [quoted(cellName), quoted(text), expected] });
  }
  return cell;
}

/** Layers 2 and 3 are there if one of their weights is: `readParameters` then asks for all of them. */
function countLayers(names: readonly string[], cell: Cell): number {
  let layers = 1;
  for (const name of names) {
    const match = /^(Wxh|Whh|bh|bn)([1-9]\d*)?$/.exec(name);
    const layer = Number(match?.[2] ?? 1);
    if (match === null || (layer === 1 && match[2] === '1')) {
      continue;
    }
    if (layer > maxLayers) {
      throw new PersonError('{0} is there: at most {1} layers are possible here.', {
        values: [name, maxLayers],
      });
    }
    if (match[1] === 'bn' && cell !== 'gru') {
      throw new PersonError(
        '{0} is there, a weight that only a gru has, but the cell is {1}: expected a text member ' +
          '{2} that says "gru".',
        { values: [name, cell, quoted(cellName)] },
      );
    }
    layers = Math.max(layers, layer);
  }
  for (let layer = 2; layer < layers; layer++) {
    const { Wxh } = layerWeightNames(cell, layer);
    if (!names.includes(Wxh)) {
      throw new PersonError(
        'There are weights of layer {0}, but {1} is missing: layers are numbered from 2 on without a gap.',
        { values: [layers, Wxh] },
      );
    }
  }
  return layers;
}

function hiddenSizeOf(Wxh: NdArray, cell: Cell, vocabularySize: number): number {
  const [rows, columns] = Wxh.shape;
  const gates = gatesOf[cell];
  if (Wxh.shape.length !== 2 || rows === 0 || columns !== vocabularySize || rows % gates !== 0) {
    throw new PersonError(
      'Wxh has {0}: expected shape ({1}hidden units, {2}), ' +
        'a column for each character of the vocabulary{3}.',
      {
        values: [
          described(Wxh),
          gates === 1 ? '' : `${gates} × `,
          vocabularySize,
          gates === 1 ? '' : ` and ${gates} rows for each unit of a ${cell}`,
        ],
      },
    );
  }
  return rows / gates;
}
