import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { TextInfo, TextStretch } from '../../../src/protocol/inspector/texts';
import { changeView, useInspector, useReply, useViewState } from '../../app/inspector';
import { NeedsText } from '../../app/textChooser';
import { useTheme } from '../../app/themeContext';
import { Button, Check, NumberField, Radios } from '../../controls';
import { Legend } from '../../heatmap/legend';
import { Answer } from '../../parts/answer';
import { Bar } from '../../parts/bar';
import { Glyph, spoken, visible } from '../../parts/character';
import { bits, Figure, rounded } from '../../parts/figure';
import { t, whole } from '../../strings';
import { colouring, inks, likeliestAt, pageSize, pageStart } from './arrange';
import { Passage } from './passageOf';

/** The text as the network saw it. */
export function TextView(): JSX.Element {
  const { text } = useInspector();
  return text ? (
    <OpenText key={text.id} text={text} />
  ) : (
    <NeedsText
      why={t(
        'Here a text is coloured by how surprised the network was at each character, or by what one neuron did there. Arrow keys walk it; a click asks why the next character came.',
      )}
    />
  );
}

function OpenText({ text }: { readonly text: TextInfo }): JSX.Element {
  const { selection, select } = useInspector();
  const [state, change] = useViewState('text');
  const position = Math.min(selection.position ?? state.at, Math.max(0, text.length - 1));
  const start = pageStart(position, state.predictions);
  const size = pageSize(state.predictions);
  const neuron = state.colour === 'surprise' ? null : selection.neuron;
  const answered = useReply('readText', {
    text: text.id,
    from: start,
    length: size + 1,
    ...(neuron === null ? {} : { neuron }),
  });
  const goTo = (place: number): void => {
    const within = Math.max(0, Math.min(text.length - 1, place));
    change({ at: within });
    select({ position: within });
  };
  return (
    <>
      <TextTools />
      <nav class="pager" aria-label={t('Pages of the text')}>
        <Button disabled={start === 0} onClick={() => goTo(start - size)}>
          {t('Back')}
        </Button>
        <span class="figure">
          {t(
            '{0} to {1} of {2}',
            whole(start),
            whole(Math.min(start + size, text.length) - 1),
            whole(text.length),
          )}
        </span>
        <Button disabled={start + size >= text.length} onClick={() => goTo(start + size)}>
          {t('On')}
        </Button>
        <NumberField
          label={t('Go to place')}
          size={8}
          value={null}
          check={(place) =>
            Number.isInteger(place) && place >= 0 && place < text.length
              ? undefined
              : t('0 to {0}', text.length - 1)
          }
          onChange={goTo}
        />
      </nav>
      <Answer answered={answered} doing={t('Reading')}>
        {(stretch) => <Page stretch={stretch} size={size} position={position} goTo={goTo} />}
      </Answer>
    </>
  );
}

function TextTools(): JSX.Element {
  const { model, selection, select } = useInspector();
  const [state, change] = useViewState('text');
  return (
    <div class="question-details">
      <Radios
        label={t('Coloured by')}
        value={state.colour}
        onChange={(colour) => change({ colour })}
        choices={[
          { value: 'surprise', label: t('surprise') },
          { value: 'activation', label: t("one neuron's activation") },
          { value: 'contribution', label: t('its contribution to what came next') },
        ]}
      />
      {state.colour === 'surprise' ? null : (
        <NumberField
          label={t('Neuron')}
          size={5}
          value={selection.neuron}
          check={(neuron) =>
            Number.isInteger(neuron) && neuron >= 0 && neuron < model.hiddenSize
              ? undefined
              : t('0 to {0}', model.hiddenSize - 1)
          }
          onChange={(neuron) => select({ neuron })}
        />
      )}
      <Check checked={state.predictions} onChange={(predictions) => change({ predictions })}>
        {t('Five likeliest under each place')}
      </Check>
    </div>
  );
}

interface PageProps {
  readonly stretch: TextStretch;
  readonly size: number;
  readonly position: number;
  readonly goTo: (position: number) => void;
}

function Page({ stretch, size, position, goTo }: PageProps): JSX.Element {
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
            const to = walk(event, frame.current!, offset, length, size);
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

/** Where a key takes the cursor, as an offset into the page; outside of it turns the page. */
function walk(
  event: KeyboardEvent,
  frame: HTMLElement,
  offset: number,
  length: number,
  size: number,
): number | undefined {
  switch (event.key) {
    case 'ArrowLeft':
      return offset - 1;
    case 'ArrowRight':
      return offset + 1;
    case 'ArrowUp':
      return lineAway(frame, offset, -1) ?? offset - 1;
    case 'ArrowDown':
      return lineAway(frame, offset, 1) ?? length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    case 'PageUp':
      return offset - size;
    case 'PageDown':
      return offset + size;
    default:
      return undefined;
  }
}

/** The place nearest to straight above or below; undefined past the first or last line. */
function lineAway(frame: HTMLElement, offset: number, direction: 1 | -1): number | undefined {
  const places = [...frame.querySelectorAll<HTMLElement>('[data-offset]')];
  const { offsetTop, offsetLeft } = places[offset];
  let line: number | undefined;
  let best: number | undefined;
  for (let at = offset + direction; at >= 0 && at < places.length; at += direction) {
    const place = places[at];
    if (place.offsetTop === offsetTop) {
      continue;
    }
    line ??= place.offsetTop;
    if (place.offsetTop !== line) {
      break;
    }
    if (
      best === undefined ||
      Math.abs(place.offsetLeft - offsetLeft) < Math.abs(places[best].offsetLeft - offsetLeft)
    ) {
      best = at;
    }
  }
  return best;
}

interface DetailProps {
  readonly stretch: TextStretch;
  readonly offset: number;
  readonly explain: (position: number) => void;
}

/** What the network thought at the cursor. */
function PlaceDetail({ stretch, offset, explain }: DetailProps): JSX.Element {
  const { model, questions, text } = useInspector();
  const position = stretch.from + offset;
  const name = (index: number): string => visible(model.characters[index] ?? '');
  const here = stretch.characters[offset];
  const next = offset + 1 < stretch.characters.length ? stretch.characters[offset + 1] : undefined;
  const surprise = stretch.surprise[offset];
  const activation = stretch.activation?.[offset];
  const centred = stretch.centred?.[offset];
  const guesses = likeliestAt(stretch, offset);
  return (
    <section class="aside-section place-detail" aria-labelledby="place-title">
      <h2 id="place-title">
        {t('Place {0}', whole(position))}: <Glyph character={model.characters[here] ?? ''} />
      </h2>
      <p class="spoken" role="status">
        {t(
          'Place {0}, {1}, surprise {2} nats',
          position,
          spoken(model.characters[here] ?? ''),
          rounded(surprise, 2),
        )}
      </p>
      <dl class="exact">
        <div>
          <dt>{t('surprise')}</dt>
          <dd>
            <Figure value={surprise} /> <span class="quiet">{t('nats, {0}', bits(surprise))}</span>
          </dd>
        </div>
        <div>
          <dt>{t('its probability')}</dt>
          <dd>
            <Figure value={Math.exp(-surprise)} />
          </dd>
        </div>
        {activation === undefined ? null : (
          <div>
            <dt>{t('activation')}</dt>
            <dd>
              <Figure value={activation} />
            </dd>
          </div>
        )}
        {centred === undefined ? null : (
          <div>
            <dt>{t('centred contribution')}</dt>
            <dd>
              <Figure value={centred} signed />
            </dd>
          </div>
        )}
      </dl>
      <h3>{t('Likeliest next')}</h3>
      <table class="figures narrow">
        <caption class="spoken">{t('The likeliest next characters')}</caption>
        <tbody>
          {guesses.map(({ character, probability }) => (
            <tr key={character} class={character === next ? 'chosen' : undefined}>
              <th scope="row">
                <Glyph character={model.characters[character] ?? ''} />
                {character === next ? <span class="quiet small"> {t('came')}</span> : null}
              </th>
              <td class="bar-cell">
                <Bar value={probability} largest={1} smallest={0} />
              </td>
              <td>
                <Figure value={probability} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="buttons">
        {next === undefined ? null : (
          <Button onClick={() => explain(position)}>{t('Why {0} Next?', name(next))}</Button>
        )}
        {offset > 0 ? (
          <Button onClick={() => explain(position - 1)}>{t('Why {0} Here?', name(here))}</Button>
        ) : null}
        <Button
          onClick={() => {
            if (text) {
              void questions.requester.ask('reveal', { text: text.id, position }).catch(() => undefined);
            }
          }}
        >
          {t('Show in Editor')}
        </Button>
      </p>
    </section>
  );
}
