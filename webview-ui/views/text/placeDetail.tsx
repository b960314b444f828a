import type { JSX } from 'preact';
import type { TextStretch } from '../../../src/protocol/inspector/texts';
import { useInspector } from '../../app/inspector';
import { Button } from '../../controls';
import { Bar } from '../../parts/bar';
import { Glyph, spoken, visible } from '../../parts/character';
import { bits, Figure, rounded } from '../../parts/figure';
import { t, whole } from '../../strings';
import { likeliestAt } from './arrange';

interface DetailProps {
  readonly stretch: TextStretch;
  readonly offset: number;
  readonly explain: (position: number) => void;
}

/** What the network thought at the cursor. */
export function PlaceDetail({ stretch, offset, explain }: DetailProps): JSX.Element {
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
