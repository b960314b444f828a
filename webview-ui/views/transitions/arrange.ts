import type { Driver, DriversReply } from '../../../src/protocol/inspector/transitions';
import type { TransitionsState } from './state';

/** Rows of the table, with a gap where neurons in the middle are left out. */
export interface ArrangedDrivers {
  readonly above: readonly Driver[];
  readonly below: readonly Driver[];
  /** How many stand between them, unseen. */
  readonly hidden: number;
  /** The measure that orders them. */
  readonly measure: 'centred' | 'contribution' | 'difference' | 'special';
  /** Its extremes, between which bars are drawn; zero is always among them. */
  readonly largest: number;
  readonly smallest: number;
}

const shownAbove = 12;
const shownBelow = 4;

/** The strongest for and the strongest against; the chosen neuron is always among them. */
export function arrangeDrivers(
  { drivers, foil }: Pick<DriversReply, 'drivers' | 'foil'>,
  { order, all }: Pick<TransitionsState, 'order' | 'all'>,
  chosen: number | null,
): ArrangedDrivers {
  const measure = measureOf(drivers, order, foil !== undefined);
  const value = (driver: Driver): number => driver[measure] ?? 0;
  const sorted = [...drivers].sort((a, b) =>
    order === 'neuron' ? a.neuron - b.neuron : value(b) - value(a) || a.neuron - b.neuron,
  );
  const extremes = {
    largest: Math.max(0, ...sorted.map(value)),
    smallest: Math.min(-1e-12, ...sorted.map(value)),
  };
  if (all || sorted.length <= shownAbove + shownBelow + 1) {
    return { above: sorted, below: [], hidden: 0, measure, ...extremes };
  }
  const above = sorted.slice(0, shownAbove);
  const below = sorted.slice(-shownBelow);
  const missing = sorted.slice(shownAbove, -shownBelow).find(({ neuron }) => neuron === chosen);
  if (missing) {
    above.push(missing);
  }
  return { above, below, hidden: sorted.length - above.length - below.length, measure, ...extremes };
}

/** A measure that the reply does not have gives way to what it is ordered by. */
function measureOf(
  drivers: readonly Driver[],
  order: TransitionsState['order'],
  hasFoil: boolean,
): ArrangedDrivers['measure'] {
  const usual = hasFoil ? 'difference' : 'centred';
  if (order === 'neuron' || (order === 'centred' && hasFoil)) {
    return usual;
  }
  return drivers.at(0)?.[order] === undefined ? usual : order;
}

/** The parts of a pre-activation that are shown, and what the others add up to. */
export interface ArrangedParts<T> {
  readonly shown: readonly T[];
  readonly others: number;
  readonly othersSum: number;
}

/** The first so many of a list that stands by size, and the sum of the rest. */
export function arrangeParts<T extends { readonly contribution: number }>(
  parts: readonly T[],
  count: number,
): ArrangedParts<T> {
  const rest = parts.slice(count);
  return {
    shown: parts.slice(0, count),
    others: rest.length,
    othersSum: rest.reduce((sum, { contribution }) => sum + contribution, 0),
  };
}
