import type { JSX } from 'preact';

interface BarProps {
  readonly value: number;
  /** The value at the right end of the track. */
  readonly largest: number;
  /** The value at its left end: below zero, or 0 for bars that can only go right. By default as far as `largest`. */
  readonly smallest?: number;
  /** A second value as a mark on the same track, such as the figure before. */
  readonly mark?: number;
}

/** A value as length: left of zero is negative, right is positive. The number stands beside it. */
export function Bar({ value, largest, smallest = -largest, mark }: BarProps): JSX.Element {
  const range = largest - smallest;
  /** Per cent of the track. */
  const at = (number: number): number =>
    range > 0 ? Math.max(0, Math.min(100, (100 * (number - smallest)) / range)) : 0;
  const [zero, end] = [at(0), at(value)];
  return (
    <span class={smallest === 0 ? 'bar one-sided' : 'bar'} aria-hidden="true">
      {smallest === 0 ? null : <span class="bar-zero" style={{ left: `${zero}%` }} />}
      <span
        class={value < 0 ? 'bar-fill negative' : 'bar-fill positive'}
        style={{ left: `${Math.min(zero, end)}%`, width: `${Math.abs(end - zero)}%` }}
      />
      {mark === undefined ? null : <span class="bar-mark" style={{ left: `${at(mark)}%` }} />}
    </span>
  );
}
