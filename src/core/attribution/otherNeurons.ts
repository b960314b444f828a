/** All neurons but some. */
export function otherNeurons(neurons: readonly number[], hiddenSize: number): number[] {
  const some = new Set(neurons);
  return Array.from({ length: hiddenSize }, (_, neuron) => neuron).filter((neuron) => !some.has(neuron));
}
