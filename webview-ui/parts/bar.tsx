import type { JSX } from 'preact';

interface BarProps {
  readonly value: number;
  /** The value that fills its half of the track. */
  readonly largest: number;
  /** Bars that can only go right need no zero in the middle. */
  readonly oneSided?: boolean;
  /** A second value as a mark on the same track, such as the mean of a control. */
  readonly mark?: number;
}

/** A value as length, from zero in the middle: left is negative, right is positive. Numbers stand beside it. */
export function Bar({ value, largest, oneSided, mark }: BarProps): JSX.Element {
  const share = (number: number): number => Math.max(-1, Math.min(1, largest > 0 ? number / largest : 0));
  const width = `${(oneSided === true ? 100 : 50) * Math.abs(share(value))}%`;
  const at = (number: number): string =>
    `${oneSided === true ? 100 * share(number) : 50 + 50 * share(number)}%`;
  return (
    <span class={`bar${oneSided === true ? ' one-sided' : ''}`} aria-hidden="true">
      <span class={value < 0 ? 'bar-fill negative' : 'bar-fill positive'} style={{ width }} />
      {mark === undefined ? null : <span class="bar-mark" style={{ left: at(mark) }} />}
    </span>
  );
}
