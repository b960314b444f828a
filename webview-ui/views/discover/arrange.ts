import type { Pair } from '../../../src/protocol/inspector/discovery';
import type { DiscoverState } from './state';

/** Pairs in the order wanted; `rank` is the order of the scan itself. */
export function arrangePairs(pairs: readonly Pair[], order: DiscoverState['order']): readonly Pair[] {
  const value = (pair: Pair): number => {
    switch (order) {
      case 'rank':
        return 0;
      case 'count':
        return pair.count;
      case 'probability':
        return pair.probability;
      case 'surprise':
        return pair.surprise;
      case 'causal':
        return pair.probability - pair.withoutAll;
    }
  };
  return order === 'rank' ? pairs : [...pairs].sort((a, b) => value(b) - value(a));
}

/** Where the controls of a behaviour ended, on average. */
export function meanAfter(controls: readonly { readonly after: number }[]): number | undefined {
  return controls.length === 0
    ? undefined
    : controls.reduce((sum, { after }) => sum + after, 0) / controls.length;
}
