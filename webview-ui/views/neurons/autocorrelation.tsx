import type { JSX } from 'preact';
import { t } from '../../strings';

/** Autocorrelation by lag: how much of what it is now it will still be then. */
export function Autocorrelation({ values }: { readonly values: readonly number[] }): JSX.Element {
  const [width, height] = [320, 72];
  const low = Math.min(0, ...values);
  const x = (lag: number): number => (lag / Math.max(1, values.length - 1)) * width;
  const y = (value: number): number => 2 + ((1 - value) / (1 - low)) * (height - 4);
  const path = values.map(
    (value, lag) => `${lag === 0 ? 'M' : 'L'}${x(lag).toFixed(1)} ${y(value).toFixed(1)}`,
  );
  return (
    <figure class="histogram">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t(
          'Autocorrelation of the activation: {0}',
          values.map((value, lag) => `${lag}: ${value.toFixed(2)}`).join(', '),
        )}
      >
        <line class="histogram-mean" x1={0} x2={width} y1={y(0)} y2={y(0)} />
        <line class="histogram-mean dashed" x1={0} x2={width} y1={y(1 / Math.E)} y2={y(1 / Math.E)} />
        <path class="histogram-before" d={path.join('')} />
      </svg>
      <figcaption>
        <span class="figure">0</span>
        <span class="quiet">{t('autocorrelation by lag; dashed: 1/e')}</span>
        <span class="figure">{values.length - 1}</span>
      </figcaption>
    </figure>
  );
}
