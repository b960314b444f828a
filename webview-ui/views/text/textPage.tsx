import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { TextStretch } from '../../../src/protocol/inspector/texts';
import { changeView, useInspector, useViewState } from '../../app/inspector';
import { useTheme } from '../../app/themeContext';
import { Legend } from '../../heatmap/legend';
import { t } from '../../strings';
import { colouring, inks } from './arrange';
import { Passage } from './passageOf';
import { PlaceDetail } from './placeDetail';
import { walkText } from './walkText';

interface PageProps {
  readonly stretch: TextStretch;
  readonly size: number;
  readonly position: number;
  readonly goTo: (position: number) => void;
}

/** A page of the text, each character coloured, with what was thought at the cursor beside it. */
export function TextPage({ stretch, size, position, goTo }: PageProps): JSX.Element {
  const { model, selection, text, store, go } = useInspector();
  const [state] = useViewState('text');
  const theme = useTheme();
  const frame = useRef<HTMLDivElement>(null);
  const cursor = useRef<HTMLElement | null>(null);
  const length = Math.min(size, stretch.characters.length);
  const offset = Math.max(0, Math.min(length - 1, position - stretch.from));
  const colours = useMemo(() => colouring(stretch, state.colour), [stretch, state.colour]);
  const isSigned = colours?.isSigned ?? false;
  const { sequential, diverging, background, foreground } = theme;
  const tableInks = useMemo(
    () => inks(isSigned ? diverging : sequential, background, foreground),
    [theme, isSigned],
  );
  const guessInks = useMemo(() => inks(sequential, background, foreground), [theme]);
  const explain = (at: number): void => {
    const here = at - stretch.from;
    const next = here + 1 < stretch.characters.length ? stretch.characters[here + 1] : selection.to;
    changeView(store, 'transitions', { scope: 'place' });
    go('transitions', { position: at, from: stretch.characters[here], to: next });
  };
  useLayoutEffect(() => {
    cursor.current?.classList.remove('cursor');
    const place = frame.current?.querySelector<HTMLElement>(`[data-offset="${offset}"]`) ?? null;
    place?.classList.add('cursor');
    cursor.current = place;
    if (selection.position !== null && document.activeElement === frame.current) {
      place?.scrollIntoView({ block: 'nearest' });
    }
  });
  const needsNeuron = state.colour !== 'surprise' && selection.neuron === null;
  return (
    <div class="columns">
      <div class="main-column">
        {needsNeuron ? (
          <p class="notice">{t('Choose a neuron above, or in Neurons, to colour the text by it.')}</p>
        ) : null}
        <div
          class="passage-frame"
          ref={frame}
          tabIndex={0}
          role="application"
          aria-roledescription={t('text')}
          aria-label={t('The text; arrow keys walk it, Enter asks why the next character came')}
          onKeyDown={(event) => {
            const to = walkText(event, frame.current!, offset, length, size);
            if (to !== undefined) {
              event.preventDefault();
              goTo(stretch.from + to);
            } else if (event.key === 'Enter') {
              explain(stretch.from + offset);
            }
          }}
          onClick={(event) => {
            const place = (event.target as Element).closest<HTMLElement>('[data-offset]');
            // Who marks a passage with the mouse wants to copy it.
            if (place && window.getSelection()?.isCollapsed !== false) {
              explain(stretch.from + Number(place.dataset.offset));
            }
          }}
        >
          <Passage
            stretch={stretch}
            length={length}
            characters={model.characters}
            colours={needsNeuron ? undefined : colours}
            inks={tableInks}
            predictions={state.predictions}
            predictionInks={guessInks}
          />
        </div>
        {colours && !needsNeuron ? (
          isSigned ? (
            <Legend
              scale={colours.scale}
              name={state.colour === 'activation' ? t('activation') : t('centred contribution')}
            />
          ) : (
            <p class="quiet small">{t('Strongest colour: 8 nats or more, which is one chance in 3,000.')}</p>
          )
        ) : null}
      </div>
      <div class="aside">
        {text ? <PlaceDetail stretch={stretch} offset={offset} explain={explain} /> : null}
      </div>
    </div>
  );
}
