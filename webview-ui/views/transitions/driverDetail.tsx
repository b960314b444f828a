import type { JSX } from 'preact';
import type { DriversReply } from '../../../src/protocol/inspector/transitions';
import { useInspector } from '../../app/inspector';
import { Glyph } from '../../parts/character';
import { exact, rounded } from '../../parts/figure';
import { CopyButton } from '../../parts/sentence';
import { t } from '../../strings';

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
