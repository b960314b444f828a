import type { JSX } from 'preact';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { Dropdown } from '../../choices';
import { Button } from '../../controls';
import { Answer } from '../../parts/answer';
import { visible } from '../../parts/character';
import { Excerpt } from '../../parts/excerpt';
import { t, whole } from '../../strings';

/** Places of the character in the text; a click asks about that one place. */
export function Places(): JSX.Element | null {
  const { text, selection, select, model } = useInspector();
  const [state, change] = useViewState('transitions');
  const { from, to } = selection;
  const answered = useReply(
    'occurrences',
    text && from !== null && to !== null
      ? { text: text.id, from, to, only: state.only, order: state.placeOrder, limit: state.placesShown }
      : null,
  );
  if (!text || from === null || to === null) {
    return null;
  }
  const [follower, character] = [to, from].map((index) => visible(model.characters[index]));
  return (
    <section class="aside-section" aria-labelledby="places-title">
      <h3 id="places-title">{t('Places of {0}', character)}</h3>
      <div class="tools">
        <Dropdown
          label={t('Which')}
          hideLabel
          value={state.only}
          onChange={(only) => change({ only })}
          choices={[
            { value: 'all', label: t('all of them') },
            { value: 'followed', label: t('{0} follows', follower) },
            { value: 'notFollowed', label: t('{0} does not follow', follower) },
          ]}
        />
        <Dropdown
          label={t('Order')}
          hideLabel
          value={state.placeOrder}
          onChange={(placeOrder) => change({ placeOrder })}
          choices={[
            { value: 'position', label: t('as in the text') },
            { value: 'likeliest', label: t('likeliest first') },
            { value: 'unlikeliest', label: t('unlikeliest first') },
          ]}
        />
      </div>
      <Answer answered={answered} doing={t('Finding the places')}>
        {({ total, places }) =>
          places.length === 0 ? (
            <p class="quiet">{t('There is no such place in this text.')}</p>
          ) : (
            <>
              <p class="quiet small">
                {t('{0} of {1} places, each with p({2})', whole(places.length), whole(total), follower)}
              </p>
              <ul class="excerpts">
                {places.map((place) => (
                  <Excerpt
                    key={place.position}
                    excerpt={place}
                    value={place.probability}
                    onClick={() => {
                      select({ position: place.position });
                      change({ scope: 'place' });
                    }}
                  />
                ))}
              </ul>
              {total > places.length && places.length < 1000 ? (
                <Button onClick={() => change({ placesShown: Math.min(1000, 4 * state.placesShown) })}>
                  {t('Show more')}
                </Button>
              ) : null}
            </>
          )
        }
      </Answer>
    </section>
  );
}
