import type { Intervention } from '../../core/kernel/kernel';

/** What a variant costs that shares its recurrence with another, where one of its own costs 1: another softmax. */
const shared = 0.05;

/** Variants by their recurrence: those with the same neurons held have one in common. */
export function recurrencesOf(variants: readonly Intervention[]): number[][] {
  const groups = new Map<string, number[]>();
  variants.forEach(({ whole = [] }, variant) => {
    const key = JSON.stringify(whole.map(({ neuron, value }) => [neuron, value]));
    const group = groups.get(key);
    if (group) {
      group.push(variant);
    } else {
      groups.set(key, [variant]);
    }
  });
  return [...groups.values()];
}

/**
 * Shares variants of a network out among threads, so that each has about as much to do. A recurrence that several
 * variants share is cut only where a thread's share ends.
 *
 * @returns indices of variants, a list for each thread that has any.
 */
export function shareVariants(variants: readonly Intervention[], threads: number): number[][] {
  const groups = recurrencesOf(variants);
  const costs = groups.flatMap((group) =>
    group.map((variant, at) => ({ variant, cost: at === 0 ? 1 : shared })),
  );
  const total = costs.reduce((sum, { cost }) => sum + cost, 0);
  const shares: number[][] = Array.from({ length: threads }, () => []);
  let before = 0;
  for (const { variant, cost } of costs) {
    // By its middle: what straddles an end goes where more of it lies.
    shares[Math.min(threads - 1, Math.floor(((before + cost / 2) / total) * threads))].push(variant);
    before += cost;
  }
  return shares.filter((share) => share.length > 0);
}
