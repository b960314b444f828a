import { figures, printTable } from '../figures';
import { nativeName, type Contestant } from './contestants';

/** How long a turn lasts at least, seconds. */
const turn = 0.25;

/**
 * Everybody writes in turns, so that what disturbs the machine disturbs all. The first two rounds find out how many
 * characters make a turn, and let the optimising compilers do their work; they do not count.
 */
export async function measureSampling(
  title: string,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<void> {
  const results = contestants.map(() => ({ characters: 500, speeds: [] as number[] }));
  for (let round = -2; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const result = results[index];
      const seconds = await contestant.write(result.characters);
      if (round < 0) {
        result.characters = Math.ceil((result.characters * turn) / Math.max(seconds, 1e-3));
      } else {
        result.speeds.push(result.characters / seconds);
      }
    }
  }
  const against = (speeds: readonly number[], name: RegExp): string => {
    const peer = contestants.findIndex((contestant) => name.test(contestant.name));
    return peer < 0
      ? '-'
      : figures(speeds.map((speed, round) => speed / results[peer].speeds[round])).median.toFixed(2);
  };
  const thousands = (value: number): string => `${(value / 1000).toFixed(value < 1e4 ? 1 : 0)}k`;
  printTable(
    title,
    ['', 'characters/s, median', 'from', 'to', 'x NumPy', 'x PyTorch', 'x native C'],
    contestants.map(({ name }, index) => {
      const { speeds } = results[index];
      const { median, from, to } = figures(speeds);
      return [
        name,
        thousands(median),
        thousands(from),
        thousands(to),
        against(speeds, /NumPy/),
        against(speeds, /PyTorch/),
        against(speeds, new RegExp(nativeName)),
      ];
    }),
  );
}
