import { useInspector, useViewState } from '../../app/inspector';
import type { WeightsState } from './state';

/** The view's choices, with an array that the model has: another model may have had others. */
export function useWeights(): [WeightsState, (part: Partial<WeightsState>) => void] {
  const { model } = useInspector();
  const [state, change] = useViewState('weights');
  const exists = model.weights.some(({ name }) => name === state.weight);
  return [exists ? state : { ...state, weight: 'Whh', cursor: null, look: null }, change];
}
