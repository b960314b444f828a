import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { SmallestSetReply } from '../../../src/protocol/inspector/proof';
import { remember, useInspector, useReply, useViewState } from '../../app/inspector';
import { Radios } from '../../choices';
import { Button } from '../../controls';
import { Answer } from '../../parts/answer';
import { Bar } from '../../parts/bar';
import { Glyph, visible } from '../../parts/character';
import { Figure, Headline } from '../../parts/figure';
import { Neuron, Neurons } from '../../parts/neuron';
import { Sentence } from '../../parts/sentence';
import { rich, t, whole } from '../../strings';
import { holdValue } from './arrange';

/** The fewest neurons that break a behaviour, or that alone keep it. */
export function SmallestSet(): JSX.Element {
  const { selection, text, store } = useInspector();
  const [state, change] = useViewState('proof');
  const { from, to } = selection;
  const asked = state.askedSet && state.askedSet.text === text?.id ? state.askedSet : null;
  const answered = useReply('smallestSet', asked);
  const isDone = answered.asked?.status === 'done';
  useEffect(() => {
    if (asked && isDone) {
      remember(store, { method: 'smallestSet', params: asked });
    }
  }, [isDone, asked && JSON.stringify(asked)]);
  const isReady = text !== undefined && from !== null && to !== null;
  return (
    <section class="smallest-set" aria-labelledby="smallest-set">
      <h2 id="smallest-set">{t('Smallest set')}</h2>
      <p class="quiet">
        {t(
          'How many neurons does it really take? The set is searched for, and then measured by reading the text again.',
        )}
      </p>
      <div class="question-details">
        <Radios
          label={t('Goal')}
          value={state.goal}
          onChange={(goal) => change({ goal })}
          choices={[
            { value: 'halve', label: t('halve the probability') },
            { value: 'flip', label: t('make another character likelier') },
            { value: 'keep', label: t('keep it with these alone') },
          ]}
        />
        <Button
          kind="primary"
          disabled={!isReady}
          onClick={() => {
            if (isReady) {
              change({
                askedSet: {
                  text: text.id,
                  from,
                  to,
                  goal: state.goal,
                  mode: state.mode,
                  value: holdValue(state),
                },
              });
            }
          }}
        >
          {t('Find the Smallest Set')}
        </Button>
      </div>
      <Answer answered={answered} doing={t('Searching for the smallest set')}>
        {(reply) => (asked ? <Found reply={reply} to={asked.to} /> : null)}
      </Answer>
    </section>
  );
}

function Found({ reply, to }: { readonly reply: SmallestSetReply; readonly to: number }): JSX.Element {
  const { model } = useInspector();
  const [, change] = useViewState('proof');
  const { found, before, occurrences, atLeast, certainty, steps, tried, goal } = reply;
  const probabilityName = t('mean p({0})', visible(model.characters[to]));
  if (!found) {
    return (
      <>
        <Sentence text={reply.sentence} />
        <p class="quiet">{t('The search found no set that reaches this goal.')}</p>
      </>
    );
  }
  return (
    <>
      <dl class="headlines">
        <Headline
          value={whole(found.neurons.length)}
          name={goal === 'keep' ? t('neurons that keep it alone') : t('neurons to take away')}
          note={
            certainty === 'smallest'
              ? t('proved: no fewer can do it')
              : atLeast > 1
                ? t('the fewest found; at least {0} are needed', atLeast)
                : t('the fewest that a search found; that fewer cannot do it is not proved')
          }
        />
        <Headline value={<Figure value={before} />} name={t('{0} before', probabilityName)} />
        <Headline
          value={<Figure value={found.probability} />}
          name={
            goal === 'keep'
              ? t('{0} with these alone', probabilityName)
              : t('{0} without them', probabilityName)
          }
        />
        <Headline
          value={<Glyph character={model.characters[found.likeliest.character]} />}
          name={t('likeliest then, mean p {0}', found.likeliest.probability.toFixed(4))}
        />
      </dl>
      <Sentence text={reply.sentence} />
      <p>
        <Neurons neurons={found.neurons} />{' '}
        {goal === 'keep' ? null : (
          <Button onClick={() => change({ neurons: [...found.neurons] })}>
            {t('Take These Away Above')}
          </Button>
        )}
      </p>
      <table class="figures narrow">
        <caption class="table-title">
          {goal === 'keep' ? t('Left in one after the other') : t('Taken away one after the other')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('neuron')}</th>
            <th scope="col" colSpan={2}>
              {t('then {0}', probabilityName)}
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ neuron, probability }, index) => (
            <tr key={index}>
              <th scope="row">
                {goal === 'keep' ? '' : '− '}
                <Neuron neuron={neuron} />
              </th>
              <td class="bar-cell">
                <Bar value={probability} largest={1} smallest={0} mark={before} />
              </td>
              <td>
                <Figure value={probability} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet small">{rich('Over {0} places; {1} sets tried.', whole(occurrences), whole(tried))}</p>
    </>
  );
}
