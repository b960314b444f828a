import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { MethodName, Params, Reply, ViewName } from '../../src/protocol/inspector/inspector';
import type { ModelDescription } from '../../src/protocol/inspector/model';
import type { Looked } from '../../src/protocol/inspector/report';
import type { TextInfo } from '../../src/protocol/inspector/texts';
import type { Asked, Questions } from './questions';
import type { PageState, Selection, ViewStates } from './state';
import type { Store } from './store';

/** What every view has at hand. */
export interface Inspector {
  readonly model: ModelDescription;
  readonly texts: readonly TextInfo[];
  /** Whether the list of texts is that of now. */
  readonly areTextsKnown: boolean;
  /** The chosen text, if it is (still) open. */
  readonly text: TextInfo | undefined;
  readonly selection: Selection;
  readonly state: PageState;
  readonly store: Store<PageState>;
  readonly questions: Questions;
  /** Chooses; what is not named stays. */
  readonly select: (part: Partial<Selection>) => void;
  /** Shows another view, with something chosen. */
  readonly go: (view: ViewName, part?: Partial<Selection>) => void;
  /** Says something to a screen reader. */
  readonly announce: (words: string) => void;
}

const context = createContext<Inspector | undefined>(undefined);
export const InspectorProvider = context.Provider;

export function useInspector(): Inspector {
  const inspector = useContext(context);
  if (!inspector) {
    throw new Error('A view stands outside the inspector.');
  }
  return inspector;
}

/** The choices of one view, and how to change them. */
export function useViewState<V extends ViewName>(
  view: V,
): [ViewStates[V], (part: Partial<ViewStates[V]>) => void] {
  const { state, store } = useInspector();
  return [state.views[view], (part) => changeView(store, view, part)];
}

/** Changes choices of one view, whichever is shown. */
export function changeView<V extends ViewName>(
  store: Store<PageState>,
  view: V,
  part: Partial<ViewStates[V]>,
): void {
  store.update((state) => ({
    ...state,
    views: { ...state.views, [view]: { ...state.views[view], ...part } },
  }));
}

/** Remembers for the report that something was looked at; the latest stands last, once. */
export function remember(store: Store<PageState>, what: Looked): void {
  const key = JSON.stringify(what);
  store.update((state) =>
    state.looked.some((other) => JSON.stringify(other) === key)
      ? state
      : { ...state, looked: [...state.looked, what].slice(-200) },
  );
}

/** Redraws whenever a store changes. */
export function useStore<T>(store: Store<T> | undefined): T | undefined {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const drawn = store?.current;
  useLayoutEffect(() => {
    // It may have been replaced since it was drawn.
    if (store?.current !== drawn) {
      redraw(undefined);
    }
    return store?.subscribe(() => redraw(undefined));
  }, [store]);
  return drawn;
}

/** What a view knows of an answer: how far the question is, and the answer to the one before. */
export interface Answered<M extends MethodName> {
  readonly asked: Asked<M> | undefined;
  /** The latest reply; `isStale` while it answers the question before. */
  readonly reply: Reply<M> | undefined;
  readonly isStale: boolean;
}

/** Asks for something as long as it is shown; null asks nothing. */
export function useReply<M extends MethodName>(method: M, params: Params<M> | null): Answered<M> {
  const { questions } = useInspector();
  const asked = useStore(params === null ? undefined : questions.ask(method, params));
  const last = useRef<Reply<M> | undefined>(undefined);
  if (asked?.status === 'done') {
    last.current = asked.reply;
  } else if (asked === undefined) {
    last.current = undefined;
  }
  const isDone = asked?.status === 'done';
  return { asked, reply: isDone ? asked.reply : last.current, isStale: !isDone };
}
