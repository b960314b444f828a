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
  // Seeds go round at their end; a sum past it would be rounded.
  const left = Number.MAX_SAFE_INTEGER - seed;
  return Array.from({ length: count }, (_, k) => ({
    temperature: first + step * k,
    seed: k <= left ? seed + k : k - left - 1,
  }));
}
