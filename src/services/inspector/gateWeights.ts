import { layerWeights } from '../../core/kernel/cells/recurrentLayer';
import { gateNames, type Parameters } from '../../core/parameters';
import type { NeuronReply } from '../../protocol/inspector/neurons';

type GateWeights = Pick<NeuronReply, 'reads' | 'listensTo' | 'listensBelow' | 'heardBy'>;

/** The weights into each gate of a neuron of the top layer, and out of it to the gates of its own layer. */
export function gateWeights(parameters: Parameters, neuron: number): GateWeights {
  const { cell, layers, hiddenSize: H, vocabularySize: V } = parameters;
  const { Wxh, Whh } = layerWeights(parameters, layers);
  const row = (matrix: Float64Array, at: number, columns: number): number[] => [
    ...matrix.subarray(at * columns, (at + 1) * columns),
  ];
  const rowsOf = gateNames[cell].map((gate, at) => ({ gate, row: at * H + neuron, first: at * H }));
  return {
    reads: layers > 1 ? [] : rowsOf.map(({ gate, row: at }) => ({ gate, values: ranked(row(Wxh, at, V)) })),
    listensTo: rowsOf.map(({ gate, row: at }) => ({ gate, values: partners(row(Whh, at, H)) })),
    listensBelow:
      layers > 1 ? rowsOf.map(({ gate, row: at }) => ({ gate, values: partners(row(Wxh, at, H)) })) : [],
    heardBy: rowsOf.map(({ gate, first }) => ({
      gate,
      values: partners(Array.from({ length: H }, (_, k) => Whh[(first + k) * H + neuron])),
    })),
  };
}

/** Characters with their weights, the largest first. */
export function ranked(values: readonly number[]): NeuronReply['writes'] {
  return values.map((value, character) => ({ character, value })).sort((a, b) => b.value - a.value);
}

/** Neurons with their weights, the largest absolute weight first. */
function partners(values: readonly number[]): NeuronReply['listensTo'][number]['values'] {
  return values
    .map((value, neuron) => ({ neuron, value }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
}
