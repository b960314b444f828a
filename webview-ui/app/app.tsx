import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ViewName } from '../../src/protocol/inspector/inspector';
import { Failed, Waiting } from '../parts/answer';
import { t } from '../strings';
import { Boundary } from './boundary';
import { Header } from './header';
import { InspectorProvider, useStore, type Inspector } from './inspector';
import { Navigation } from './navigation';
import type { Asked, Questions } from './questions';
import type { PageState, Selection } from './state';
import type { Store } from './store';
import { allViews } from './views';

interface AppProps {
  readonly questions: Questions;
  readonly store: Store<PageState>;
}

/** The frame: asks what model and texts there are, and shows one view of them. */
export function App({ questions, store }: AppProps): JSX.Element {
  useStore(questions.generation);
  const model = useStore(questions.ask('describe', {}));
  const texts = useStore(questions.ask('listTexts', {}));
  return <Frame model={model!} texts={texts!} questions={questions} store={store} />;
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
  const text = lastTexts.current.find(({ id }) => id === state.selection.text);
  const again = text?.again ?? null;
  useEffect(() => {
    if (text && JSON.stringify(again) !== JSON.stringify(store.current.again)) {
      store.update((now) => ({ ...now, again }));
    }
  }, [text]);
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
    text,
    areTextsKnown: texts.status === 'done',
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
