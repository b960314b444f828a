import {
  gatesOf,
  layerWeightNames,
  maxLayers,
  weightOf,
  zeroParameters,
  type Architecture,
  type Cell,
  type Parameters,
} from '../../parameters';
import type { Slicer } from '../../pause';
import { PersonError } from '../../personError';
import { limits } from '../limits';
import { shapeText, type NdArray } from '../ndArray';
import { checkParameterCount } from '../readParameters';
import { toFloat64 } from '../toFloat64';

/** What a tensor became, for people. */
export interface Mapped {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly became: string;
}

export interface Imported {
  readonly parameters: Parameters;
  readonly mapping: readonly Mapped[];
}

type Tensors = ReadonlyMap<string, NdArray>;

const recurrentName = /^(.*?)(weight_ih|weight_hh|bias_ih|bias_hh)_l(\d+)$/;
const looksLikeInput = /emb|wte|lookup|encoder/i;
const looksLikeOutput = /out|head|decod|linear|fc|proj|logit|dense|classif/i;

/**
 * Puts a network together from the state dict of a PyTorch module: nn.RNN (tanh), nn.GRU or nn.LSTM of one to three layers,
 * over one-hot characters or an embedding, and a linear layer to the logits, or the embedding again where they are tied.
 *
 * PyTorch's gates have this project's order. Of its two biases of each row only the sum counts, but for a gru's candidate,
 * whose second one stands behind the reset gate and becomes `bn`. An embedding goes into `Wxh`: reading a character adds
 * W_ih times its vector. Whether an nn.RNN used tanh or relu no file of weights says: tanh is taken.
 *
 * @throws PersonError naming the tensor that does not fit, and its shape.
 */
export async function fromStateDict(
  tensors: Tensors,
  vocabularySize: number,
  slicer: Slicer,
): Promise<Imported> {
  const { prefix, layers } = recurrentPart(tensors);
  const of = (kind: string, layer: number): string => `${prefix}${kind}_l${layer - 1}`;
  const { cell, hiddenSize } = cellOf(tensors, of('weight_hh', 1));
  const architecture: Architecture = { cell, layers, hiddenSize, vocabularySize };
  checkParameterCount(architecture);
  const rest = [...tensors.keys()].filter((name) => !isRecurrent(name, prefix));
  const { embedding, output, bias } = outerPart(tensors, rest, of('weight_ih', 1), architecture);

  const parameters = zeroParameters(architecture);
  const mapping: Mapped[] = [];
  const read = async (name: string, shape: readonly number[], became: string): Promise<Float64Array> => {
    const tensor = tensors.get(name);
    if (tensor === undefined) {
      throw new PersonError('{0} is missing: expected it with shape {1}. {2}', {
        values: [name, shapeText(shape), holds(tensors)],
      });
    }
    if (shapeText(tensor.shape) !== shapeText(shape)) {
      throw new PersonError(
        '{0} has shape {1}: expected {2} in {3} × {4} of ' + '{5} units and {6} characters.',
        {
          values: [name, shapeText(tensor.shape), shapeText(shape), layers, cell, hiddenSize, vocabularySize],
        },
      );
    }
    mapping.push({ tensor: name, shape, became });
    return toFloat64(tensor, name, slicer);
  };

  const rows = gatesOf[cell] * hiddenSize;
  const width = tensors.get(of('weight_ih', 1))!.shape[1];
  const vectors = embedding && (await read(embedding, [vocabularySize, width], 'Wxh, through weight_ih'));
  for (let layer = 1; layer <= layers; layer++) {
    const names = layerWeightNames(cell, layer);
    const reads = layer === 1 ? width : hiddenSize;
    const input = await read(of('weight_ih', layer), [rows, reads], names.Wxh);
    weightOf(parameters, names.Wxh).set(
      layer === 1 && vectors ? await throughEmbedding(input, vectors, width, slicer) : input,
    );
    weightOf(parameters, names.Whh).set(await read(of('weight_hh', layer), [rows, hiddenSize], names.Whh));
    if (tensors.has(of('bias_ih', layer)) || tensors.has(of('bias_hh', layer))) {
      const bh = weightOf(parameters, names.bh);
      bh.set(await read(of('bias_ih', layer), [rows], names.bh));
      const candidate = names.bn === undefined ? rows : 2 * hiddenSize;
      const second = await read(
        of('bias_hh', layer),
        [rows],
        names.bn === undefined ? `${names.bh}, added` : `${names.bh}, added, and ${names.bn}`,
      );
      second.subarray(0, candidate).forEach((value, row) => (bh[row] += value));
      if (names.bn !== undefined) {
        weightOf(parameters, names.bn).set(second.subarray(candidate));
      }
    }
  }
  const tied = output === embedding;
  parameters.Why.set(tied && vectors ? vectors : await read(output, [vocabularySize, hiddenSize], 'Why'));
  if (tied) {
    mapping.push({ tensor: output, shape: [vocabularySize, hiddenSize], became: 'Why too: tied' });
  }
  if (bias !== undefined) {
    parameters.by.set(await read(bias, [vocabularySize], 'by'));
  }
  return { parameters, mapping };
}

/** W_ih E^T: (rows, width) times (V, width), transposed, is (rows, V). */
async function throughEmbedding(
  input: Float64Array,
  vectors: Float64Array,
  width: number,
  slicer: Slicer,
): Promise<Float64Array> {
  const [rows, V] = [input.length / width, vectors.length / width];
  const out = new Float64Array(rows * V);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < V; c++) {
      let sum = 0;
      for (let j = 0; j < width; j++) {
        sum += input[row * width + j] * vectors[c * width + j];
      }
      out[row * V + c] = sum;
    }
    await slicer.done(0);
  }
  return out;
}

function isRecurrent(name: string, prefix: string): boolean {
  return recurrentName.exec(name)?.[1] === prefix;
}

/** The one recurrent module of a network: what its tensors' names begin with, and its layers. */
function recurrentPart(tensors: Tensors): { prefix: string; layers: number } {
  const layersOf = new Map<string, Set<number>>();
  for (const [name, { shape }] of tensors) {
    const foreign = /_l\d+_reverse$/.test(name)
      ? 'is of a network that reads backwards too (bidirectional), which cannot write'
      : /weight_hr_l\d+$/.test(name)
        ? 'is of an LSTM with projections (proj_size)'
        : undefined;
    if (foreign !== undefined) {
      throw new PersonError('{0}, {1}, {2}: such a network does not fit.', {
        values: [name, shapeText(shape), foreign],
      });
    }
    const match = recurrentName.exec(name);
    if (match) {
      layersOf.set(match[1], (layersOf.get(match[1]) ?? new Set()).add(Number(match[3])));
    }
  }
  if (layersOf.size === 0) {
    throw new PersonError(
      'There is no nn.RNN, nn.GRU or nn.LSTM: expected tensors whose names end in weight_ih_l0 and so on. {0}',
      { values: [holds(tensors)] },
    );
  }
  const [[prefix, found], ...more] = layersOf;
  if (more.length > 0) {
    throw new PersonError('There are {0} recurrent modules, {1}: expected one.', {
      values: [layersOf.size, [...layersOf.keys()].join(' and ')],
    });
  }
  const layers = Math.max(...found) + 1;
  if (layers > maxLayers) {
    throw new PersonError('{0}weight_ih_l{1} is there: at most {2} layers fit.', {
      values: [prefix, layers - 1, maxLayers],
    });
  }
  return { prefix, layers };
}

/** The cell by the rows of Whh for each of its columns. */
function cellOf(tensors: Tensors, name: string): { cell: Cell; hiddenSize: number } {
  const shape = tensors.get(name)?.shape;
  if (shape === undefined) {
    throw new PersonError('{0} is missing. {1}', { values: [name, holds(tensors)] });
  }
  const [rows, hiddenSize] = shape;
  const cell = (['rnn', 'gru', 'lstm'] as const).find((known) => rows === gatesOf[known] * hiddenSize);
  if (shape.length !== 2 || hiddenSize === 0 || cell === undefined) {
    throw new PersonError(
      '{0} has shape {1}: expected (H, H) for an nn.RNN, (3 H, H) for an nn.GRU or (4 H, H) for an nn.LSTM.',
      { values: [name, shapeText(shape)] },
    );
  }
  return { cell, hiddenSize };
}

/** What stands before and behind the recurrent module. All of it must have its place. */
function outerPart(
  tensors: Tensors,
  rest: readonly string[],
  input: string,
  { hiddenSize: H, vocabularySize: V }: Architecture,
): { embedding: string | undefined; output: string; bias: string | undefined } {
  const shapeOf = (name: string): readonly number[] => tensors.get(name)!.shape;
  const shown = (name: string): string => `${name}, ${shapeText(shapeOf(name))}`;
  const width = tensors.get(input)?.shape[1] ?? 0;
  if (tensors.get(input)?.shape.length !== 2 || width === 0 || width > limits.vocabularySize) {
    throw new PersonError('{0} is missing or no matrix: expected what the first layer reads. {1}', {
      values: [input, holds(tensors)],
    });
  }
  const is = (name: string, ...shape: number[]): boolean => shapeText(shapeOf(name)) === shapeText(shape);
  const biases = rest.filter((name) => is(name, V));
  const matrices = rest.filter((name) => is(name, V, H) || is(name, V, width));
  const foreign = rest.filter((name) => !biases.includes(name) && !matrices.includes(name));
  if (foreign.length > 0) {
    throw new PersonError(
      '{0}: there is no place for {1} in a network of {2} ' +
        'characters (the vocabulary) with {3} units. Expected a linear output ({2}, {3}) with a bias ({2},) or none, ' +
        'and an embedding ({2}, {4}) or none.',
      { values: [foreign.map(shown).join('; '), foreign.length === 1 ? 'it' : 'them', V, H, width] },
    );
  }
  if (biases.length > 1 || matrices.length > 2) {
    throw new PersonError('{0}: expected one output and one embedding at most.', {
      values: [[...(biases.length > 1 ? biases : matrices)].map(shown).join('; ')],
    });
  }
  const [bias] = biases as (string | undefined)[];
  if (matrices.length === 2) {
    const { embedding, output } = tellApart(matrices, is, V, H, width, shown);
    return { embedding, output, bias };
  }
  if (matrices.length === 0) {
    throw new PersonError('There is no output: expected a matrix of shape ({0}, {1}). {2}', {
      values: [V, H, holds(tensors)],
    });
  }
  const [only] = matrices;
  // One matrix is the output of a network over one-hot characters, or an embedding that is the output too.
  const oneHot = width === V && is(only, V, H) && !(width === H && looksLikeInput.test(only));
  if (!oneHot && width !== H) {
    throw new PersonError(
      '{0}, and {1}, {2}: expected (rows, {3}) for one-hot characters, or an ' +
        'embedding ({3}, {4}) and an output ({3}, {5}).',
      { values: [shown(only), input, shapeText(shapeOf(input)), V, width, H] },
    );
  }
  return { embedding: oneHot ? undefined : only, output: only, bias };
}

/** Which of two matrices is the embedding: by shape, or where both have the same, by their names. */
function tellApart(
  matrices: readonly string[],
  is: (name: string, ...shape: number[]) => boolean,
  V: number,
  H: number,
  width: number,
  shown: (name: string) => string,
): { embedding: string; output: string } {
  const orders = [matrices, [matrices[1], matrices[0]]].filter(
    ([embedding, output]) => is(embedding, V, width) && is(output, V, H),
  );
  const named = orders.filter(
    ([embedding, output]) =>
      orders.length === 1 ||
      (looksLikeInput.test(embedding) && !looksLikeInput.test(output)) ||
      (looksLikeOutput.test(output) && !looksLikeOutput.test(embedding)),
  );
  if (named.length !== 1) {
    throw new PersonError(
      '{0}: which is the embedding and which the output cannot be told. Name them so in the ' +
        'file (embedding.weight, output.weight).',
      { values: [matrices.map(shown).join('; ')] },
    );
  }
  const [[embedding, output]] = named;
  return { embedding, output };
}

function holds(tensors: Tensors): string {
  const names = [...tensors].slice(0, 20).map(([name, { shape }]) => `${name} ${shapeText(shape)}`);
  return `The file has ${names.join(', ') || 'nothing'}${tensors.size > 20 ? ' and more' : ''}.`;
}
