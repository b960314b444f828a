import type { JSX } from 'preact';
import type { Driver, DriversReply } from '../../../src/protocol/inspector/transitions';
import { useInspector, useViewState } from '../../app/inspector';
import { Dropdown } from '../../choices';
import { Button, Check } from '../../controls';
import { Bar } from '../../parts/bar';
import { exact, Figure } from '../../parts/figure';
import { Neuron } from '../../parts/neuron';
import { CopyButton } from '../../parts/sentence';
import { t } from '../../strings';
import { arrangeDrivers, type ArrangedDrivers } from './arrange';
import type { TransitionsState } from './state';

const measureTitles = (): Record<ArrangedDrivers['measure'], string> => ({
  centred: t('centred contribution'),
  contribution: t('contribution'),
  difference: t('difference'),
  special: t('special here'),
});

/** Who drives it, ranked, as bars with their figures. */
export function DriverTable({ reply }: { readonly reply: DriversReply }): JSX.Element {
  const { selection, model, store, state: page } = useInspector();
  const [state, change] = useViewState('transitions');
  const arranged = arrangeDrivers(reply, state, selection.neuron);
  const { measure, above, below, hidden } = arranged;
  const titles = measureTitles();
  const orders: { value: TransitionsState['order']; label: string }[] = [
    ...(reply.foil !== undefined ? [{ value: 'difference' as const, label: titles.difference }] : []),
    ...(reply.foil !== undefined ? [] : [{ value: 'centred' as const, label: titles.centred }]),
    { value: 'contribution', label: titles.contribution },
    ...(reply.drivers.at(0)?.special !== undefined
      ? [{ value: 'special' as const, label: titles.special }]
      : []),
    { value: 'neuron', label: t('number') },
  ];
  const order = orders.some(({ value }) => value === state.order) ? state.order : orders[0].value;
  const row = (driver: Driver): JSX.Element => (
    <DriverRow key={driver.neuron} driver={driver} reply={reply} arranged={arranged} />
  );
  const hasInputs = reply.drivers.at(0)?.input !== undefined;
  const columns = 5 + (hasInputs ? 1 : 0) + (measure === 'contribution' ? 0 : 1);
  return (
    <section aria-labelledby="drivers-title">
      <div class="section-head">
        <h3 id="drivers-title">{t('Neurons that drive it')}</h3>
        <span class="tools">
          <Dropdown
            label={t('Order by')}
            value={order}
            choices={orders}
            onChange={(by) => change({ order: by })}
          />
          <Check
            checked={page.allDigits}
            onChange={(allDigits) => store.update((now) => ({ ...now, allDigits }))}
          >
            {t('All digits')}
          </Check>
          <CopyButton text={() => tableText(reply)} label={t('Copy Table')} />
        </span>
      </div>
      <div class="table-scroll" tabIndex={0} role="group" aria-labelledby="drivers-title">
        <table class="figures drivers">
          <caption class="spoken">{t('Neurons by {0}, largest first', titles[measure])}</caption>
          <thead>
            <tr>
              <th scope="col">{t('neuron')}</th>
              <th scope="col" colSpan={2}>
                {titles[measure]}
              </th>
              {measure === 'contribution' ? null : (
                <th scope="col" title="Why[to][k] * h[k]">
                  {t('contribution')}
                </th>
              )}
              <th scope="col">{t('activation')}</th>
              {hasInputs ? (
                <th scope="col">
                  {t('in')} <code>Wxh[k][{reply.from}]</code>
                </th>
              ) : null}
              <th scope="col">
                {t('out')} <code>Why[{reply.to}][k]</code>
              </th>
            </tr>
          </thead>
          <tbody>
            {above.map(row)}
            {hidden > 0 ? (
              <tr class="gap">
                <td colSpan={columns}>
                  <Button onClick={() => change({ all: true })}>{t('Show {0} more', hidden)}</Button>
                </td>
              </tr>
            ) : null}
            {below.map(row)}
          </tbody>
        </table>
      </div>
      {state.all && model.hiddenSize > 20 ? (
        <Button onClick={() => change({ all: false })}>{t('Show Fewer')}</Button>
      ) : null}
      <p class="quiet small explain-measure">{explanation(measure)}</p>
    </section>
  );
}

function explanation(measure: ArrangedDrivers['measure']): string {
  switch (measure) {
    case 'centred':
      return t(
        'Centred: what the neuron adds to this logit, less what it adds to the average logit. A shift of all logits alike changes no probability.',
      );
    case 'contribution':
      return t(
        'Contribution: Why[to][k] * h[k]. With the bias, the contributions of all neurons add up to the logit.',
      );
    case 'difference':
      return t(
        'Difference: what the neuron adds to this logit, less what it adds to the logit it is compared with.',
      );
    case 'special':
      return t(
        'Special here: the centred contribution, less its mean over the whole text: what sets these places apart.',
      );
  }
}

interface RowProps {
  readonly driver: Driver;
  readonly reply: DriversReply;
  readonly arranged: ArrangedDrivers;
}

function DriverRow({ driver, reply, arranged }: RowProps): JSX.Element {
  const { selection } = useInspector();
  const { measure, largest, smallest } = arranged;
  const value = driver[measure] ?? 0;
  return (
    <tr class={selection.neuron === driver.neuron ? 'chosen' : undefined}>
      <th scope="row">
        <Neuron neuron={driver.neuron} />
      </th>
      <td class="bar-cell">
        <Bar value={value} largest={largest} smallest={smallest} />
      </td>
      <td>
        <Figure value={value} decimals={3} signed />
      </td>
      {measure === 'contribution' ? null : (
        <td>
          <Figure value={driver.contribution} decimals={3} signed />
        </td>
      )}
      <td>
        <Figure value={driver.activation} />
      </td>
      {driver.input === undefined ? null : (
        <td title={`Wxh[${driver.neuron}][${reply.from}] = ${exact(driver.input)}`}>
          <Figure value={driver.input} />
        </td>
      )}
      <td title={`Why[${reply.to}][${driver.neuron}] = ${exact(driver.output)}`}>
        <Figure value={driver.output} />
      </td>
    </tr>
  );
}

/** The whole table, every digit, parted by tabs as spreadsheets take it. */
function tableText({ drivers, from, to, foil }: DriversReply): string {
  const hasInputs = drivers.at(0)?.input !== undefined;
  const head = [
    'neuron',
    'centred',
    'contribution',
    ...(foil === undefined ? [] : ['difference']),
    'activation',
    ...(hasInputs ? [`Wxh[k][${from}]`] : []),
    `Why[${to}][k]`,
  ];
  const rows = drivers.map((driver) => [
    driver.neuron,
    driver.centred,
    driver.contribution,
    ...(foil === undefined ? [] : [driver.difference ?? NaN]),
    driver.activation,
    ...(driver.input === undefined ? [] : [driver.input]),
    driver.output,
  ]);
  return [head, ...rows].map((row) => row.join('\t')).join('\n');
}
