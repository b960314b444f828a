import type { JSX } from 'preact';
import type { NeuronSummary } from '../../../src/protocol/inspector/neurons';
import type { TextInfo } from '../../../src/protocol/inspector/texts';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { NeedsText } from '../../app/textChooser';
import { Dropdown } from '../../choices';
import { Button } from '../../controls';
import { Field } from '../../fields';
import { Answer } from '../../parts/answer';
import { Bar } from '../../parts/bar';
import { Figure } from '../../parts/figure';
import { Neuron } from '../../parts/neuron';
import { t, whole } from '../../strings';
import { arrangeNeurons, labelOf, leastExplained } from './arrange';
import { NeuronDetail } from './neuronDetail';

/** All neurons at a glance, and all about one. */
export function NeuronsView(): JSX.Element {
  const { text } = useInspector();
  return text ? (
    <NeuronsOf text={text} />
  ) : (
    <NeedsText
      why={t(
        'What a neuron responds to shows in a text: where it is highest and lowest, and how much of it a simple feature explains. A label is shown with its evidence, or not at all.',
      )}
    />
  );
}

function NeuronsOf({ text }: { readonly text: TextInfo }): JSX.Element {
  const { selection } = useInspector();
  const answered = useReply('neurons', { text: text.id });
  return (
    <div class="columns wide-aside">
      <div class="main-column">
        <Answer answered={answered} doing={t('Watching every neuron')}>
          {({ neurons, places }) => <NeuronTable neurons={neurons} places={places} />}
        </Answer>
      </div>
      <div class="aside">
        {selection.neuron === null ? (
          <div class="empty">
            <p>
              {t(
                'Choose a neuron to see what drives it, what it reads and writes, and how sure its label is.',
              )}
            </p>
          </div>
        ) : (
          <NeuronDetail text={text.id} neuron={selection.neuron} />
        )}
      </div>
    </div>
  );
}

function NeuronTable({
  neurons,
  places,
}: {
  readonly neurons: readonly NeuronSummary[];
  readonly places: number;
}): JSX.Element {
  const { selection } = useInspector();
  const [state, change] = useViewState('neurons');
  const rows = arrangeNeurons(neurons, state);
  const labelled = neurons.filter((summary) => labelOf(summary)).length;
  const visible = rows.slice(0, state.shown);
  const chosen = rows.find(({ neuron }) => neuron === selection.neuron);
  const listed = chosen && !visible.includes(chosen) ? [...visible, chosen] : visible;
  return (
    <section aria-labelledby="neurons-title">
      <div class="section-head">
        <h2 id="neurons-title">{t('{0} neurons over {1} places', neurons.length, whole(places))}</h2>
        <span class="tools">
          <Dropdown
            label={t('Order by')}
            value={state.order}
            onChange={(order) => change({ order })}
            choices={[
              { value: 'explained', label: t('how well explained') },
              { value: 'memory', label: t('memory') },
              { value: 'standardDeviation', label: t('spread') },
              { value: 'saturated', label: t('share saturated') },
              { value: 'mean', label: t('mean') },
              { value: 'neuron', label: t('number') },
            ]}
          />
          <Field
            label={t('Filter')}
            size={12}
            placeholder={t('label or number')}
            value={state.filter}
            onChange={(filter) => change({ filter })}
          />
        </span>
      </div>
      <p class="quiet small">
        {t(
          '{0} of {1} are explained to at least {2} % by one simple feature; the others have no label.',
          labelled,
          neurons.length,
          100 * leastExplained,
        )}
      </p>
      <div class="table-scroll" tabIndex={0} role="group" aria-labelledby="neurons-title">
        <table class="figures neurons-table">
          <thead>
            <tr>
              <th scope="col">{t('neuron')}</th>
              <th scope="col" class="words">
                {t('responds to')}
              </th>
              <th scope="col" colSpan={2} title={t('share of the variance that the feature explains')}>
                {t('explained')}
              </th>
              <th scope="col" title={t('characters until the autocorrelation falls to 1/e')}>
                {t('memory')}
              </th>
              <th scope="col">{t('mean')}</th>
              <th scope="col">{t('spread')}</th>
              <th scope="col" title={t('share of places with |h| above 0.9')}>
                {t('saturated')}
              </th>
            </tr>
          </thead>
          <tbody>
            {listed.map((summary) => (
              <Row key={summary.neuron} summary={summary} isChosen={summary.neuron === selection.neuron} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 ? <p class="quiet">{t('No neuron has such a label.')}</p> : null}
      {rows.length > state.shown ? (
        <Button onClick={() => change({ shown: rows.length })}>
          {t('Show {0} more', rows.length - state.shown)}
        </Button>
      ) : null}
    </section>
  );
}

function Row({
  summary,
  isChosen,
}: {
  readonly summary: NeuronSummary;
  readonly isChosen: boolean;
}): JSX.Element {
  const label = labelOf(summary);
  return (
    <tr class={isChosen ? 'chosen' : undefined}>
      <th scope="row">
        <Neuron neuron={summary.neuron} />
      </th>
      <td class="words">{label ? label.label : <span class="quiet">–</span>}</td>
      <td class="bar-cell short">
        {summary.best ? <Bar value={summary.best.explained} largest={1} smallest={0} /> : null}
      </td>
      <td>{summary.best ? <Figure value={summary.best.explained} decimals={3} /> : null}</td>
      <td>
        {summary.memory === null ? (
          <span class="quiet">{t('never falls')}</span>
        ) : (
          <Figure value={summary.memory} decimals={1} />
        )}
      </td>
      <td>
        <Figure value={summary.mean} decimals={3} />
      </td>
      <td>
        <Figure value={summary.standardDeviation} decimals={3} />
      </td>
      <td>
        <Figure value={summary.saturated} decimals={3} />
      </td>
    </tr>
  );
}
