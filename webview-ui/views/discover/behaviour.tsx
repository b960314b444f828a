import type { JSX } from 'preact';
import type { Behaviour } from '../../../src/protocol/inspector/discovery';
import { changeView, useInspector } from '../../app/inspector';
import { Button } from '../../controls';
import { Bar } from '../../parts/bar';
import { Excerpt } from '../../parts/excerpt';
import { Figure, rounded } from '../../parts/figure';
import { Neurons } from '../../parts/neuron';
import { Sentence } from '../../parts/sentence';
import { t, whole } from '../../strings';
import { meanAfter } from './arrange';

/** One behaviour: the claim, its proof by ablation with control, and where to look on. */
export function BehaviourCard({ behaviour }: { readonly behaviour: Behaviour }): JSX.Element {
  const { go, store } = useInspector();
  const { key, title, claim, measure, places, before, after, ablation, controls, tables, explain } =
    behaviour;
  const control = meanAfter(controls);
  const largest = Math.max(
    Math.abs(before),
    Math.abs(after),
    ...controls.map((one) => Math.abs(one.after)),
    1e-12,
  );
  const line = (name: string, value: number, note?: string): JSX.Element => (
    <tr>
      <th scope="row">{name}</th>
      <td class="bar-cell">
        <Bar
          value={value}
          largest={largest}
          smallest={Math.min(0, before, after, ...controls.map((one) => one.after))}
        />
      </td>
      <td>
        <Figure value={value} />
      </td>
      <td class="quiet">{note}</td>
    </tr>
  );
  return (
    <article class="behaviour" aria-labelledby={`behaviour-${key}`}>
      <h3 id={`behaviour-${key}`}>{title}</h3>
      <Sentence text={claim} />
      <div class="table-scroll" tabIndex={0} role="group" aria-label={measure}>
        <table class="figures narrow">
          <caption class="table-title">
            {measure} <span class="quiet">{t('({0} places)', whole(places))}</span>
          </caption>
          <tbody>
            {line(t('all in place'), before)}
            {line(t('without {0} neurons', ablation.neurons.length), after)}
            {control === undefined
              ? null
              : line(
                  t('without as many random ones'),
                  control,
                  t(
                    '{0} to {1}',
                    rounded(Math.min(...controls.map((one) => one.after))),
                    rounded(Math.max(...controls.map((one) => one.after))),
                  ),
                )}
          </tbody>
        </table>
      </div>
      <p>
        <span class="quiet">{t('Taken away:')}</span> <Neurons neurons={ablation.neurons} />
      </p>
      {tables.map((table) => (
        <div class="table-scroll" key={table.title} tabIndex={0} role="group" aria-label={table.title}>
          <table class="figures words-table">
            <caption class="table-title">{table.title}</caption>
            <thead>
              <tr>
                {table.columns.map((column, index) => (
                  <th key={index} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
      <div class="pair">
        {behaviour.examples.length > 0 ? (
          <div class="part">
            <h4>{t('Examples')}</h4>
            <ul class="excerpts">
              {behaviour.examples.map((place) => (
                <Excerpt key={place.position} excerpt={place} />
              ))}
            </ul>
          </div>
        ) : null}
        {behaviour.counterExamples.length > 0 ? (
          <div class="part">
            <h4>{t('Counter-examples')}</h4>
            <ul class="excerpts">
              {behaviour.counterExamples.map((place) => (
                <Excerpt key={place.position} excerpt={place} />
              ))}
            </ul>
          </div>
        ) : null}
      </div>
      {explain ? (
        <p class="buttons">
          <Button
            onClick={() => {
              changeView(store, 'transitions', { scope: 'text' });
              go('transitions', { ...explain, foil: null, position: null });
            }}
          >
            {t('Explain')}
          </Button>
          <Button
            onClick={() => {
              changeView(store, 'proof', { neurons: [...ablation.neurons], mode: ablation.mode });
              go('proof', { ...explain });
            }}
          >
            {t('Prove')}
          </Button>
        </p>
      ) : null}
    </article>
  );
}
