import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Params } from '../../../src/protocol/inspector/inspector';
import type { Place, Scope } from '../../../src/protocol/inspector/transitions';
import {
  changeView,
  remember,
  useInspector,
  useReply,
  useViewState,
  type Inspector,
} from '../../app/inspector';
import { NeedsText } from '../../app/textChooser';
import { Button } from '../../controls';
import { Answer } from '../../parts/answer';
import { t } from '../../strings';
import { Decomposition } from './decomposition';
import { DriverDetail } from './driverDetail';
import { Drivers } from './drivers';
import { Places } from './places';
import { FirstLook, PairsToChoose, Question } from './question';
import type { TransitionsState } from './state';

/** Why does B follow A? */
export function TransitionsView(): JSX.Element {
  const inspector = useInspector();
  const { selection, store, text } = inspector;
  const [state] = useViewState('transitions');
  const params = question(inspector, state);
  const answered = useReply('drivers', params);
  const isDone = answered.asked?.status === 'done';
  const key = params && isDone ? JSON.stringify(params) : undefined;
  useEffect(() => {
    if (params && isDone) {
      remember(store, { method: 'drivers', params });
    }
  }, [key]);
  const place = params && placeOf(params.scope);
  return (
    <>
      <Question />
      <div class="columns">
        <div class="main-column">
          {selection.to === null || (selection.from === null && state.scope !== 'place') ? (
            <FirstLook />
          ) : state.scope !== 'zero' && !text ? (
            <NeedsText why={t('The text that was looked at is not open.')} />
          ) : state.scope === 'place' && selection.position === null ? (
            <div class="empty">
              <p>{t('Choose a place: click one in the list of places, or a character in Text.')}</p>
              <Button onClick={() => inspector.go('text')}>{t('Show the Text')}</Button>
            </div>
          ) : (
            <Answer answered={answered} doing={t('Adding up')}>
              {(reply) => <Drivers reply={reply} />}
            </Answer>
          )}
        </div>
        <div class="aside">
          {answered.reply && selection.neuron !== null ? (
            <>
              <DriverDetail reply={answered.reply} neuron={selection.neuron} />
              {place ? (
                <Decomposition place={place} neuron={selection.neuron} />
              ) : (
                <p class="quiet small">
                  {t('What put a neuron where it is can be seen at one place: choose one below.')}
                </p>
              )}
            </>
          ) : answered.reply ? (
            <p class="quiet small">
              {t('Choose a neuron to see its weights with every digit, and what put it there.')}
            </p>
          ) : null}
          {answered.reply && text && state.scope !== 'zero' ? (
            <p>
              <Button
                onClick={() => {
                  const neurons = answered.reply!.drivers.slice(0, 3).map(({ neuron }) => neuron);
                  changeView(store, 'proof', { neurons });
                  inspector.go('proof', { from: answered.reply!.from, to: answered.reply!.to });
                }}
              >
                {t('Prove It: Take the First Three Away')}
              </Button>
            </p>
          ) : null}
          <Places />
          <PairsToChoose />
        </div>
      </div>
    </>
  );

  function question({ selection: chosen }: Inspector, { scope }: TransitionsState): Params<'drivers'> | null {
    const asked = scopeOf(scope);
    return asked && chosen.to !== null
      ? { scope: asked, to: chosen.to, ...(chosen.foil === null ? {} : { foil: chosen.foil }) }
      : null;
  }

  function scopeOf(scope: TransitionsState['scope']): Scope | null {
    const { from, position } = selection;
    switch (scope) {
      case 'zero':
        return from === null ? null : { kind: 'zero', from };
      case 'place':
        return text && position !== null ? { kind: 'place', text: text.id, position } : null;
      case 'text':
        return text && from !== null ? { kind: 'text', text: text.id, from } : null;
    }
  }
}

function placeOf(scope: Scope): Place | undefined {
  return scope.kind === 'text' ? undefined : scope;
}
