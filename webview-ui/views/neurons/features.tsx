import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { NeuronReply } from '../../../src/protocol/inspector/neurons';
import { Button } from '../../controls';
import { Excerpt } from '../../parts/excerpt';
import { Figure } from '../../parts/figure';
import { t } from '../../strings';
import { leastExplained } from './arrange';
import { Part } from './part';

/** Every feature with its figure; those that say too little to be a label stand apart. */
export function Features({ reply }: { readonly reply: NeuronReply }): JSX.Element {
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
      <div class="table-scroll" tabIndex={0} role="group" aria-label={t('Explained by')}>
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
      </div>
      {reply.features.length > shown.length ? (
        <Button onClick={() => setAll(true)}>
          {t('Show {0} more', reply.features.length - shown.length)}
        </Button>
      ) : null}
    </Part>
  );
}
