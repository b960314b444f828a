import { streams, uniform } from '../random';

/**
 * Sets of random neurons, as controls for an ablation: `count` sets of `size` different neurons, none of them in `not`.
 * The same for the same seed. Fewer neurons where there are not enough.
 *
 * @param position of the first random number, as `uniform` takes it: give each use of one seed a range of its own, a
 * million apart.
 */
export function randomSets(
  hiddenSize: number,
  not: readonly number[],
  size: number,
  count: number,
  seed: number,
  position: number,
): number[][] {
  let at = position;
  return Array.from({ length: count }, () => {
    const rest = Array.from({ length: hiddenSize }, (_, neuron) => neuron).filter(
      (neuron) => !not.includes(neuron),
    );
    // Fisher and Yates's shuffle, as far as it is needed.
    const many = Math.min(size, rest.length);
    for (let i = 0; i < many; i++) {
      const j = i + Math.floor(uniform(seed, at++, streams.choice) * (rest.length - i));
      [rest[i], rest[j]] = [rest[j], rest[i]];
    }
    return rest.slice(0, many).sort((a, b) => a - b);
  });
}
