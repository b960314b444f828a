import type { Reply } from '../../../src/protocol/inspector/inspector';
import { plainDrivers } from './plainDrivers';
import { mean, type PlainNetwork, type Reading } from './plainNetwork';

/** Pairs as they are counted; one behaviour, with figures that are for show. */
export function plainDiscovery(
  network: PlainNetwork,
  readings: ReadonlyMap<string, Reading>,
  text: string,
): Reply<'discover'> {
  const reading = readings.get(text)!;
  const { characters, p } = reading;
  const counts = new Map<string, { from: number; to: number; count: number }>();
  for (let at = 0; at + 1 < characters.length; at++) {
    const [from, to] = [characters[at], characters[at + 1]];
    const key = `${from} ${to}`;
    const entry = counts.get(key) ?? { from, to, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  const pairs = [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, 40)
    .map(({ from, to, count }) => {
      const places = network.places(reading, from);
      const probability = mean(places.map((at) => p[at][to]));
      const share = characters.filter((character) => character === to).length / characters.length;
      const drivers = plainDrivers(network, readings, { kind: 'text', text, from }, to, undefined)
        .drivers.slice(0, 3)
        .map(({ neuron }) => neuron);
      return {
        from,
        to,
        occurrences: places.length,
        count,
        probability,
        probabilityWhenFollowed: probability,
        surprise: Math.log(probability / share),
        drivers,
        withoutFirst: probability * 0.9,
        withoutAll: probability * 0.7,
      };
    });
  const [first] = pairs;
  return {
    places: characters.length,
    pairs,
    behaviours: [
      {
        key: 'lineEnds',
        title: 'Lines end near a length',
        claim: 'The longer a line has become, the likelier the network makes its end.',
        measure: 'mean p(newline) after 40 characters and more',
        places: 12,
        before: 0.21,
        ablation: { neurons: first.drivers, mode: 'output', value: 0 },
        after: 0.06,
        controls: [
          { neurons: [1, 2, 3], after: 0.2 },
          { neurons: [4, 5, 6], after: 0.22 },
        ],
        tables: [
          {
            title: 'By position in the line',
            columns: ['position', 'mean p'],
            rows: [
              ['0 to 9', '0.01'],
              ['10 to 19', '0.03'],
            ],
          },
        ],
        explain: { from: first.from, to: first.to },
        examples: [network.excerpt(reading, 30)],
        counterExamples: [network.excerpt(reading, 60)],
      },
    ],
  };
}
