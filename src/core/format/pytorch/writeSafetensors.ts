import type { Model } from '../../model';
import { gatesOf, layerWeightNames, weightOf, type Parameters } from '../../parameters';
import { lossless } from '../lossless';
import { checkNumbers } from '../weightMembers';

/** A tensor to write: numbers in C order. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * A network as the state dict of a PyTorch module, in a safetensors file: `recurrent` is its nn.RNN, nn.GRU or nn.LSTM over
 * one-hot characters, `output` its nn.Linear. `import` takes it back. What only a gru's candidate needs, PyTorch has for each
 * row: the second biases are zeros but for `bn`. The vocabulary stands in the file's metadata, as JSON, under `characters`.
 *
 * @throws PersonError for a number that is not finite.
 */
export function writeSafetensors({ parameters, vocabulary }: Model, precision: 'f8' | 'f4'): Uint8Array {
  const texts = { format: 'pt', characters: JSON.stringify(vocabulary.characters) };
  return safetensorsFile(stateDict(parameters), texts, precision);
}

/**
 * Tensors, and texts beside them, as a safetensors file.
 *
 * @param chosen `lossless` takes for each tensor the smallest that holds it.
 * @throws PersonError for a number that is not finite.
 */
export function safetensorsFile(
  tensors: readonly Tensor[],
  texts: Readonly<Record<string, string>>,
  chosen: 'f8' | 'f4' | 'lossless',
): Uint8Array {
  const precisions = tensors.map(({ values }) => (chosen === 'lossless' ? lossless(values) : chosen));
  const header: Record<string, unknown> = { __metadata__: texts };
  let end = 0;
  for (const [at, { name, shape, values }] of tensors.entries()) {
    const precision = precisions[at];
    checkNumbers(values, name, shape, precision);
    const begin = end;
    end += values.length * (precision === 'f8' ? 8 : 4);
    header[name] = { dtype: precision === 'f8' ? 'F64' : 'F32', shape, data_offsets: [begin, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Spaces behind the header let the numbers begin where a float64 may.
  const length = 8 * Math.ceil(text.length / 8);
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  let at = 8 + length;
  for (const [index, { values }] of tensors.entries()) {
    const { buffer, byteOffset, byteLength } =
      precisions[index] === 'f8' ? values : Float32Array.from(values);
    file.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return file;
}

/** Parameters, or whatever has their shapes, as tensors by PyTorch's names, with a prefix before them. */
export function stateDict(parameters: Parameters, prefix = ''): Tensor[] {
  const { cell, layers, hiddenSize: H, vocabularySize: V } = parameters;
  const rows = gatesOf[cell] * H;
  const tensors: Tensor[] = [];
  for (let layer = 1; layer <= layers; layer++) {
    const names = layerWeightNames(cell, layer);
    const second = new Float64Array(rows);
    if (names.bn !== undefined) {
      second.set(weightOf(parameters, names.bn), 2 * H);
    }
    const add = (kind: string, shape: readonly number[], values: Float64Array): void => {
      tensors.push({ name: `${prefix}recurrent.${kind}_l${layer - 1}`, shape, values });
    };
    add('weight_ih', [rows, layer === 1 ? V : H], weightOf(parameters, names.Wxh));
    add('weight_hh', [rows, H], weightOf(parameters, names.Whh));
    add('bias_ih', [rows], weightOf(parameters, names.bh));
    add('bias_hh', [rows], second);
  }
  tensors.push(
    { name: `${prefix}output.weight`, shape: [V, H], values: parameters.Why },
    { name: `${prefix}output.bias`, shape: [V], values: parameters.by },
  );
  return tensors;
}
