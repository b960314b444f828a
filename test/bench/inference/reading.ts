import type { Network } from '../../../src/core/kernel/kernel';
import type { Parameters } from '../../../src/core/parameters';
import { loadKernel } from '../../../src/services/kernelFiles';
import { figures, printTable, processorSeconds } from '../figures';

const characters = 4096;

/** A text being read and judged: as one stream, and cut into streams that are read side by side. */
export async function measureReading(title: string, parameters: Parameters, rounds: number): Promise<void> {
  const works: { name: string; run: () => number; speeds: number[] }[] = [];
  for (const name of ['fast', 'exact'] as const) {
    const network = (await loadKernel(name)).load(parameters);
    works.push({ name: `${name}: priming`, run: () => prime(network), speeds: [] });
    for (const streams of [1, 8, 32]) {
      const what = streams === 1 ? '1 stream' : `${streams} streams`;
      works.push({ name: `${name}: losses, ${what}`, run: () => score(network, streams), speeds: [] });
    }
  }
  for (let round = -1; round < rounds; round++) {
    for (const { run, speeds } of works) {
      const speed = characters / run();
      if (round >= 0) {
        speeds.push(speed);
      }
    }
  }
  printTable(
    title,
    ['', 'characters/s, median', 'from', 'to'],
    works.map(({ name, speeds }) => {
      const { median, from, to } = figures(speeds);
      return [name, ...[median, from, to].map((speed) => `${(speed / 1000).toFixed(1)}k`)];
    }),
  );
}

function someText(length: number, { vocabularySize }: Network): Uint16Array {
  return Uint16Array.from({ length }, (_, at) => (at * 7919) % vocabularySize);
}

function prime(network: Network): number {
  const [state, text] = [network.createState(), someText(characters, network)];
  return processorSeconds(() => network.prime(state, text));
}

function score(network: Network, streams: number): number {
  const length = characters / streams;
  const text = someText(characters, network);
  const parts = Array.from({ length: streams }, (_, at) => text.subarray(at * length, (at + 1) * length));
  const states = parts.map(() => network.createState());
  const losses = parts.map(() => new Float32Array(length));
  return processorSeconds(() => network.scoreBatch(states, parts, losses));
}
