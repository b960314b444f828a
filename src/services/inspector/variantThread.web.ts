import type { TransitionFigures } from './measureTransition';

/** In a browser the inspector's worker has no threads beside it: the work is still to be done. */
export function measureInThread(): Promise<TransitionFigures[] | undefined> {
  return Promise.resolve(undefined);
}
