/**
 * The weights of a character-level recurrent network: one to three layers of H units each over V characters, then logits.
 * x_t is one-hot, so `Wxh x_t` is the column of the character read at t; an upper layer reads the hidden state below it.
 * Layers have one of three cells (gates stacked by rows, in the order in which PyTorch has them; s is the logistic function
 * and * goes element by element):
 *
 *     rnn    h = tanh(Wxh x + Whh h' + bh)                                          h' the state before
 *
 *     gru    r, z = s(Wxh x + Whh h' + bh)   rows 0 .. 2H: reset gate, update gate
 *            n    = tanh(Wxh x + bh + r * (Whh h' + bn))   rows 2H .. 3H: candidate
 *            h    = (1 - z) * n + z * h'
 *
 *     lstm   i, f, o = s(Wxh x + Whh h' + bh)   rows 0 .. H, H .. 2H, 3H .. 4H: input, forget, output gate
 *            g = tanh(Wxh x + Whh h' + bh)      rows 2H .. 3H: candidate
 *            c = f * c' + i * g                 h = o * tanh(c)
 *
 *     logits y_t = Why h_t + by, h_t the top layer's             p_t = softmax(y_t / temperature)
 *
 * rnn with one layer is min-char-rnn's network. gru: Cho et al. 2014, with the reset gate behind the product as in cuDNN;
 * lstm: Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000, without peepholes.
 */

/** What a layer computes from what it reads and its own state. */
export const cells = ['rnn', 'gru', 'lstm'] as const;
export type Cell = (typeof cells)[number];

/** A layer's number is what its weights' names end with; the first has none: Wxh, Wxh2, Wxh3. */
export const maxLayers = 3;

/** All that decides the shape of every weight. */
export interface Architecture {
  readonly cell: Cell;
  /** Recurrent layers, 1 to 3. */
  readonly layers: number;
  /** H, the hidden units of each layer. */
  readonly hiddenSize: number;
  /** V, the number of characters. */
  readonly vocabularySize: number;
}

/** Rows of Wxh, Whh and bh for each hidden unit: what each cell has of gates and candidates. */
export const gatesOf: Readonly<Record<Cell, number>> = { rnn: 1, gru: 3, lstm: 4 };

/** The gates of each cell in the order of their rows, by their usual letters; a vanilla cell has nothing to name. */
export const gateNames: Readonly<Record<Cell, readonly string[]>> = {
  rnn: [''],
  gru: ['r', 'z', 'n'],
  lstm: ['i', 'f', 'g', 'o'],
};

/** The weights that every network has, and min-char-rnn's no others, in the order in which they are always listed. */
export const weightNames = ['Wxh', 'Whh', 'Why', 'bh', 'by'] as const;
export type FirstWeightName = (typeof weightNames)[number];
/** Those that depend on the cell and the number of layers. */
export type FurtherWeightName = 'bn' | `${'Wxh' | 'Whh' | 'bh' | 'bn'}${2 | 3}`;
export type WeightName = FirstWeightName | FurtherWeightName;

/**
 * One array for each weight of the network, all row-major and float64 (as a model file holds them, under the same names).
 * G is 1, 3 or 4 for rnn, gru and lstm.
 */
export interface Parameters extends Architecture, Readonly<Partial<Record<FurtherWeightName, Float64Array>>> {
  /** (G H, V): input to hidden. */
  readonly Wxh: Float64Array;
  /** (G H, H): hidden to hidden. */
  readonly Whh: Float64Array;
  /** (V, H): hidden to logits. */
  readonly Why: Float64Array;
  /** (G H): hidden bias. */
  readonly bh: Float64Array;
  /** (V): output bias. */
  readonly by: Float64Array;
  // gru only: bn, (H), the bias of the candidate's recurrent part.
  // Layer l, from 2 on: Wxh<l>, (G H, H), reads the layer below; Whh<l>, bh<l> and bn<l> as in the first.
}

/** The network of min-char-rnn: one layer of the vanilla cell. */
export function vanilla(hiddenSize: number, vocabularySize: number): Architecture {
  return { cell: 'rnn', layers: 1, hiddenSize, vocabularySize };
}

/** The architecture alone. */
export function architectureOf({ cell, layers, hiddenSize, vocabularySize }: Architecture): Architecture {
  return { cell, layers, hiddenSize, vocabularySize };
}

/** Whether it is min-char-rnn's network, of which each pre-activation is a plain sum and each state a tanh of one. */
export function isVanilla({ cell, layers }: Architecture): boolean {
  return cell === 'rnn' && layers === 1;
}

/** Numbers in a state: of each layer h, and behind it c for an lstm. */
export function stateSizeOf({ cell, layers, hiddenSize }: Architecture): number {
  return layers * hiddenSize * (cell === 'lstm' ? 2 : 1);
}

/** Where in a state the top layer's h begins: what the logits are read from. */
export function topStateOf({ cell, layers, hiddenSize }: Architecture): number {
  return (layers - 1) * hiddenSize * (cell === 'lstm' ? 2 : 1);
}

/** The names of one layer's weights, counted from 1. */
export function layerWeightNames(
  cell: Cell,
  layer: number,
): { Wxh: WeightName; Whh: WeightName; bh: WeightName; bn: WeightName | undefined } {
  const end = (layer === 1 ? '' : String(layer)) as '' | '2' | '3';
  return {
    Wxh: `Wxh${end}` as WeightName,
    Whh: `Whh${end}` as WeightName,
    bh: `bh${end}` as WeightName,
    bn: cell === 'gru' ? (`bn${end}` as WeightName) : undefined,
  };
}

/** The names of all weights of a network, in the order in which they are always listed. */
export function weightNamesOf({
  cell,
  layers,
}: Pick<Architecture, 'cell' | 'layers'>): readonly WeightName[] {
  const names: WeightName[] = [...weightNames];
  for (let layer = 1; layer <= layers; layer++) {
    const { Wxh, Whh, bh, bn } = layerWeightNames(cell, layer);
    names.push(...(layer > 1 ? [Wxh, Whh, bh] : []), ...(bn ? [bn] : []));
  }
  return names;
}

/** Every weight's name there is, for whoever checks names before he knows the network. */
export const allWeightNames: readonly WeightName[] = [
  ...new Set(cells.flatMap((cell) => weightNamesOf({ cell, layers: maxLayers }))),
];

/** Whether a weight is a bias: one column, and no weight decay. */
export function isBias(name: WeightName): boolean {
  return name.startsWith('b');
}

/** The shape of a weight; biases are columns of one. */
export function weightShape(name: WeightName, architecture: Architecture): [number, number] {
  const { cell, hiddenSize, vocabularySize } = architecture;
  const rows = gatesOf[cell] * hiddenSize;
  if (name === 'Why' || name === 'by') {
    return [vocabularySize, name === 'by' ? 1 : hiddenSize];
  }
  if (isBias(name)) {
    return [name.startsWith('bn') ? hiddenSize : rows, 1];
  }
  return [rows, name === 'Wxh' ? vocabularySize : hiddenSize];
}

/** A weight that the network has. @throws RangeError where it does not. */
export function weightOf(parameters: Parameters, name: WeightName): Float64Array {
  const values = parameters[name];
  if (!values) {
    throw new RangeError(`There is no ${name} in a network of ${parameters.layers} × ${parameters.cell}.`);
  }
  return values;
}

/** Parameters whose every array is made by `make`. */
export function makeParameters(
  architecture: Architecture,
  make: (name: WeightName, shape: [number, number]) => Float64Array,
): Parameters {
  const arrays = weightNamesOf(architecture).map((name): [WeightName, Float64Array] => [
    name,
    make(name, weightShape(name, architecture)),
  ]);
  return {
    ...architectureOf(architecture),
    ...(Object.fromEntries(arrays) as Record<FirstWeightName, Float64Array>),
  };
}

/** Parameters of the given sizes, all zero. */
export function zeroParameters(architecture: Architecture): Parameters {
  return makeParameters(architecture, (_, [rows, columns]) => new Float64Array(rows * columns));
}

/** A deep copy: what happens to the copy does not reach the original. */
export function copyParameters(source: Parameters): Parameters {
  return makeParameters(source, (name) => weightOf(source, name).slice());
}

/** How many numbers the network has. */
export function parameterCount(architecture: Architecture): number {
  return weightNamesOf(architecture).reduce((sum, name) => {
    const [rows, columns] = weightShape(name, architecture);
    return sum + rows * columns;
  }, 0);
}
