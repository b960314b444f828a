import type { FeatureScore, NeuronSummary } from '../../../src/protocol/inspector/neurons';
import type { NeuronsState } from './state';

/**
 * A label that explains less of the activation than this share of its variance is no label: it is not shown. The person
 * sees the figure beside every label that is.
 */
export const leastExplained = 0.1;

/** The feature that names a neuron, if one explains enough. */
export function labelOf({ best }: Pick<NeuronSummary, 'best'>): FeatureScore | undefined {
  return best && best.explained >= leastExplained ? best : undefined;
}

/** Rows of the table: those whose label has the words, in the order wanted. */
export function arrangeNeurons(
  neurons: readonly NeuronSummary[],
  { order, filter }: Pick<NeuronsState, 'order' | 'filter'>,
): NeuronSummary[] {
  const words = filter.trim().toLowerCase();
  const fits = (summary: NeuronSummary): boolean =>
    words === '' ||
    String(summary.neuron) === words ||
    (labelOf(summary)?.label.toLowerCase().includes(words) ?? false);
  const value = (summary: NeuronSummary): number => {
    switch (order) {
      case 'explained':
        return summary.best?.explained ?? -1;
      case 'neuron':
        return -summary.neuron;
      case 'memory':
        return summary.memory ?? Infinity;
      case 'standardDeviation':
        return summary.standardDeviation;
      case 'saturated':
        return summary.saturated;
      case 'mean':
        return summary.mean;
    }
  };
  return neurons.filter(fits).sort((a, b) => value(b) - value(a) || a.neuron - b.neuron);
}

/** Both ends of a list that stands by value: the strongest for and against. */
export function bothEnds<T>(
  list: readonly T[],
  count: number,
): { readonly first: readonly T[]; readonly last: readonly T[] } {
  return list.length <= 2 * count
    ? { first: list, last: [] }
    : { first: list.slice(0, count), last: list.slice(-count) };
}
