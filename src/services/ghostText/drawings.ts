/** How one suggestion is drawn. */
export interface Drawing {
  readonly temperature: number;
  readonly seed: number;
}

/** Past this temperature a character network writes noise. */
const liveliest = 1.2;

/** The alternatives: the calm one first, each next one livelier and from another seed. */
export function drawings(first: number, count: number, seed: number): Drawing[] {
  const step = count > 1 ? (Math.max(first, liveliest) - first) / (count - 1) : 0;
  return Array.from({ length: count }, (_, k) => ({
    temperature: first + step * k,
    seed: seedAfter(seed, k),
  }));
}

/** Seeds that are tried for a drawing are this far apart: farther than there are alternatives. */
const stride = 1000;

/** The same drawing from other seeds, itself first. */
export function redrawings({ temperature, seed }: Drawing, count: number): Drawing[] {
  return Array.from({ length: count }, (_, k) => ({ temperature, seed: seedAfter(seed, k * stride) }));
}

/** Seeds go round at their end; a sum past it would be rounded. */
function seedAfter(seed: number, by: number): number {
  const left = Number.MAX_SAFE_INTEGER - seed;
  return by <= left ? seed + by : by - left - 1;
}
