import type { JSX } from 'preact';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { Radios } from '../../choices';
import { Button } from '../../controls';
import { Answer } from '../../parts/answer';
import { Glyph } from '../../parts/character';
import { CharacterPicker } from '../../parts/characterPicker';
import { rich, t, whole } from '../../strings';

/** The question as a sentence with two gaps, and where it is asked. */
export function Question(): JSX.Element {
  const { selection, select, text } = useInspector();
  const [state, change] = useViewState('transitions');
  return (
    <div class="question">
      <h2 class="question-words">
        {rich(
          'Why does {0} follow {1}?',
          <CharacterPicker
            label={t('The character that follows')}
            value={selection.to}
            onChange={(to) => select({ to })}
          />,
          <CharacterPicker
            label={t('The character before')}
            value={selection.from}
            onChange={(from) => select({ from, position: null })}
          />,
        )}
      </h2>
      <div class="question-details">
        <span class="field">
          <span class="field-label">{t('rather than')}</span>
          <CharacterPicker
            label={t('A character to compare with')}
            value={selection.foil}
            emptyFace={t('any other')}
            onChange={(foil) => select({ foil })}
            onClear={() => select({ foil: null })}
          />
        </span>
        <Radios
          label={t('asked')}
          value={state.scope}
          onChange={(scope) => change({ scope })}
          choices={[
            { value: 'zero', label: t('from the zero state') },
            { value: 'place', label: t('at one place of the text'), disabled: !text },
            { value: 'text', label: t('over the whole text'), disabled: !text },
          ]}
        />
      </div>
    </div>
  );
}

/** Well-known habits of English text, for a first look. */
const firstLooks = [
  [':', '\n'],
  ['q', 'u'],
  ['.', '\n'],
  [',', ' '],
  ['t', 'h'],
] as const;

/** What one sees before anything is chosen. */
export function FirstLook(): JSX.Element {
  const { model, select } = useInspector();
  const known = firstLooks
    .map((pair) => pair.map((character) => model.characters.indexOf(character)))
    .filter((pair) => pair.every((index) => index >= 0));
  return (
    <div class="empty">
      <p>
        {t(
          'Choose two characters above. You will see which neurons make the network expect the one after the other, with every weight that takes part; the parts add up exactly.',
        )}
      </p>
      {known.length > 0 ? (
        <>
          <p class="quiet">{t('For a first look:')}</p>
          <p class="buttons">
            {known.map(([from, to]) => (
              <Button key={`${from}-${to}`} onClick={() => select({ from, to })}>
                <Glyph character={model.characters[from]} /> → <Glyph character={model.characters[to]} />
              </Button>
            ))}
          </p>
        </>
      ) : null}
    </div>
  );
}

/** Pairs of the text to choose from: one scan, the same as in Discover. */
export function PairsToChoose(): JSX.Element | null {
  const { text, model, select } = useInspector();
  const [discover, changeDiscover] = useViewState('discover');
  const isAsked = text !== undefined && discover.scanned === text.id;
  const answered = useReply('discover', isAsked ? { text: text.id, seed: discover.seed } : null);
  if (!text) {
    return null;
  }
  return (
    <section class="aside-section" aria-labelledby="pairs-to-choose">
      <h3 id="pairs-to-choose">{t('Frequent and surprising pairs')}</h3>
      {isAsked ? (
        <Answer answered={answered} doing={t('Scanning all pairs')}>
          {({ pairs }) => (
            <ul class="pair-list">
              {pairs.slice(0, 14).map(({ from, to, count, probability }) => (
                <li key={`${from}-${to}`}>
                  <button
                    type="button"
                    class="row-button"
                    onClick={() => select({ from, to, position: null })}
                  >
                    <span>
                      <Glyph character={model.characters[from]} /> →{' '}
                      <Glyph character={model.characters[to]} />
                    </span>
                    <span class="quiet figure">{t('{0} times', whole(count))}</span>
                    <span class="figure">{probability.toFixed(3)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Answer>
      ) : (
        <p>
          <Button onClick={() => changeDiscover({ scanned: text.id })}>{t('Scan the Text')}</Button>
        </p>
      )}
    </section>
  );
}
