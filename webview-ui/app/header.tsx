import type { JSX } from 'preact';
import type { ModelDescription } from '../../src/protocol/inspector/model';
import { useInspector } from './inspector';
import { Glyph } from '../parts/character';
import { t, whole } from '../strings';
import { TextChooser } from './textChooser';

/** What is looked at: the model, the text, and what is chosen in all views. */
export function Header(): JSX.Element {
  const { model, selection, select, go } = useInspector();
  const { from, to, foil, neuron, position } = selection;
  const glyph = (index: number): JSX.Element | null => {
    const character = model.characters.at(index);
    return character === undefined ? null : <Glyph character={character} />;
  };
  return (
    <header class="header">
      <div class="header-model">
        <h1>{model.name}</h1>
        {model.edits.edits.length > 0 ? (
          <button type="button" class="edited" onClick={() => go('intervene')}>
            {t('edited')}
          </button>
        ) : null}
        <p class="quiet">
          {t(
            '{0}, {1} characters, {2} parameters',
            unitsOf(model),
            whole(model.vocabularySize),
            whole(model.parameterCount),
          )}
        </p>
      </div>
      {from === null && to === null && neuron === null && position === null ? (
        <p class="chosen-bar quiet">{t('Nothing chosen')}</p>
      ) : (
        <ul class="chosen-bar" aria-label={t('Chosen in all views')}>
          {from !== null || to !== null ? (
            <Chip onClear={() => select({ from: null, to: null, foil: null })} name={t('the transition')}>
              {from === null ? null : glyph(from)} <span aria-label={t('to')}>→</span>{' '}
              {to === null ? null : glyph(to)}
              {foil === null ? null : (
                <>
                  {' '}
                  <span class="quiet">{t('not')}</span> {glyph(foil)}
                </>
              )}
            </Chip>
          ) : null}
          {neuron !== null ? (
            <Chip onClear={() => select({ neuron: null })} name={t('the neuron')}>
              {t('neuron {0}', neuron)}
            </Chip>
          ) : null}
          {position !== null ? (
            <Chip onClear={() => select({ position: null })} name={t('the place')}>
              {t('place {0}', whole(position))}
            </Chip>
          ) : null}
        </ul>
      )}
      <TextChooser />
    </header>
  );
}

function Chip({
  children,
  name,
  onClear,
}: {
  readonly children: preact.ComponentChildren;
  readonly name: string;
  readonly onClear: () => void;
}): JSX.Element {
  return (
    <li class="chip">
      <span>{children}</span>
      <button type="button" aria-label={t('No longer choose {0}', name)} onClick={onClear}>
        ×
      </button>
    </li>
  );
}

/** "250 neurons", "2 GRU layers of 400 neurons". */
function unitsOf({ cell, hiddenSize, layers }: ModelDescription): string {
  const neurons = whole(hiddenSize);
  return layers > 1
    ? t('{0} {1} layers of {2} neurons', layers, cell.toUpperCase(), neurons)
    : cell === 'rnn'
      ? t('{0} neurons', neurons)
      : t('{0} {1} neurons', neurons, cell.toUpperCase());
}
