import type { JSX } from 'preact';
import type { Distribution } from '../../src/protocol/inspector/values';
import { t, whole } from '../strings';
import { rounded } from './figure';

interface HistogramProps {
  readonly distribution: Distribution;
  /** What is spread, for its name. */
  readonly label: string;
  /** Drawn as an outline behind it, on the same axis. */
  readonly before?: Distribution;
}

const width = 320;
const height = 72;

/** How a quantity is spread over places; heights are shares, so that two can be compared. */
export function Histogram({ distribution, label, before }: HistogramProps): JSX.Element {
  const all = before ? [distribution, before] : [distribution];
  const from = Math.min(...all.map(({ histogram }) => histogram.from));
  const to = Math.max(...all.map(({ histogram }) => histogram.to));
  const densest = Math.max(...all.flatMap((one) => densities(one)), Number.MIN_VALUE);
  const x = (value: number): number => (to > from ? ((value - from) / (to - from)) * width : width / 2);
  const y = (density: number): number => height - (density / densest) * (height - 4);
  return (
    <figure class="histogram">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={describe(label, distribution, before)}
      >
        <path class="histogram-now" d={outline(distribution, x, y)} />
        {before ? <path class="histogram-before" d={outline(before, x, y)} /> : null}
        <line class="histogram-mean" x1={x(distribution.mean)} x2={x(distribution.mean)} y1={0} y2={height} />
      </svg>
      <figcaption>
        <span class="figure">{rounded(from, 2)}</span>
        <span class="quiet">{label}</span>
        <span class="figure">{rounded(to, 2)}</span>
      </figcaption>
    </figure>
  );
}

/** Share of all places for each unit of the quantity, bin by bin. */
function densities({ count, histogram }: Distribution): number[] {
  const { counts, from, to } = histogram;
  const wide = (to - from) / counts.length || 1;
  return [...counts].map((inBin) => (count > 0 ? inBin / count / wide : 0));
}

function outline(
  distribution: Distribution,
  x: (value: number) => number,
  y: (density: number) => number,
): string {
  const { counts, from, to } = distribution.histogram;
  const edge = (bin: number): number => x(from + ((to - from) * bin) / counts.length);
  const steps = densities(distribution).map(
    (density, bin) =>
      `L${edge(bin).toFixed(2)} ${y(density).toFixed(2)}L${edge(bin + 1).toFixed(2)} ${y(density).toFixed(2)}`,
  );
  return `M${edge(0).toFixed(2)} ${height}${steps.join('')}L${edge(counts.length).toFixed(2)} ${height}Z`;
}

function describe(label: string, now: Distribution, before?: Distribution): string {
  const words = t(
    '{0} over {1} places: mean {2}, standard deviation {3}, from {4} to {5}',
    label,
    whole(now.count),
    rounded(now.mean),
    rounded(now.standardDeviation),
    rounded(now.smallest),
    rounded(now.largest),
  );
  return before ? t('{0}; before: mean {1}', words, rounded(before.mean)) : words;
}
