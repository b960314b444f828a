import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NeuronReply } from '../../../src/protocol/inspector/neurons';
import type { CharacterValue, NeuronValue } from '../../../src/protocol/inspector/values';
import { changeView, remember, useInspector, useReply } from '../../app/inspector';
import { Button } from '../../controls';
import { Answer } from '../../parts/answer';
import { Bar } from '../../parts/bar';
import { Glyph } from '../../parts/character';
import { Excerpt } from '../../parts/excerpt';
import { Figure, Headline } from '../../parts/figure';
import { Histogram } from '../../parts/histogram';
import { Neuron } from '../../parts/neuron';
import { Sentence } from '../../parts/sentence';
import { t } from '../../strings';
import { bothEnds, leastExplained } from './arrange';

/** All about one neuron. */
export function NeuronDetail({
  text,
  neuron,
}: {
  readonly text: string;
  readonly neuron: number;
}): JSX.Element {
  const { go, store } = useInspector();
  const params = { text, neuron };
  const answered = useReply('neuron', params);
  const isDone = answered.asked?.status === 'done';
  useEffect(() => {
    if (isDone) {
      remember(store, { method: 'neuron', params });
    }
  }, [isDone, text, neuron]);
  return (
    <section class="aside-section" aria-labelledby="neuron-title">
      <h2 id="neuron-title">{t('Neuron {0}', neuron)}</h2>
      <p class="buttons">
        <Button
          onClick={() => {
            changeView(store, 'text', { colour: 'activation' });
            go('text', { neuron });
          }}
        >
          {t('Colour the Text')}
        </Button>
        <Button
          onClick={() => {
            changeView(store, 'intervene', { neuron });
            go('intervene', { neuron });
          }}
        >
          {t('Hold It')}
        </Button>
      </p>
      <Answer answered={answered} doing={t('Watching the neuron')}>
        {(reply) => <Detail key={reply.summary.neuron} reply={reply} />}
      </Answer>
    </section>
  );
}

function Detail({ reply }: { readonly reply: NeuronReply }): JSX.Element {
  const { summary, activation, highest, lowest, reads, writes, listensTo, heardBy, autocorrelation } = reply;
  return (
    <>
      <Sentence text={reply.sentence} />
      <dl class="headlines">
        <Headline value={<Figure value={summary.mean} decimals={3} />} name={t('mean')} />
        <Headline value={<Figure value={summary.standardDeviation} decimals={3} />} name={t('spread')} />
        <Headline
          value={summary.memory === null ? t('never falls') : <Figure value={summary.memory} decimals={1} />}
          name={t('memory, characters')}
        />
      </dl>
      <Histogram distribution={activation} label={t('activation')} />
      <Part title={t('Highest')}>
        <ul class="excerpts">
          {highest.map((place) => (
            <Excerpt key={place.position} excerpt={place} value={place.value} signed />
          ))}
        </ul>
      </Part>
      <Part title={t('Lowest')}>
        <ul class="excerpts">
          {lowest.map((place) => (
            <Excerpt key={place.position} excerpt={place} value={place.value} signed />
          ))}
        </ul>
      </Part>
      <Features reply={reply} />
      <div class="pair">
        <Part title={t('Reads (Wxh)')}>
          <Characters values={reads} />
        </Part>
        <Part title={t('Writes (Why, centred)')}>
          <Characters values={writes} />
        </Part>
        <Part title={t('Listens to (Whh)')}>
          <NeuronValues values={listensTo.slice(0, 10)} />
        </Part>
        <Part title={t('Heard by (Whh)')}>
          <NeuronValues values={heardBy.slice(0, 10)} />
        </Part>
      </div>
      <Part title={t('How long it remembers')}>
        <Autocorrelation values={autocorrelation} />
      </Part>
    </>
  );
}

function Part({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

function Characters({ values }: { readonly values: readonly CharacterValue[] }): JSX.Element {
  const { model, select, selection } = useInspector();
  const { first, last } = bothEnds(values, 6);
  const largest = Math.max(...values.map(({ value }) => Math.abs(value)));
  const row = ({ character, value }: CharacterValue): JSX.Element => (
    <tr
      key={character}
      class={character === selection.from || character === selection.to ? 'chosen' : undefined}
    >
      <th scope="row">
        <button
          type="button"
          class="plain"
          title={t('Choose it as the character that follows')}
          onClick={() => select({ to: character })}
        >
          <Glyph character={model.characters[character] ?? ''} />
        </button>
      </th>
      <td class="bar-cell short">
        <Bar value={value} largest={largest} />
      </td>
      <td>
        <Figure value={value} decimals={2} signed />
      </td>
    </tr>
  );
  return (
    <table class="figures narrow">
      <tbody>
        {first.map(row)}
        {last.length > 0 ? (
          <tr class="gap">
            <td colSpan={3}>…</td>
          </tr>
        ) : null}
        {last.map(row)}
      </tbody>
    </table>
  );
}

function NeuronValues({ values }: { readonly values: readonly NeuronValue[] }): JSX.Element {
  const largest = Math.max(...values.map(({ value }) => Math.abs(value)));
  return (
    <table class="figures narrow">
      <tbody>
        {values.map(({ neuron, value }) => (
          <tr key={neuron}>
            <th scope="row">
              <Neuron neuron={neuron} />
            </th>
            <td class="bar-cell short">
              <Bar value={value} largest={largest} />
            </td>
            <td>
              <Figure value={value} decimals={2} signed />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Every feature with its figure; those that say too little to be a label stand apart. */
function Features({ reply }: { readonly reply: NeuronReply }): JSX.Element {
  const [opened, setOpened] = useState<string>();
  const [all, setAll] = useState(false);
  const strong = reply.features.filter(({ explained }) => explained >= leastExplained);
  const shown = all ? reply.features : reply.features.slice(0, Math.max(3, strong.length));
  return (
    <Part title={t('Explained by')}>
      {strong.length === 0 ? (
        <p class="quiet small">
          {t(
            'No simple feature explains {0} % of it, so it gets no label. The nearest:',
            100 * leastExplained,
          )}
        </p>
      ) : null}
      <table class="figures features">
        <thead>
          <tr>
            <th scope="col" class="words">
              {t('feature')}
            </th>
            <th scope="col">{t('explained')}</th>
            <th
              scope="col"
              title={t('probability that it is higher where the feature holds than where it does not')}
            >
              {t('AUC')}
            </th>
            <th scope="col">{t('mean there')}</th>
            <th scope="col">{t('elsewhere')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((feature) => (
            <>
              <tr key={feature.feature}>
                <th scope="row" class="words">
                  {feature.counterExamples.length > 0 ? (
                    <button
                      type="button"
                      class="link"
                      aria-expanded={opened === feature.feature}
                      onClick={() => setOpened(opened === feature.feature ? undefined : feature.feature)}
                    >
                      {feature.label}
                    </button>
                  ) : (
                    feature.label
                  )}
                </th>
                <td>
                  <Figure value={feature.explained} decimals={3} />
                </td>
                <td>{feature.auc === null ? '' : <Figure value={feature.auc} decimals={3} />}</td>
                <td>
                  {feature.meanInside === null ? '' : <Figure value={feature.meanInside} decimals={2} />}
                </td>
                <td>
                  {feature.meanOutside === null ? '' : <Figure value={feature.meanOutside} decimals={2} />}
                </td>
              </tr>
              {opened === feature.feature ? (
                <tr key={`${feature.feature} places`}>
                  <td colSpan={5} class="words">
                    <p class="quiet small">{t('Where this label misleads:')}</p>
                    <ul class="excerpts">
                      {feature.counterExamples.map((place) => (
                        <Excerpt key={place.position} excerpt={place} value={place.value} signed />
                      ))}
                    </ul>
                  </td>
                </tr>
              ) : null}
            </>
          ))}
        </tbody>
      </table>
      {reply.features.length > shown.length ? (
        <Button onClick={() => setAll(true)}>
          {t('Show {0} more', reply.features.length - shown.length)}
        </Button>
      ) : null}
    </Part>
  );
}

/** Autocorrelation by lag: how much of what it is now it will still be then. */
function Autocorrelation({ values }: { readonly values: readonly number[] }): JSX.Element {
  const [width, height] = [320, 72];
  const low = Math.min(0, ...values);
  const x = (lag: number): number => (lag / Math.max(1, values.length - 1)) * width;
  const y = (value: number): number => 2 + ((1 - value) / (1 - low)) * (height - 4);
  const path = values.map(
    (value, lag) => `${lag === 0 ? 'M' : 'L'}${x(lag).toFixed(1)} ${y(value).toFixed(1)}`,
  );
  return (
    <figure class="histogram">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t(
          'Autocorrelation of the activation: {0}',
          values.map((value, lag) => `${lag}: ${value.toFixed(2)}`).join(', '),
        )}
      >
        <line class="histogram-mean" x1={0} x2={width} y1={y(0)} y2={y(0)} />
        <line class="histogram-mean dashed" x1={0} x2={width} y1={y(1 / Math.E)} y2={y(1 / Math.E)} />
        <path class="histogram-before" d={path.join('')} />
      </svg>
      <figcaption>
        <span class="figure">0</span>
        <span class="quiet">{t('autocorrelation by lag; dashed: 1/e')}</span>
        <span class="figure">{values.length - 1}</span>
      </figcaption>
    </figure>
  );
}
