import type { JSX } from 'preact';
import type { Driver, DriversReply } from '../../../src/protocol/inspector/transitions';
import { useInspector, useViewState } from '../../app/inspector';
import { Button, Check, Dropdown } from '../../controls';
import { Bar } from '../../parts/bar';
import { Glyph, visible } from '../../parts/character';
import { exact, Figure, Headline, rounded } from '../../parts/figure';
import { Neuron } from '../../parts/neuron';
import { CopyButton, Sentence } from '../../parts/sentence';
import { t, whole } from '../../strings';
import { arrangeDrivers, type ArrangedDrivers } from './arrange';
import type { TransitionsState } from './state';

/** What was found: how likely, the sum that makes the logit, and who drives it. */
export function Drivers({ reply }: { readonly reply: DriversReply }): JSX.Element {
  return (
    <>
      <Summary reply={reply} />
      <Sentence text={reply.sentence} />
      <SumLine reply={reply} />
      <DriverTable reply={reply} />
    </>
  );
}

function Summary({ reply }: { readonly reply: DriversReply }): JSX.Element {
  const { model } = useInspector();
  const { occurrences, followed, probability, foilProbability, foil, rank } = reply;
  const isMean = occurrences > 1;
  const [to, from] = [reply.to, reply.from].map((index) => visible(model.characters[index]));
  return (
    <dl class="headlines">
      <Headline
        value={<Figure value={probability} />}
        name={isMean ? t('mean p({0}) after {1}', to, from) : t('p({0}) after {1}', to, from)}
      />
      {foil !== undefined && foilProbability !== undefined ? (
        <Headline
          value={<Figure value={foilProbability} />}
          name={
            isMean
              ? t('mean p({0})', visible(model.characters[foil]))
              : t('p({0})', visible(model.characters[foil]))
          }
        />
      ) : null}
      <Headline value={t('{0} of {1}', rank, model.vocabularySize)} name={t('rank')} />
      {isMean ? (
        <Headline
          value={
            followed === null ? whole(occurrences) : t('{0} of {1}', whole(followed), whole(occurrences))
          }
          name={followed === null ? t('places') : t('places where it really follows')}
        />
      ) : followed === null ? null : (
        <Headline value={followed === 1 ? t('yes') : t('no')} name={t('does it really follow here?')} />
      )}
    </dl>
  );
}

/** bias + neurons = logit, which holds for the figures as they stand. */
function SumLine({ reply }: { readonly reply: DriversReply }): JSX.Element {
  const { bias, sum, logit, to, foil, foilBias, foilLogit, occurrences } = reply;
  const { model } = useInspector();
  return (
    <div class="sum-lines" role="group" aria-label={t('How the logit adds up')}>
      <p class="sum-line">
        <span>
          <span class="quiet">{t('bias by[{0}]', to)}</span> <Figure value={bias} />
        </span>
        <span>
          + <span class="quiet">{t('{0} neurons', model.hiddenSize)}</span> <Figure value={sum} />
        </span>
        <span>
          = <span class="quiet">{occurrences > 1 ? t('mean logit') : t('logit')}</span>{' '}
          <Figure value={logit} />
        </span>
      </p>
      {foil !== undefined && foilBias !== undefined && foilLogit !== undefined ? (
        <p class="sum-line">
          <span>
            <span class="quiet">{t('logit of')}</span> <Glyph character={model.characters[foil]} />{' '}
            <Figure value={foilLogit} />
          </span>
          <span>
            <span class="quiet">{t('difference')}</span> <Figure value={logit - foilLogit} />
          </span>
        </p>
      ) : null}
    </div>
  );
}

const measureTitles = (): Record<ArrangedDrivers['measure'], string> => ({
  centred: t('centred contribution'),
  contribution: t('contribution'),
  difference: t('difference'),
  special: t('special here'),
});

function DriverTable({ reply }: { readonly reply: DriversReply }): JSX.Element {
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

/** One neuron's part with coordinates and every digit. */
export function DriverDetail({
  reply,
  neuron,
}: {
  readonly reply: DriversReply;
  readonly neuron: number;
}): JSX.Element | null {
  const { model } = useInspector();
  const driver = reply.drivers.find((one) => one.neuron === neuron);
  if (!driver) {
    return null;
  }
  const lines: readonly (readonly [string, number])[] = [
    ...(driver.input === undefined ? [] : [[`Wxh[${neuron}][${reply.from}]`, driver.input] as const]),
    [`Why[${reply.to}][${neuron}]`, driver.output],
    [reply.occurrences > 1 ? t('mean h[{0}]', neuron) : `h[${neuron}]`, driver.activation],
    [t('contribution'), driver.contribution],
    [t('centred'), driver.centred],
    ...(driver.difference === undefined ? [] : [[t('difference'), driver.difference] as const]),
    ...(driver.special === undefined ? [] : [[t('special here'), driver.special] as const]),
  ];
  return (
    <section class="aside-section" aria-labelledby="driver-detail">
      <div class="section-head">
        <h3 id="driver-detail">
          {t('Neuron {0}', neuron)}, <Glyph character={model.characters[reply.from]} /> →{' '}
          <Glyph character={model.characters[reply.to]} />
        </h3>
        <CopyButton text={() => lines.map(([name, value]) => `${name} = ${exact(value)}`).join('\n')} />
      </div>
      <dl class="exact">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd class="figure" title={rounded(value)}>
              {exact(value)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
