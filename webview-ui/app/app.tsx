import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ViewName } from '../../src/protocol/inspector/inspector';
import type { Requester } from '../../src/protocol/inspector/requester';
import { Failed, Waiting } from '../parts/answer';
import { t } from '../strings';
import { Boundary } from './boundary';
import { Header } from './header';
import { InspectorProvider, useStore, type Inspector } from './inspector';
import { Navigation } from './navigation';
import { Questions, type Asked } from './questions';
import type { PageState, Selection } from './state';
import type { Store } from './store';
import { allViews } from './views';

interface AppProps {
  readonly requester: Requester;
  readonly store: Store<PageState>;
}

/** The frame: asks what model and texts there are, and shows one view of them. */
export function App({ requester, store }: AppProps): JSX.Element {
  const questions = useMemo(() => new Questions(requester), [requester]);
  const [, redraw] = useState(0);
  useEffect(() => {
    const again = (): void => {
      questions.forget();
      redraw((count) => count + 1);
    };
    const listening = [
      requester.on('modelChanged', again),
      requester.on('textsChanged', () => questions.forgetTexts()),
      requester.on('show', ({ view, text, place, from, to, neuron }) => {
        const position = place?.kind === 'place' ? place.position : undefined;
        store.update((state) => shown(state, view, { text, from, to, neuron, position }));
      }),
    ];
    return () => {
      for (const one of listening) {
        one.dispose();
      }
    };
  }, [requester, questions, store]);
  const model = useStore(questions.ask('describe', {}));
  const texts = useStore(questions.ask('listTexts', {}));
  return <Frame model={model!} texts={texts!} questions={questions} store={store} />;
}

/** The state after an event that shows something; what it does not name stays. */
function shown(
  state: PageState,
  view: ViewName,
  named: Partial<Record<keyof Selection, unknown>>,
): PageState {
  const given = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
  const scope = named.position !== undefined ? 'place' : named.text !== undefined ? 'text' : undefined;
  return {
    ...state,
    view,
    selection: { ...state.selection, ...given },
    views:
      scope && view === 'transitions'
        ? { ...state.views, transitions: { ...state.views.transitions, scope } }
        : state.views,
  };
}

interface FrameProps {
  readonly model: Asked<'describe'>;
  readonly texts: Asked<'listTexts'>;
  readonly questions: Questions;
  readonly store: Store<PageState>;
}

function Frame({ model, texts, questions, store }: FrameProps): JSX.Element {
  const state = useStore(store)!;
  const [words, announce] = useState('');
  const panel = useRef<HTMLDivElement>(null);
  const lastModel = useRef<Inspector['model']>(undefined);
  const lastTexts = useRef<Inspector['texts']>([]);
  const views = useMemo(allViews, []);
  if (model.status === 'done') {
    lastModel.current = model.reply;
  }
  if (texts.status === 'done') {
    lastTexts.current = texts.reply.texts;
  }
  // A model that changes keeps what is seen in its place until the other is known.
  const known = lastModel.current;
  if (model.status === 'failed' || model.status === 'cancelled') {
    const message = model.status === 'failed' ? model.message : t('The model was not loaded.');
    return (
      <main class="page">
        <Failed message={message} again={model.again} />
      </main>
    );
  }
  if (!known) {
    return (
      <main class="page">
        <Waiting
          doing={t('Loading the model')}
          cancel={model.status === 'asking' ? model.cancel : () => undefined}
        />
      </main>
    );
  }
  const choose = (view: ViewName, part: Partial<Selection> = {}): void =>
    store.update((now) => ({ ...now, view, selection: { ...now.selection, ...part } }));
  const view = views.find(({ name }) => name === state.view) ?? views[0];
  const ViewComponent = view.component;
  const inspector: Inspector = {
    model: known,
    texts: lastTexts.current,
    text: lastTexts.current.find(({ id }) => id === state.selection.text),
    selection: within(state.selection, known),
    state,
    store,
    questions,
    select: (part) => store.update((now) => ({ ...now, selection: { ...now.selection, ...part } })),
    go: (to, part) => {
      choose(to, part);
      window.scrollTo(0, 0);
      panel.current?.focus();
    },
    announce,
  };
  return (
    <InspectorProvider value={inspector}>
      <div class="page">
        <Header />
        <Navigation views={views} chosen={view.name} onChoose={choose} />
        <main>
          <div
            id="view"
            ref={panel}
            class={`view view-${view.name}`}
            role="tabpanel"
            aria-labelledby={`tab-${view.name}`}
            tabIndex={-1}
          >
            <Boundary key={view.name} name={view.title}>
              <ViewComponent />
            </Boundary>
          </div>
        </main>
        <p class="spoken" role="status">
          {words}
        </p>
      </div>
    </InspectorProvider>
  );
}

/** What is chosen and exists: another model may have fewer neurons or characters. */
function within(selection: Selection, { hiddenSize, vocabularySize }: Inspector['model']): Selection {
  const below = (limit: number, index: number | null): number | null =>
    index !== null && index < limit ? index : null;
  return {
    ...selection,
    from: below(vocabularySize, selection.from),
    to: below(vocabularySize, selection.to),
    foil: below(vocabularySize, selection.foil),
    neuron: below(hiddenSize, selection.neuron),
  };
}
