import type { EventData } from '../../src/protocol/inspector/inspector';
import type { Questions } from './questions';
import type { PageState } from './state';
import type { Store } from './store';

/** Follows what the extension tells. From the very beginning: it may tell while the page is still loading. */
export function listen(questions: Questions, store: Store<PageState>): void {
  const { requester } = questions;
  requester.on('modelChanged', () => questions.forget());
  requester.on('textsChanged', () => questions.forgetTexts());
  requester.on('show', (what) => store.update((state) => shown(state, what)));
}

/** The state after something was shown; what it does not name stays. */
export function shown(
  state: PageState,
  { view, text, place, from, to, neuron }: EventData<'show'>,
): PageState {
  const position = place?.kind === 'place' ? place.position : undefined;
  const named = Object.fromEntries(
    Object.entries({ text, from, to, neuron, position }).filter(([, value]) => value !== undefined),
  );
  const scope = position !== undefined ? 'place' : place?.kind === 'zero' ? 'zero' : undefined;
  return {
    ...state,
    view,
    selection: { ...state.selection, ...(to === undefined ? {} : { foil: null }), ...named },
    views: scope ? { ...state.views, transitions: { ...state.views.transitions, scope } } : state.views,
  };
}
