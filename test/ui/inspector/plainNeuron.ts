import type { Reply } from '../../../src/protocol/inspector/inspector';
import type { Handlers } from '../../../src/protocol/inspector/responder';
import { distributionOf, mean, type PlainNetwork, type Reading } from './plainNetwork';

/** A vanilla cell has one gate, without a name. */
function plainGate<T>(values: T): { gate: string; values: T }[] {
  return [{ gate: '', values }];
}

/** A line on a neuron. */
export function plainSummary(network: PlainNetwork, { characters, h }: Reading, neuron: number) {
  const values = h.map((state) => state[neuron]);
  const space = network.model.vocabulary.indexOf(' ') ?? 0;
  const inside = values.filter((_, at) => characters[at] === space);
  const outside = values.filter((_, at) => characters[at] !== space);
  const variance = (list: number[]): number =>
    list.length === 0 ? 0 : mean(list.map((value) => (value - mean(list)) ** 2));
  const whole = variance(values);
  const within =
    (inside.length * variance(inside) + outside.length * variance(outside)) / Math.max(1, values.length);
  const best = {
    feature: 'atSpace',
    label: 'at a space',
    explained: whole === 0 ? 0 : Math.max(0, 1 - within / whole),
    auc: 0.5,
    meanInside: inside.length > 0 ? mean(inside) : 0,
    meanOutside: outside.length > 0 ? mean(outside) : 0,
    places: inside.length,
  };
  return {
    neuron,
    mean: mean(values),
    standardDeviation: Math.sqrt(whole),
    saturated: values.filter((value) => Math.abs(value) > 0.9).length / Math.max(1, values.length),
    memory: 2.5,
    best,
    bestBinary: best,
  };
}

/** All about a neuron. */
export function plainNeuron(
  network: PlainNetwork,
  readings: ReadonlyMap<string, Reading>,
  { text, neuron }: Parameters<Handlers['neuron']>[0],
): Reply<'neuron'> {
  const { parameters } = network.model;
  const { hiddenSize: H, vocabularySize: V } = parameters;
  const reading = readings.get(text)!;
  const values = reading.h.map((h) => h[neuron]);
  const ranked = values
    .map((value, position) => ({ ...network.excerpt(reading, position), value }))
    .sort((a, b) => b.value - a.value);
  const byIndex = (count: number, value: (index: number) => number) =>
    Array.from({ length: count }, (_, index) => ({ index, value: value(index) }));
  const summary = plainSummary(network, readings.get(text)!, neuron);
  return {
    summary,
    activation: distributionOf(values),
    highest: ranked.slice(0, 6),
    lowest: ranked.slice(-6).reverse(),
    reads: plainGate(
      byIndex(V, (c) => parameters.Wxh[neuron * V + c])
        .sort((a, b) => b.value - a.value)
        .map(({ index, value }) => ({ character: index, value })),
    ),
    writes: byIndex(V, (c) => network.why(c, neuron) - network.meanWhy(neuron))
      .sort((a, b) => b.value - a.value)
      .map(({ index, value }) => ({ character: index, value })),
    listensTo: plainGate(
      byIndex(H, (k) => parameters.Whh[neuron * H + k])
        .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
        .map(({ index, value }) => ({ neuron: index, value })),
    ),
    listensBelow: [],
    heardBy: plainGate(
      byIndex(H, (k) => parameters.Whh[k * H + neuron])
        .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
        .map(({ index, value }) => ({ neuron: index, value })),
    ),
    autocorrelation: [1, 0.6, 0.36, 0.2, 0.1, 0.05],
    features: [{ ...summary.best, counterExamples: ranked.slice(0, 3) }],
    sentence: `Neuron ${neuron} is ${mean(values).toFixed(3)} on average.`,
  };
}
