import type { JSX } from 'preact';
import { useInspector } from '../app/inspector';
import { t } from '../strings';

/** A number with so many decimals; tiny ones by their order of magnitude, as 0.0000 would say nothing. */
export function rounded(value: number, decimals = 4): string {
  if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals) {
    return value.toExponential(1);
  }
  if (Math.abs(value) >= 1e6) {
    return value.toExponential(3);
  }
  return value.toFixed(decimals);
}

/** Every digit: reading it back gives the very same float64. */
export function exact(value: number): string {
  return String(value);
}

interface FigureProps {
  readonly value: number;
  readonly decimals?: number;
  readonly signed?: boolean;
}

/** A number in a column: the rounded one with all digits in its tooltip, or all digits if the person wants them. */
export function Figure({ value, decimals = 4, signed }: FigureProps): JSX.Element {
  const { allDigits } = useInspector().state;
  const text = allDigits ? exact(value) : rounded(value, decimals);
  return (
    <span class="figure" title={exact(value)}>
      {signed === true && value > 0 ? `+${text}` : text}
    </span>
  );
}

/** One figure that matters, large, with its name below. */
export function Headline({
  value,
  name,
  note,
}: {
  readonly value: JSX.Element | string;
  readonly name: string;
  readonly note?: string;
}): JSX.Element {
  return (
    <div class="headline">
      <dd>{value}</dd>
      <dt>{name}</dt>
      {note === undefined ? null : <dd class="headline-note">{note}</dd>}
    </div>
  );
}

/** Nats as bits a person may know better. */
export function bits(nats: number): string {
  return t('{0} bits', (nats / Math.LN2).toFixed(2));
}
