import { gatesOf, layerWeightNames, weightOf, type Parameters } from '../parameters';
import { packPanels, padded } from './panels';

/** Where the weights of a layer lie in the memory of the state reader, as `assembly/stateReader.ts` has them. */
export interface LayerPlaces {
  readonly whh: number;
  /** Of the first layer, a row for each character; of an upper one, one row. */
  readonly columns: number;
  /** Of an upper layer. */
  readonly wxh: number;
  readonly bias: number;
}

/** Numbers in a row of `columns`: all gates, each padded; and a gru's candidate input behind, apart from bn. */
export function columnLength({ cell, hiddenSize }: Pick<Parameters, 'cell' | 'hiddenSize'>): number {
  return (gatesOf[cell] + (cell === 'gru' ? 1 : 0)) * padded(hiddenSize);
}

/**
 * Writes the weights of a layer, counted from 0, to their places.
 *
 * @param view so many numbers of the memory, from an address on.
 */
export function packLayer(
  parameters: Parameters,
  index: number,
  { whh, columns, wxh, bias }: LayerPlaces,
  view: (address: number, length: number) => Float64Array,
): void {
  const { cell, hiddenSize: H, vocabularySize: V } = parameters;
  const row = padded(H);
  const gates = gatesOf[cell];
  const names = layerWeightNames(cell, index + 1);
  const Wxh = weightOf(parameters, names.Wxh);
  const bh = weightOf(parameters, names.bh);
  const packGates = (matrix: Float64Array, address: number): void => {
    for (let gate = 0; gate < gates; gate++) {
      const rows = matrix.subarray(gate * H * H, (gate + 1) * H * H);
      packPanels(rows, H, view(address + 8 * gate * row * H, row * H));
    }
  };
  packGates(weightOf(parameters, names.Whh), whh);
  const length = columnLength(parameters);
  if (index > 0) {
    packGates(Wxh, wxh);
    for (let gate = 0; gate < gates; gate++) {
      view(bias + 8 * gate * row, H).set(bh.subarray(gate * H, (gate + 1) * H));
    }
  } else {
    for (let c = 0; c < V; c++) {
      const column = view(columns + 8 * c * length, length);
      for (let i = 0; i < gates * H; i++) {
        const gate = Math.floor(i / H);
        const place = cell === 'gru' && gate === 2 ? 3 : gate;
        column[place * row + (i % H)] = bh[i] + Wxh[i * V + c];
      }
    }
  }
  if (names.bn) {
    const bn = weightOf(parameters, names.bn);
    for (let c = 0; c < (index > 0 ? 1 : V); c++) {
      view(columns + 8 * (c * length + 2 * row), H).set(bn);
    }
  }
}
