import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Reply } from '../../../src/protocol/inspector/inspector';
import type { AblationResult } from '../../../src/protocol/inspector/proof';
import { useInspector } from '../../app/inspector';
import { Bar } from '../../parts/bar';
import { Glyph, visible } from '../../parts/character';
import { Excerpt } from '../../parts/excerpt';
import { Figure, Headline } from '../../parts/figure';
import { Histogram } from '../../parts/histogram';
import { Neurons } from '../../parts/neuron';
import { Sentence } from '../../parts/sentence';
import { t, whole } from '../../strings';
import { controlRange } from './arrange';

type Ablated = Reply<'ablate'>;

interface ResultsProps {
  readonly reply: Ablated;
  readonly from: number;
  readonly to: number;
}

/** Before and after, over all places, with controls. */
export function ProofResults({ reply, from, to }: ResultsProps): JSX.Element {
  const { model } = useInspector();
  const [shown, setShown] = useState(0);
  const { occurrences, before, results, loss } = reply;
  const result = results[Math.min(shown, results.length - 1)];
  const range = controlRange(result);
  const name = t('p({0}) after {1}', visible(model.characters[to]), visible(model.characters[from]));
  return (
    <>
      <dl class="headlines">
        <Headline value={<Figure value={before.mean} />} name={t('mean {0}, all neurons in place', name)} />
        <Headline
          value={<Figure value={results[0].after.mean} />}
          name={t('without the {0} neurons', results[0].ablation.neurons.length)}
        />
        {range ? (
          <Headline
            value={<Figure value={controlRange(results[0])?.mean ?? range.mean} />}
            name={t('without as many random ones (mean of {0})', results[0].controls.length)}
          />
        ) : null}
        <Headline value={whole(occurrences)} name={t('places')} />
      </dl>
      <Sentence text={reply.sentence} />
      <div class="columns">
        <div class="main-column">
          <ResultTable reply={reply} shown={shown} onShow={setShown} />
          <Histogram
            distribution={result.after}
            before={before}
            label={t('{0}: filled after, outlined before', name)}
          />
          <Shifts result={result} />
          <p class="quiet small">
            {t(
              'Surprise of the whole text: {0} nats a character before, {1} after; without the places of the character: {2} and {3}. That is what else the removal breaks.',
              loss.toFixed(4),
              result.loss.toFixed(4),
              reply.lossElsewhere.toFixed(4),
              result.lossElsewhere.toFixed(4),
            )}
          </p>
        </div>
        <div class="aside">
          <section class="aside-section" aria-labelledby="fell-most">
            <h3 id="fell-most">{t('Where it fell most')}</h3>
            <ul class="excerpts">
              {result.examples.map((place) => (
                <Excerpt key={place.position} excerpt={place} value={place.value} signed />
              ))}
            </ul>
          </section>
          <section class="aside-section" aria-labelledby="counter-examples">
            <h3 id="counter-examples">{t('Counter-examples')}</h3>
            <ul class="excerpts">
              {result.counterExamples.map((place) => (
                <Excerpt key={place.position} excerpt={place} value={place.value} signed />
              ))}
            </ul>
          </section>
        </div>
      </div>
    </>
  );
}

interface TableProps {
  readonly reply: Ablated;
  readonly shown: number;
  readonly onShow: (index: number) => void;
}

function ResultTable({ reply, shown, onShow }: TableProps): JSX.Element {
  const { before, results } = reply;
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t('Results')}>
      <table class="figures">
        <caption class="spoken">{t('Mean probability after each removal')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('without')}</th>
            <th scope="col" colSpan={2}>
              {t('mean p')}
            </th>
            <th scope="col">{t('change')}</th>
            <th scope="col">{t('controls')}</th>
            <th scope="col">{t('surprise elsewhere')}</th>
            <th scope="col">
              <span class="spoken">{t('details')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {results.map((result, index) => {
            const range = controlRange(result);
            return (
              <tr key={index} class={index === shown ? 'chosen' : undefined}>
                <th scope="row">
                  <Neurons neurons={result.ablation.neurons} />
                </th>
                <td class="bar-cell">
                  <Bar value={result.after.mean} largest={1} smallest={0} mark={before.mean} />
                </td>
                <td>
                  <Figure value={result.after.mean} />
                </td>
                <td>
                  <Figure value={result.after.mean - before.mean} signed />
                </td>
                <td>
                  {range ? (
                    <span
                      title={result.controls
                        .map(({ neurons, mean }) => `${neurons.join(', ')}: ${mean}`)
                        .join('\n')}
                    >
                      <Figure value={range.lowest} decimals={3} />
                      {range.highest === range.lowest ? null : (
                        <>
                          –<Figure value={range.highest} decimals={3} />
                        </>
                      )}
                    </span>
                  ) : (
                    <span class="quiet">–</span>
                  )}
                </td>
                <td>
                  <Figure value={result.lossElsewhere - reply.lossElsewhere} signed />
                </td>
                <td>
                  {results.length > 1 ? (
                    <button
                      type="button"
                      class="link"
                      aria-pressed={index === shown}
                      onClick={() => onShow(index)}
                    >
                      {index === shown ? t('shown') : t('show')}
                    </button>
                  ) : null}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Which characters take over. */
function Shifts({ result }: { readonly result: AblationResult }): JSX.Element {
  const { model } = useInspector();
  const largest = Math.max(...result.shifts.map(({ before, after }) => Math.abs(after - before)), 0);
  return (
    <section aria-labelledby="shifts-title">
      <h3 id="shifts-title">{t('What is expected instead')}</h3>
      <table class="figures narrow">
        <thead>
          <tr>
            <th scope="col">{t('character')}</th>
            <th scope="col" colSpan={2}>
              {t('change of mean p')}
            </th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {result.shifts.map(({ character, before, after }) => (
            <tr key={character}>
              <th scope="row">
                <Glyph character={model.characters[character]} />
              </th>
              <td class="bar-cell">
                <Bar value={after - before} largest={largest} />
              </td>
              <td>
                <Figure value={after - before} signed />
              </td>
              <td>
                <Figure value={before} />
              </td>
              <td>
                <Figure value={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
