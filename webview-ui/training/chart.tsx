import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Curve } from '../../src/protocol/training/view';
import { t, whole } from '../strings';
import { spread, ticksWithin, valueRange, type Range } from './chartScale';

export interface ChartLine {
  readonly name: string;
  /** Decides its colour. */
  readonly kind: 'training' | 'held-out';
  readonly curve: Curve;
}

/** A value that does not change with the steps. */
export interface ChartLevel {
  readonly name: string;
  readonly value: number;
}

interface ChartProps {
  readonly lines: readonly ChartLine[];
  readonly levels: readonly ChartLevel[];
  /** The last step there will be. */
  readonly steps: number;
  /** Pixels. */
  readonly height: number;
  /** The same in words, for a screen reader. */
  readonly describe: string;
  readonly format: (value: number) => string;
  readonly unit: string;
}

/** Room around the plot for the figures at its edges, in pixels. */
const margin = { top: 8, right: 62, bottom: 20, left: 44 };
/** Pixels from one name at the right edge to the next. */
const nameHeight = 14;

/** Curves by step. A pointer, or the arrow keys, read the figures of one step. */
export function Chart({ lines, levels, steps, height, describe, format, unit }: ChartProps): JSX.Element {
  const [frame, width] = useWidth();
  const [cursor, setCursor] = useState<number>();
  const range = valueRange(
    lines.map(({ curve }) => curve),
    levels.map(({ value }) => value),
  );
  const inner = {
    width: Math.max(10, width - margin.left - margin.right),
    height: height - margin.top - margin.bottom,
  };
  const x = (step: number): number =>
    margin.left + (Math.min(step, steps) / Math.max(1, steps)) * inner.width;
  const y = (value: number): number =>
    margin.top + ((range!.to - Math.min(value, range!.to)) / (range!.to - range!.from)) * inner.height;
  const read = (step: number): void => setCursor(Math.max(0, Math.min(steps, Math.round(step))));
  const onKeyDown = (event: KeyboardEvent): void => {
    const apart = Math.max(1, Math.round(steps / 50));
    const reached = Math.max(...lines.map(({ curve }) => curve.steps.at(-1) ?? 0));
    const from = cursor ?? reached;
    const to = { ArrowLeft: from - apart, ArrowRight: from + apart, Home: 0, End: reached }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      read(Math.min(to, reached));
    } else if (event.key === 'Escape') {
      setCursor(undefined);
    }
  };
  return (
    <figure class="chart">
      <div ref={frame} class="chart-frame" style={{ height: `${height}px` }}>
        {range === undefined || width === 0 ? (
          <p class="quiet chart-empty">{t('The first figures come soon.')}</p>
        ) : (
          <svg
            width={width}
            height={height}
            role="img"
            aria-label={describe}
            tabIndex={0}
            onPointerMove={(event) => {
              const left = event.currentTarget.getBoundingClientRect().left;
              read(((event.clientX - left - margin.left) / inner.width) * steps);
            }}
            onPointerLeave={() => setCursor(undefined)}
            onBlur={() => setCursor(undefined)}
            onKeyDown={onKeyDown}
          >
            <Grid range={range} steps={steps} x={x} y={y} inner={inner} format={format} height={height} />
            {levels.map(({ name, value }) => (
              <line
                key={name}
                class="chart-level"
                x1={margin.left}
                x2={margin.left + inner.width}
                y1={y(value)}
                y2={y(value)}
              />
            ))}
            {lines.map(({ name, kind, curve }) => (
              <path key={name} class={`chart-line ${kind}`} d={pathOf(curve, x, y)} />
            ))}
            {lines.map(({ name, kind, curve }) =>
              kind === 'held-out' && curve.steps.length <= 60
                ? curve.steps.map((step, index) => (
                    <circle
                      key={`${name} ${step}`}
                      class={`chart-dot ${kind}`}
                      cx={x(step)}
                      cy={y(curve.values[index])}
                      r={2}
                    />
                  ))
                : null,
            )}
            <Names lines={lines} levels={levels} y={y} left={margin.left + inner.width + 6} height={height} />
            {cursor === undefined ? null : (
              <line
                class="chart-cursor"
                x1={x(cursor)}
                x2={x(cursor)}
                y1={margin.top}
                y2={margin.top + inner.height}
              />
            )}
          </svg>
        )}
      </div>
      <figcaption class="quiet small" aria-live={cursor === undefined ? 'off' : 'polite'}>
        {cursor === undefined
          ? unit
          : [t('step {0}', whole(cursor)), ...lines.flatMap((line) => readLine(line, cursor, format))].join(
              ' · ',
            )}
      </figcaption>
    </figure>
  );
}

/** The width that the chart may have, in pixels. */
function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = (): void => setWidth(Math.floor(frame.current?.clientWidth ?? 0));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  return [frame, width];
}

function pathOf({ steps, values }: Curve, x: (step: number) => number, y: (value: number) => number): string {
  return steps
    .map((step, index) => `${index === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(values[index]).toFixed(1)}`)
    .join('');
}

/** The figure of a line that is nearest to a step. */
function readLine({ name, curve }: ChartLine, step: number, format: (value: number) => string): string[] {
  if (curve.steps.length === 0) {
    return [];
  }
  let nearest = 0;
  for (let index = 1; index < curve.steps.length; index++) {
    if (Math.abs(curve.steps[index] - step) <= Math.abs(curve.steps[nearest] - step)) {
      nearest = index;
    }
  }
  return [`${name} ${format(curve.values[nearest])}`];
}

interface GridProps {
  readonly range: Range;
  readonly steps: number;
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
  readonly inner: { readonly width: number; readonly height: number };
  readonly format: (value: number) => string;
  readonly height: number;
}

function Grid({ range, steps, x, y, inner, height }: GridProps): JSX.Element {
  const ticks = ticksWithin(0, steps, Math.max(2, Math.min(6, Math.floor(inner.width / 90))));
  return (
    <g class="chart-grid">
      {range.ticks.map((value) => (
        <g key={value}>
          <line x1={margin.left} x2={margin.left + inner.width} y1={y(value)} y2={y(value)} />
          <text x={margin.left - 6} y={y(value)} text-anchor="end" dominant-baseline="middle">
            {String(value)}
          </text>
        </g>
      ))}
      {ticks.map((step) => (
        <text
          key={step}
          x={x(step)}
          y={height - 5}
          text-anchor={step === 0 ? 'start' : x(step) > margin.left + inner.width - 20 ? 'end' : 'middle'}
        >
          {whole(step)}
        </text>
      ))}
    </g>
  );
}

interface NamesProps {
  readonly lines: readonly ChartLine[];
  readonly levels: readonly ChartLevel[];
  readonly y: (value: number) => number;
  readonly left: number;
  readonly height: number;
}

/** What each line is, at its right end. One line alone has its name in the title. */
function Names({ lines, levels, y, left, height }: NamesProps): JSX.Element | null {
  const ends = [
    ...lines.flatMap(({ name, kind, curve }) => {
      const value = curve.values.at(-1);
      return value === undefined ? [] : [{ name, kind: kind, value }];
    }),
    ...levels.map(({ name, value }) => ({ name, kind: 'level', value })),
  ];
  if (lines.length === 1) {
    return null;
  }
  const places = spread(
    ends.map(({ value }) => y(value)),
    nameHeight,
    margin.top,
    height - margin.bottom,
  );
  return (
    <g class="chart-names" aria-hidden="true">
      {ends.map(({ name, kind }, index) => (
        <text key={name} class={kind} x={left} y={places[index]} dominant-baseline="middle">
          {name}
        </text>
      ))}
    </g>
  );
}
