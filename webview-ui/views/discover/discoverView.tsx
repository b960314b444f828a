import type { JSX } from 'preact';
import type { Pair } from '../../../src/protocol/inspector/discovery';
import type { TextInfo } from '../../../src/protocol/inspector/texts';
import { changeView, useInspector, useReply, useViewState } from '../../app/inspector';
import { NeedsText } from '../../app/textChooser';
import { Dropdown } from '../../choices';
import { Button } from '../../controls';
import { Answer } from '../../parts/answer';
import { Bar } from '../../parts/bar';
import { Glyph } from '../../parts/character';
import { Figure } from '../../parts/figure';
import { Neurons } from '../../parts/neuron';
import { t, whole } from '../../strings';
import { arrangePairs } from './arrange';
import { BehaviourCard } from './behaviour';

/** What else the network has learned. */
export function DiscoverView(): JSX.Element {
  const { text } = useInspector();
  return text ? (
    <Scan text={text} />
  ) : (
    <NeedsText
      why={t(
        'A scan finds what the network has learned from a text: every pair of characters, and longer habits such as how a speech begins, each tested by taking neurons away.',
      )}
    />
  );
}

function Scan({ text }: { readonly text: TextInfo }): JSX.Element {
  const [state, change] = useViewState('discover');
  const isAsked = state.scanned === text.id;
  const answered = useReply('discover', isAsked ? { text: text.id, seed: state.seed } : null);
  if (!isAsked) {
    return (
      <div class="empty">
        <p>
          {t(
            'The scan reads {0} many times over: it ranks all pairs of characters by how often, how sure and how causal they are, and tests longer habits by taking neurons away.',
            text.name,
          )}
        </p>
        <Button kind="primary" onClick={() => change({ scanned: text.id })}>
          {t('Scan the Text')}
        </Button>
      </div>
    );
  }
  return (
    <Answer answered={answered} doing={t('Scanning')}>
      {({ pairs, behaviours }) => (
        <>
          {behaviours.length > 0 ? (
            <section aria-labelledby="behaviours-title">
              <h2 id="behaviours-title">{t('Habits longer than a pair')}</h2>
              <div class="behaviours">
                {behaviours.map((behaviour) => (
                  <BehaviourCard key={behaviour.key} behaviour={behaviour} />
                ))}
              </div>
            </section>
          ) : null}
          <Pairs pairs={pairs} />
        </>
      )}
    </Answer>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly Pair[] }): JSX.Element {
  const [state, change] = useViewState('discover');
  const rows = arrangePairs(pairs, state.order);
  return (
    <section aria-labelledby="pairs-title">
      <div class="section-head">
        <h2 id="pairs-title">{t('Pairs of characters')}</h2>
        <span class="tools">
          <Dropdown
            label={t('Order by')}
            value={state.order}
            onChange={(order) => change({ order })}
            choices={[
              { value: 'rank', label: t('all together') },
              { value: 'count', label: t('how often') },
              { value: 'probability', label: t('how sure') },
              { value: 'surprise', label: t('how telling') },
              { value: 'causal', label: t('how causal') },
            ]}
          />
        </span>
      </div>
      <div class="table-scroll" tabIndex={0} role="group" aria-labelledby="pairs-title">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">{t('pair')}</th>
              <th scope="col">{t('times')}</th>
              <th
                scope="col"
                colSpan={2}
                title={t('mean probability over all places of the first character')}
              >
                {t('mean p')}
              </th>
              <th scope="col" title={t('ln of mean p over the share of the character in the text')}>
                {t('telling, nats')}
              </th>
              <th scope="col">{t('drivers')}</th>
              <th scope="col">{t('without the first')}</th>
              <th scope="col">{t('without all')}</th>
              <th scope="col">
                <span class="spoken">{t('look')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, state.shown).map((pair) => (
              <PairRow key={`${pair.from}-${pair.to}`} pair={pair} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > state.shown ? (
        <Button onClick={() => change({ shown: state.shown + 100 })}>
          {t('Show {0} more', Math.min(100, rows.length - state.shown))}
        </Button>
      ) : null}
    </section>
  );
}

function PairRow({ pair }: { readonly pair: Pair }): JSX.Element {
  const { model, go, store, selection } = useInspector();
  const { from, to, count, occurrences, probability, surprise, drivers, withoutFirst, withoutAll } = pair;
  return (
    <tr class={selection.from === from && selection.to === to ? 'chosen' : undefined}>
      <th scope="row">
        <Glyph character={model.characters[from] ?? ''} /> → <Glyph character={model.characters[to] ?? ''} />
      </th>
      <td title={t('{0} of {1} places', whole(count), whole(occurrences))}>{whole(count)}</td>
      <td class="bar-cell short">
        <Bar value={probability} largest={1} smallest={0} mark={withoutAll} />
      </td>
      <td>
        <Figure value={probability} />
      </td>
      <td>
        <Figure value={surprise} decimals={2} signed />
      </td>
      <td>
        <Neurons neurons={drivers} />
      </td>
      <td>
        <Figure value={withoutFirst} />
      </td>
      <td>
        <Figure value={withoutAll} />
      </td>
      <td>
        <button
          type="button"
          class="link"
          onClick={() => {
            changeView(store, 'transitions', { scope: 'text' });
            go('transitions', { from, to, foil: null, position: null });
          }}
        >
          {t('explain')}
        </button>
      </td>
    </tr>
  );
}
